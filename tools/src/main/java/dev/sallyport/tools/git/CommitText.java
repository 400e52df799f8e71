package dev.sallyport.tools.git;

import dev.sallyport.policy.Principal;
import java.util.Locale;

/// What a commit of the gate says about who made it.
final class CommitText {

    static final int MESSAGE_MAX = 10_000;
    private static final String ON_BEHALF_OF = "On-behalf-of";
    private static final String CALL = "Sallyport-call";

    private CommitText() {}

    /// The agent's message, checked, with the gate's trailers below it.
    static String message(String written, Principal principal, String callId) throws GitRefusal {
        String text = written.replace("\r\n", "\n").strip();
        if (text.isEmpty()) {
            throw GitRefusal.invalid("`message` is empty", "say what the commit does");
        }
        if (text.length() > MESSAGE_MAX) {
            throw GitRefusal.invalid(
                    "`message` is longer than " + MESSAGE_MAX + " characters", "shorten it");
        }
        if (!text.codePoints().allMatch(c -> c == '\n' || c == '\t' || visible(c))) {
            throw GitRefusal.invalid(
                    "`message` holds a control or invisible character", "write plain text");
        }
        for (String line : text.split("\n", -1)) {
            String start = line.strip().toLowerCase(Locale.ROOT);
            if (start.startsWith(ON_BEHALF_OF.toLowerCase(Locale.ROOT) + ":")
                    || start.startsWith(CALL.toLowerCase(Locale.ROOT) + ":")) {
                throw GitRefusal.invalid(
                        "`message` holds a line that only the gate may write",
                        "leave out `On-behalf-of:` and `Sallyport-call:` lines");
            }
        }
        var message = new StringBuilder(text).append("\n\n");
        principal
                .onBehalfOf()
                .ifPresent(human ->
                        message.append(ON_BEHALF_OF).append(": ").append(human).append('\n'));
        return message.append(CALL).append(": ").append(callId).append('\n').toString();
    }

    /// `client:coding-agent` → `client.coding-agent@sallyport.invalid`: an address nobody can own.
    static String email(Principal principal) {
        var local = new StringBuilder();
        for (char c : principal.subject().toCharArray()) {
            boolean plain =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || c == '-'
                            || c == '_'
                            || c == '.';
            local.append(plain ? c : c == '@' ? "_at_" : '.');
        }
        return local.append("@sallyport.invalid").toString();
    }

    private static boolean visible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
