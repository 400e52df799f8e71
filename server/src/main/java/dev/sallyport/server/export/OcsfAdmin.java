package dev.sallyport.server.export;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.server.export.OcsfTerms.Entity;
import tools.jackson.databind.node.ObjectNode;

/// The part of an event that speaks of the gate itself: who signed in, what keys, grants and rules there are, when it
/// started.
final class OcsfAdmin {

    private OcsfAdmin() {}

    static void authentication(ObjectNode event, AuditRecord record, Leftover left) {
        var user = event.putObject("user");
        record.principal()
                .ifPresentOrElse(
                        who -> OcsfCall.user(user, who, left), () -> user.put("name", "unknown"));
        event.putObject("service").put("name", Ocsf.PRODUCT + " console");
        left.takeText("details", "session")
                .ifPresent(session -> event.putObject("session").put("uid", session));
    }

    static void lifecycle(ObjectNode event, Leftover left) {
        var app = event.putObject("app");
        Ocsf.product(app);
        left.takeText("details", "version").ifPresent(version -> app.put("version", version));
    }

    static void entity(ObjectNode event, AuditRecord record, Entity kind, Leftover left) {
        OcsfCall.actor(event.putObject("actor"), record, left);
        var entity = event.putObject("entity");
        entity.put("type_id", kind.id).put("type", kind.caption);
        entity.put("name", left.takeText("details", "key_of").orElse(kind.caption));
        var id =
                kind == Entity.ROLE_MAP
                        ? left.takeText("policy_digest")
                        : left.takeText("details", kind.detail);
        id.ifPresent(uid -> entity.put("uid", uid));
    }
}
