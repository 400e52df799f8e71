package dev.sallyport.server.schema;

import static dev.sallyport.server.schema.Parts.described;
import static dev.sallyport.server.schema.Parts.duration;
import static dev.sallyport.server.schema.Parts.list;
import static dev.sallyport.server.schema.Parts.mapping;
import static dev.sallyport.server.schema.Parts.node;
import static dev.sallyport.server.schema.Parts.oneOf;
import static dev.sallyport.server.schema.Parts.oneOrMany;
import static dev.sallyport.server.schema.Parts.text;

import dev.sallyport.server.config.Notify;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/// `approvals` of `sallyport.yaml`: held calls, and who hears of them.
final class ApprovalsSchema {

    private ApprovalsSchema() {}

    static ObjectNode of() {
        var properties = node();
        properties.set(
                "pending_expires",
                described(duration(), "How long a held call waits; 1 minute to 7 days."));
        properties.set(
                "execution_expires",
                described(
                        duration(),
                        "How long after the last approval it may start; 10 seconds to 1 day."));
        properties.set(
                "retention",
                described(
                        duration(),
                        "How long held calls are kept after they ended; 1 to 3650 days."));
        properties.set(
                "fresh_sign_in",
                described(
                        duration(),
                        "How old the sign-in may be of a human who approves what is of high risk; 1 minute to 1"
                                + " hour."));
        properties.set("notify", described(list(notification()), "Who hears of held calls."));
        return described(mapping(properties), "Held calls.");
    }

    private static ObjectNode notification() {
        var properties = node();
        properties.set(
                "webhook",
                described(
                        Parts.pattern("^https?://"),
                        "An endpoint that takes signed JSON (Standard Webhooks)."));
        properties.set(
                "secret",
                described(
                        ConfigurationSchema.secret(),
                        "A reference to base64 of 24 to 64 bytes, which sign the webhook's messages."));
        properties.set(
                "slack",
                described(
                        ConfigurationSchema.secret(), "A reference to an incoming webhook's URL."));
        properties.set(
                "teams",
                described(
                        ConfigurationSchema.secret(),
                        "A reference to the URL of a workflow that takes Adaptive Cards."));
        properties.set("email", email());
        properties.set(
                "events",
                described(
                        oneOrMany(
                                oneOf(
                                        Arrays.stream(Notify.Event.values())
                                                .map(event -> event.name().toLowerCase(Locale.ROOT))
                                                .toList())),
                        "What is told; `requested` when absent."));
        properties.set(
                "roles",
                described(
                        oneOrMany(text()),
                        "Only requests that ask for one of these roles; all when absent."));
        var entry = mapping(properties);
        entry.put("type", "object");
        var ways = entry.putArray("oneOf");
        for (var kind : List.of("webhook", "slack", "teams", "email")) {
            ways.addObject().putArray("required").add(kind);
        }
        return entry;
    }

    private static ObjectNode email() {
        var properties = node();
        properties.set("smtp", described(text(), "Host and port of the mail server."));
        properties.set(
                "security",
                described(
                        oneOf(List.of("starttls", "tls", "none")),
                        "`starttls` when absent; `none` on loopback alone."));
        properties.set("username", described(text(), "Where the server wants a login."));
        properties.set("password", ConfigurationSchema.secret());
        properties.set("from", described(text(), "The sender's address."));
        properties.set("to", described(oneOrMany(text()), "One mail goes to each."));
        return described(mapping(properties, "smtp", "from", "to"), "Mail over SMTP.");
    }
}
