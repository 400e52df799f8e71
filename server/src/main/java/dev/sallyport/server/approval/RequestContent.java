package dev.sallyport.server.approval;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Obligation;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.Principal;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Preview;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The JSON form of what is asked: what is stored, and what the digest covers.
final class RequestContent {
    private RequestContent() {}

    static ObjectNode toJson(String id, NewRequest asked) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("id", id);
        json.set("requester", principal(asked.requester()));
        json.put("session", asked.session());
        json.put("client", asked.client());
        json.put("call_id", asked.callId());
        json.set("plan", asked.plan().toJson());
        var obligations = json.putArray("obligations");
        asked.obligations().all().forEach(o -> obligations.add(obligation(o)));
        json.set("preview", preview(asked.preview()));
        var approvers = json.putArray("approvers");
        asked.approvers()
                .forEach(set -> {
                    var item =
                            approvers
                                    .addObject()
                                    .put("role", set.role())
                                    .put("quorum", set.quorum());
                    set.breakGlass().ifPresent(role -> item.put("break_glass", role));
                });
        asked.ruleIds().forEach(json.putArray("rules")::add);
        json.put("policy_digest", asked.policyDigest());
        json.put("agent_reason", asked.agentReason());
        return json;
    }

    /// @throws IllegalArgumentException when the JSON is nothing that [#toJson] wrote
    static NewRequest fromJson(JsonNode json) {
        var obligations = new ArrayList<Obligation>();
        json.path("obligations").forEach(item -> obligations.add(obligation(item)));
        var approvers = new ArrayList<ApproverSet>();
        for (var set : json.path("approvers")) {
            approvers.add(
                    new ApproverSet(
                            text(set, "role"),
                            set.path("quorum").intValue(0),
                            set.has("break_glass")
                                    ? Optional.of(text(set, "break_glass"))
                                    : Optional.empty()));
        }
        return new NewRequest(
                principal(json.path("requester")),
                text(json, "session"),
                text(json, "client"),
                text(json, "call_id"),
                Plan.fromJson(json.path("plan")),
                new Obligations(obligations),
                preview(json.path("preview")),
                approvers,
                texts(json.path("rules")),
                text(json, "policy_digest"),
                text(json, "agent_reason"));
    }

    static ObjectNode principal(Principal principal) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("subject", principal.subject());
        json.put("kind", principal.kind().name());
        principal.human().ifPresent(human -> json.set("human", principal(human)));
        new TreeSet<>(principal.groups()).forEach(json.putArray("groups")::add);
        principal.confinedTo().ifPresent(roles -> roles.forEach(json.putArray("confined_to")::add));
        return json;
    }

    static Principal principal(JsonNode json) {
        return new Principal(
                text(json, "subject"),
                Principal.Kind.valueOf(text(json, "kind")),
                json.has("human") ? Optional.of(principal(json.path("human"))) : Optional.empty(),
                new TreeSet<>(texts(json.path("groups"))),
                json.has("confined_to")
                        ? Optional.of(new TreeSet<>(texts(json.path("confined_to"))))
                        : Optional.empty());
    }

    private static ObjectNode preview(Preview preview) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("headline", preview.headline());
        var sections = json.putArray("sections");
        for (var section : preview.sections()) {
            sections.addObject()
                    .put("title", section.title())
                    .put("kind", section.kind().name())
                    .put("content", section.content());
        }
        json.set("state", preview.state().deepCopy());
        if (!preview.unseen().isEmpty()) {
            preview.unseen().forEach(json.putArray("unseen")::add);
        }
        return json;
    }

    private static Preview preview(JsonNode json) {
        var sections = new ArrayList<Preview.Section>();
        for (var section : json.path("sections")) {
            sections.add(
                    new Preview.Section(
                            text(section, "title"),
                            Preview.Kind.valueOf(text(section, "kind")),
                            text(section, "content")));
        }
        if (!(json.path("state") instanceof ObjectNode state)) {
            throw new IllegalArgumentException("a stored preview has a state");
        }
        return new Preview(text(json, "headline"), sections, state, texts(json.path("unseen")));
    }

    private static ObjectNode obligation(Obligation obligation) {
        var json = JsonNodeFactory.instance.objectNode();
        switch (obligation) {
            case Obligation.MaskColumn(var column, var with) ->
                    json.put("mask", column).put("with", with);
            case Obligation.FilterRows(var table, var where) ->
                    json.put("filter", table).put("where", where);
            case Obligation.Limit(var name, var value) ->
                    json.put("limit", name).put("value", Long.toString(value));
        }
        return json;
    }

    private static Obligation obligation(JsonNode json) {
        if (json.has("mask")) {
            return new Obligation.MaskColumn(text(json, "mask"), text(json, "with"));
        }
        if (json.has("filter")) {
            return new Obligation.FilterRows(text(json, "filter"), text(json, "where"));
        }
        return new Obligation.Limit(text(json, "limit"), Long.parseLong(text(json, "value")));
    }

    static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        for (var item : array) {
            if (!item.isString()) {
                throw new IllegalArgumentException("a stored list has texts only");
            }
            texts.add(item.stringValue());
        }
        return texts;
    }

    private static String text(JsonNode node, String key) {
        if (!node.path(key).isString()) {
            throw new IllegalArgumentException("a stored request has a text under " + key);
        }
        return node.path(key).stringValue();
    }
}
