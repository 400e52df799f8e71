package dev.sallyport.server.call;

import dev.sallyport.audit.AuditBody;
import dev.sallyport.audit.AuditLog;
import dev.sallyport.server.approval.NewRequest;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What stands beside the records of calls, encrypted: the arguments, what approvers were shown, and the reply. Safe
/// from many threads.
///
/// All of it goes through the detectors first, also what has been through them. A part in which they fail is
/// withheld, and so is an argument that holds a Kubernetes Secret: its values look like nothing that they know. Nothing is made
/// for a log without bodies.
final class CallBodies {

    private static final String ARGUMENTS = "arguments";
    private static final String VIEW = "view";
    private static final String REPLY = "reply";

    // Apart from each other, since YAML has many ways to put something between them.
    private static final Pattern KIND = Pattern.compile("\\bkind\\b");
    private static final Pattern SECRET = Pattern.compile("\\bSecret(List)?\\b");

    private static final Pattern ESCAPED =
            Pattern.compile("\\\\+(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))");

    private final AuditLog log;
    private final ReplyMasker masker;

    CallBodies(AuditLog log, ReplyMasker masker) {
        this.log = log;
        this.masker = masker;
    }

    /// What was asked; empty where the context does not know.
    Optional<AuditBody> asked(CallContext call) {
        return call.arguments().flatMap(this::arguments).map(arguments -> body(arguments).build());
    }

    /// What was asked and how it was refused.
    Optional<AuditBody> refused(CallContext call, ToolGate.Answer.Reply reply) {
        if (!log.keepsBodies()) {
            return Optional.empty();
        }
        var body = call.arguments().flatMap(this::arguments).map(this::body).orElseGet(log::body);
        return Optional.of(withReply(body, reply).build());
    }

    /// What came back.
    Optional<AuditBody> replied(ToolGate.Answer.Reply reply) {
        return log.keepsBodies()
                ? Optional.of(withReply(log.body(), reply).build())
                : Optional.empty();
    }

    /// What goes beside the record of a call that is put before humans, ready for [#of].
    Optional<ObjectNode> held(CallContext call, NewRequest asked) {
        if (!log.keepsBodies()) {
            return Optional.empty();
        }
        var parts = JsonNodeFactory.instance.objectNode();
        call.arguments()
                .flatMap(this::arguments)
                .ifPresent(arguments -> parts.set(ARGUMENTS, arguments));
        parts.set(VIEW, masked(HeldView.of(asked)));
        return Optional.of(parts);
    }

    /// @param parts of [#held]
    Optional<AuditBody> of(ObjectNode parts) {
        if (!log.keepsBodies()) {
            return Optional.empty();
        }
        var body = parts.has(ARGUMENTS) ? body(parts.path(ARGUMENTS)) : log.body();
        return Optional.of(body.part(VIEW, parts.path(VIEW)).build());
    }

    private Optional<JsonNode> arguments(ObjectNode given) {
        return log.keepsBodies() ? Optional.of(masked(withoutSecrets(given))) : Optional.empty();
    }

    private AuditBody.Builder body(JsonNode arguments) {
        var body = log.body().part(ARGUMENTS, arguments);
        arguments
                .properties()
                .forEach(each -> body.commit(ARGUMENTS + "." + each.getKey(), each.getValue()));
        return body;
    }

    private AuditBody.Builder withReply(AuditBody.Builder body, ToolGate.Answer.Reply reply) {
        var masked = masked(reply.structured());
        return body.part(REPLY, masked).commit(REPLY, masked);
    }

    private JsonNode masked(ObjectNode value) {
        return masker.result(value, new TreeMap<>())
                .<JsonNode>map(masked -> masked)
                .orElseGet(() -> JsonNodeFactory.instance.stringNode(CallJournal.WITHHELD));
    }

    private static ObjectNode withoutSecrets(ObjectNode given) {
        var left = JsonNodeFactory.instance.objectNode();
        for (var argument : given.properties()) {
            left.set(
                    argument.getKey(),
                    holdsSecret(argument.getValue())
                            ? JsonNodeFactory.instance.stringNode(CallJournal.WITHHELD)
                            : argument.getValue());
        }
        if (left.equals(given) && holdsSecret(given)) {
            // The arguments are the object.
            given.propertyNames().forEach(name -> left.put(name, CallJournal.WITHHELD));
        }
        return left;
    }

    private static boolean holdsSecret(JsonNode value) {
        // As a text of its own, or as JSON within it.
        var text = value.isString() ? value.stringValue() : value.toString();
        var plain = ESCAPED.matcher(text).replaceAll(CallBodies::character);
        return KIND.matcher(plain).find() && SECRET.matcher(plain).find();
    }

    private static String character(MatchResult escape) {
        var digits = escape.group(1) == null ? escape.group(2) : escape.group(1);
        return Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(digits, 16)));
    }
}
