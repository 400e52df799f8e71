package dev.sallyport.server.cli;

import dev.sallyport.audit.ProofException;
import dev.sallyport.masking.Visible;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;

/// Tells why there is no proof, and ends with a status as `audit verify` has them.
final class ProofRefusal {

    static final String STATUS =
            "Exit status: 0 proven, 1 not what was signed, 2 no such record or unreadable, 3 rolled back or forked.";

    private ProofRefusal() {}

    static int print(ProofException refusal, Printer printer) {
        return print(refusal.kind(), String.valueOf(refusal.getMessage()), printer);
    }

    /// @param message in one sentence that starts in lower case
    static int print(ProofException.Kind kind, String message, Printer printer) {
        if (printer.json()) {
            var answer = JsonNodeFactory.instance.objectNode();
            answer.put("result", kind.name().toLowerCase(Locale.ROOT));
            answer.put("message", message);
            printer.print(answer);
        } else {
            printer.err().println(Visible.line(headline(kind) + ": " + message));
        }
        return switch (kind) {
            case FAULT -> 1;
            case UNREADABLE, ABSENT -> 2;
            case ROLLED_BACK, FORKED -> 3;
        };
    }

    private static String headline(ProofException.Kind kind) {
        return switch (kind) {
            case FAULT -> "not proven";
            case UNREADABLE -> "unreadable";
            case ABSENT -> "no proof";
            case ROLLED_BACK -> "rolled back";
            case FORKED -> "forked";
        };
    }
}
