package dev.sallyport.server.export;

import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.server.export.OcsfTerms.Activity;
import dev.sallyport.server.export.OcsfTerms.EventClass;
import dev.sallyport.server.export.OcsfTerms.Status;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A record as one event of the Open Cybersecurity Schema Framework, version 1.8.0. What has no place in the schema
/// stands under `unmapped`, as the record has it. Safe from many threads.
///
/// @see <a href="https://schema.ocsf.io/1.8.0">schema.ocsf.io</a>
public final class Ocsf {

    static final String VERSION = "1.8.0";
    static final String PRODUCT = "Sallyport";

    private static final int SHA_256 = 3;

    private Ocsf() {}

    /// @param logged read from a log
    /// @return the same for the same record, always
    public static ObjectNode event(LoggedRecord logged) {
        var record = logged.record();
        var meaning = OcsfMeaning.of(record.stage());
        var left = Leftover.of(logged.json());
        var event = JsonNodeFactory.instance.objectNode();
        metadata(event.putObject("metadata"), logged, left);
        event.put("time", logged.time().toEpochMilli());
        event.put("timezone_offset", 0);
        classify(event, meaning, OcsfCall.activity(record, meaning.activity()));
        status(event, meaning, logged);
        control(event, meaning);
        switch (meaning.of()) {
            case API_ACTIVITY -> OcsfCall.write(event, record, left);
            case AUTHENTICATION -> OcsfAdmin.authentication(event, record, left);
            case ENTITY_MANAGEMENT -> OcsfAdmin.entity(event, record, meaning.entity(), left);
            case APPLICATION_LIFECYCLE -> OcsfAdmin.lifecycle(event, left);
        }
        event.put("message", OcsfCall.message(record));
        digest(event, logged.json());
        if (!left.rest().isEmpty()) {
            event.set("unmapped", left.rest());
        }
        return event;
    }

    /// What tells a record from every other of every log.
    static String uid(LoggedRecord logged) {
        return logged.origin() + "#" + logged.index();
    }

    private static void metadata(ObjectNode metadata, LoggedRecord logged, Leftover left) {
        metadata.put("version", VERSION);
        metadata.putArray("profiles").add("security_control");
        product(metadata.putObject("product"));
        metadata.put("uid", uid(logged));
        metadata.put("original_event_uid", Long.toString(logged.index()));
        metadata.put("sequence", logged.index());
        metadata.put("log_name", logged.origin());
        metadata.put("event_code", logged.record().stage().text());
        metadata.put("logged_time", logged.time().toEpochMilli());
        left.takeText("ts").ifPresent(time -> metadata.put("original_time", time));
        left.takeText("v").ifPresent(version -> metadata.put("log_version", version));
        left.takeText("call_id").ifPresent(call -> metadata.put("correlation_uid", call));
        var _ = left.take("origin");
        var _ = left.take("seq");
        var _ = left.take("stage");
    }

    static void product(ObjectNode product) {
        product.put("name", PRODUCT).put("vendor_name", PRODUCT);
    }

    private static void classify(ObjectNode event, OcsfMeaning meaning, Named activity) {
        EventClass of = meaning.of();
        event.put("category_uid", of.category).put("category_name", of.categoryName);
        event.put("class_uid", of.uid).put("class_name", of.caption);
        event.put("activity_id", activity.id()).put("activity_name", activity.name());
        event.put("type_uid", of.uid * 100L + activity.id());
        event.put("type_name", of.caption + ": " + activity.name());
        event.put("severity_id", meaning.severity().id).put("severity", meaning.severity().caption);
    }

    /// An activity.
    record Named(int id, String name) {
        static Named of(Activity activity) {
            return new Named(activity.id, activity.caption);
        }
    }

    private static void status(ObjectNode event, OcsfMeaning meaning, LoggedRecord logged) {
        var record = logged.record();
        var status = meaning.status();
        event.put("status_id", status.id);
        event.put("status", status == Status.OTHER ? record.stage().text() : status.caption);
        record.outcome()
                .flatMap(outcome -> outcome.code())
                .or(() -> record.decision().flatMap(decision -> decision.reason()))
                .ifPresent(code -> event.put("status_code", code));
        Optional.ofNullable(record.details().get("reason"))
                .or(() -> Optional.ofNullable(record.details().get("message")))
                .ifPresent(text -> event.put("status_detail", text));
    }

    private static void control(ObjectNode event, OcsfMeaning meaning) {
        var control = meaning.control();
        event.put("action_id", control.action).put("action", control.actionName);
        event.put("disposition_id", control.disposition);
        event.put("disposition", control.dispositionName);
        event.put("is_alert", meaning.alert());
    }

    /// Of the record's own bytes: `sha256sum` of a record in a bundle of evidence gives the same.
    private static void digest(ObjectNode event, String json) {
        var bytes = json.getBytes(StandardCharsets.UTF_8);
        event.put("raw_data_size", bytes.length);
        event.putObject("raw_data_hash")
                .put("algorithm_id", SHA_256)
                .put("algorithm", "SHA-256")
                .put("value", sha256(bytes));
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
