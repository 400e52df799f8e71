package dev.sallyport.server.console;

import dev.sallyport.policy.Authorizer.ConsoleRight;

/// The console's words for what the gate knows by short names.
final class Words {

    private Words() {}

    static String right(ConsoleRight right) {
        return switch (right) {
            case APPROVE -> "decide calls that wait for a human";
            case AUDIT -> "read the record";
            case ADMINISTER -> "administer the gate";
        };
    }
}
