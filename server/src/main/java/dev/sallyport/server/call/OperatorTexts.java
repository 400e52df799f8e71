package dev.sallyport.server.call;

import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.DenyReason;

/// What the log says of a refusal, for operators alone.
final class OperatorTexts {

    private OperatorTexts() {}

    /// Which rule or bound of the role map refuses, beginning with a comma; empty where no single one does.
    static String because(DenyReason reason, Authorizer policy) {
        return switch (reason) {
            case DenyReason.Forbidden(_, var rule) ->
                    ", by rule "
                            + rule
                            + " (line "
                            + rule.line()
                            + ")"
                            + policy.describe(rule).map(OperatorTexts::quoted).orElse("");
            case DenyReason.Separated(var subject, var roles, var why) ->
                    ", because "
                            + subject
                            + " has the roles "
                            + String.join(", ", roles)
                            + why.map(OperatorTexts::quoted).orElse("");
            case DenyReason.NoRule _, DenyReason.NothingUnderstood _, DenyReason.NoPolicy _ -> "";
        };
    }

    /// On one line, whatever the admin wrote.
    private static String quoted(String text) {
        return " \"" + text.replaceAll("[\\p{Cntrl}\\s]+", " ") + "\"";
    }
}
