package dev.sallyport.server.export;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.RecordedAccess;
import dev.sallyport.server.export.Ocsf.Named;
import dev.sallyport.server.export.OcsfTerms.Activity;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The part of an event that speaks of a call, and of what humans decide about one.
final class OcsfCall {

    private static final int USER = 1;
    private static final int OTHER = 99;
    private static final int TARGET = 1;

    private OcsfCall() {}

    /// What a call does, as far as OCSF has a word for it; else its own word.
    static Named activity(AuditRecord record, Activity given) {
        if (given != Activity.OF_THE_CALL) {
            return Named.of(given);
        }
        return record.action()
                .map(AuditRecord.Action::actionClass)
                .map(OcsfCall::activity)
                .orElse(Named.of(Activity.OF_THE_CALL));
    }

    private static Named activity(String actionClass) {
        return switch (actionClass.substring(actionClass.lastIndexOf('.') + 1)) {
            case "create", "insert" -> Named.of(Activity.CREATE);
            case "read" -> Named.of(Activity.READ);
            case "apply", "push", "update", "write" -> Named.of(Activity.UPDATE);
            case "delete" -> Named.of(Activity.DELETE);
            default -> new Named(OTHER, actionClass);
        };
    }

    static void write(ObjectNode event, AuditRecord record, Leftover left) {
        actor(event.putObject("actor"), record, left);
        var api = event.putObject("api");
        api.put("operation", operation(record));
        api.putObject("service").put("name", Ocsf.PRODUCT);
        var _ = left.take("tool");
        record.callId().ifPresent(call -> api.putObject("request").put("uid", call));
        record.outcome().ifPresent(outcome -> response(api.putObject("response"), outcome));
        event.putObject("src_endpoint").put("svc_name", from(record));
        resources(event, record, left);
        policy(event, record, left);
    }

    /// The tool, or what a human did.
    private static String operation(AuditRecord record) {
        return record.tool().orElse(record.stage().text());
    }

    /// Where the call came from. Addresses are not on record.
    private static String from(AuditRecord record) {
        return record.principal()
                .flatMap(who -> who.client().or(who::door))
                .filter(name -> !name.isEmpty())
                .orElse(Ocsf.PRODUCT);
    }

    /// Who acted. Where the record does not say, it was the gate itself.
    static void actor(ObjectNode actor, AuditRecord record, Leftover left) {
        switch (OcsfMeaning.of(record.stage()).actor()) {
            case PRINCIPAL -> principal(actor, record, left);
            case DECIDER -> decider(actor, record.details().get("by"), record, left);
            case BREAKER -> decider(actor, record.details().get("glass_broken_by"), record, left);
            case GATE -> actor.put("app_name", Ocsf.PRODUCT);
        }
        record.session()
                .ifPresent(session -> {
                    actor.putObject("session").put("uid", session);
                    var _ = left.take("session");
                });
    }

    private static void principal(ObjectNode actor, AuditRecord record, Leftover left) {
        if (record.principal().isEmpty()) {
            actor.put("app_name", Ocsf.PRODUCT);
            return;
        }
        var who = record.principal().get();
        user(actor.putObject("user"), who, left);
        who.client()
                .ifPresent(client -> {
                    actor.put("app_name", client);
                    var _ = left.take("principal", "client");
                });
    }

    private static void decider(
            ObjectNode actor, @Nullable String by, AuditRecord record, Leftover left) {
        if (by == null) {
            principal(actor, record, left);
        } else {
            user(actor.putObject("user"), by, "human");
        }
    }

    private static void user(ObjectNode user, String subject, String kind) {
        user.put("uid", subject).put("name", subject);
        if (kind.equals("human")) {
            user.put("type_id", USER).put("type", "User");
        } else {
            user.put("type_id", OTHER).put("type", kind);
        }
    }

    static void user(ObjectNode user, AuditRecord.Principal who, Leftover left) {
        user(user, who.subject(), who.kind());
        var _ = left.take("principal", "subject");
        var groups = who.standing().flatMap(standing -> standing.groups());
        if (groups.isPresent()) {
            if (!groups.get().isEmpty()) {
                var list = user.putArray("groups");
                groups.get().forEach(group -> list.addObject().put("name", group));
            }
            var _ = left.take("principal", "groups");
        }
    }

    private static void response(ObjectNode response, AuditRecord.Outcome outcome) {
        response.put("message", outcome.status());
        outcome.code()
                .filter(code -> !outcome.status().equals("completed"))
                .ifPresent(code -> response.put("error", code));
    }

    /// What the call would touch; where no plan tells that, the target.
    private static void resources(ObjectNode event, AuditRecord record, Leftover left) {
        var accesses = record.accesses().map(all -> all.listed());
        if (accesses.isPresent() && !accesses.get().isEmpty()) {
            var list = event.putArray("resources");
            accesses.get().forEach(access -> resource(list.addObject(), access, record));
        } else {
            record.target()
                    .ifPresent(target ->
                            event.putArray("resources")
                                    .addObject()
                                    .put("name", target)
                                    .put("role_id", TARGET)
                                    .put("role", "Target"));
        }
        var _ = left.take("target");
    }

    private static void resource(ObjectNode resource, RecordedAccess access, AuditRecord record) {
        resource.put("name", access.resource());
        int dot = access.action().indexOf('.');
        resource.put("type", dot < 0 ? access.action() : access.action().substring(0, dot));
        record.target().ifPresent(target -> resource.put("namespace", target));
        resource.put("role_id", TARGET).put("role", "Target");
        resource.putObject("data").put("action", access.action());
    }

    /// The policy in force, and the rules that led to the decision.
    private static void policy(ObjectNode event, AuditRecord record, Leftover left) {
        record.policyDigest()
                .ifPresent(digest -> {
                    event.putObject("policy").put("uid", digest).put("type", "role map");
                    var _ = left.take("policy_digest");
                });
        record.decision()
                .ifPresent(decision -> {
                    var list = event.putArray("authorizations");
                    if (decision.rules().isEmpty()) {
                        list.addObject().put("decision", decision.effect());
                    }
                    decision.rules()
                            .forEach(rule ->
                                    list.addObject()
                                            .put("decision", decision.effect())
                                            .putObject("policy")
                                            .put("name", rule));
                    var _ = left.take("decision", "rules");
                    var _ = left.take("decision", "effect");
                });
    }

    /// One line for people.
    static String message(AuditRecord record) {
        var line = new StringBuilder(record.stage().text().replace('_', ' '));
        record.tool().ifPresent(tool -> line.append(": ").append(tool));
        record.target().ifPresent(target -> line.append(" on ").append(target));
        record.principal()
                .ifPresent(who -> {
                    line.append(" by ").append(who.subject());
                    who.onBehalfOf().ifPresent(human -> line.append(" for ").append(human));
                });
        return line.toString();
    }
}
