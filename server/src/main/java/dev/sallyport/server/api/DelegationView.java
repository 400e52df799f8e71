package dev.sallyport.server.api;

import dev.sallyport.server.api.ApiError.Refusal;
import dev.sallyport.server.approval.Delegation;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What the API shows of a delegation, and what it takes for one.
final class DelegationView {
    private static final Set<String> KEYS = new TreeSet<>(Set.of("from", "roles", "to", "until"));

    private final ShownText shown;

    DelegationView(ShownText shown) {
        this.shown = shown;
    }

    /// The terms in the body of a request: `to` whom, `from` (now when absent) and `until` when, and perhaps for which
    /// `roles` alone.
    static Delegation.Terms terms(ObjectNode body, Instant now) throws Refusal {
        for (var property : body.properties()) {
            if (!KEYS.contains(property.getKey())) {
                throw ApiError.bad(
                                "UNKNOWN_KEY",
                                "the body has a key other than " + String.join(", ", KEYS))
                        .refusal();
            }
        }
        return new Delegation.Terms(
                text("to", body.path("to")),
                roles(body),
                body.has("from") ? time("from", body.path("from")) : now,
                time("until", body.path("until")));
    }

    /// @return none where the key is absent; a list that is there names at least one
    private static Set<String> roles(ObjectNode body) throws Refusal {
        var roles = new TreeSet<String>();
        if (!body.has("roles")) {
            return roles;
        }
        var given = body.path("roles");
        for (var role : given) {
            roles.add(text("roles", role));
        }
        if (!given.isArray() || given.isEmpty()) {
            throw ApiError.bad(
                            "WRONG_TYPE",
                            "`roles` must be a list of at least one role; leave it out for all of yours")
                    .refusal();
        }
        return roles;
    }

    private static Instant time(String key, JsonNode value) throws Refusal {
        try {
            return OffsetDateTime.parse(text(key, value)).toInstant();
        } catch (DateTimeParseException e) {
            throw ApiError.bad(
                            "INVALID_TIME",
                            "`" + key + "` must be a time with its zone, as in `2030-01-31T18:00Z`")
                    .refusal();
        }
    }

    private static String text(String key, JsonNode value) throws Refusal {
        if (!value.isString()) {
            throw ApiError.bad("WRONG_TYPE", "`" + key + "` must be a text").refusal();
        }
        return value.stringValue();
    }

    /// @param state in one word
    ObjectNode of(Delegation delegation, String state) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("id", delegation.id());
        json.put("state", state);
        json.put("delegator", shown.name(delegation.delegator().subject()));
        json.put("delegate", shown.name(delegation.terms().delegate()));
        var roles = json.putArray("roles");
        delegation.terms().roles().forEach(role -> roles.add(shown.name(role)));
        json.put("made_at", delegation.made().toString());
        json.put("starts_at", delegation.terms().starts().toString());
        json.put("ends_at", delegation.terms().ends().toString());
        delegation.ended().ifPresent(at -> json.put("ended_at", at.toString()));
        return json;
    }
}
