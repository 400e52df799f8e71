package dev.sallyport.audit;

import dev.sallyport.audit.AuditRecord.Action;
import dev.sallyport.audit.AuditRecord.Approval;
import dev.sallyport.audit.AuditRecord.Decision;
import dev.sallyport.audit.AuditRecord.Outcome;
import dev.sallyport.audit.AuditRecord.Principal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A record's JSON, both ways. What is absent or empty is left out.
final class RecordJson {

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private RecordJson() {}

    /// A record without a body.
    static byte[] write(AuditRecord record, String origin, long index, Instant time) {
        return write(record, origin, index, time, Optional.empty());
    }

    static byte[] write(
            AuditRecord record, String origin, long index, Instant time, Optional<Blob> blob) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("v", AuditRecord.VERSION);
        json.put("origin", origin);
        json.put("seq", index);
        json.put("ts", RecordTime.text(time));
        json.put("stage", record.stage().text());
        record.callId().ifPresent(id -> json.put("call_id", id));
        record.session().ifPresent(id -> json.put("session", id));
        record.principal().ifPresent(who -> write(who, json.putObject("principal")));
        texts(json, "roles", record.roles());
        record.policyDigest().ifPresent(digest -> json.put("policy_digest", digest));
        record.tool().ifPresent(name -> json.put("tool", name));
        record.target().ifPresent(name -> json.put("target", name));
        record.action()
                .ifPresent(action ->
                        json.putObject("action")
                                .put("class", action.actionClass())
                                .put("normalised", action.normalised()));
        record.accesses().ifPresent(accesses -> write(accesses, json));
        record.planDigest().ifPresent(digest -> json.put("plan_digest", digest));
        record.decision().ifPresent(decision -> write(decision, json.putObject("decision")));
        if (!record.obligations().isEmpty()) {
            var list = json.putArray("obligations");
            record.obligations().forEach(each -> list.add(AccessJson.write(each)));
        }
        record.approval().ifPresent(approval -> write(approval, json.putObject("approval")));
        record.outcome().ifPresent(outcome -> write(outcome, json.putObject("outcome")));
        if (!record.masking().isEmpty()) {
            var counts = json.putObject("masking");
            record.masking().forEach(counts::put);
        }
        texts(json, "commitments", record.commitments());
        blob.ifPresent(place ->
                json.putObject("blob")
                        .put("at", place.at())
                        .put("digest", place.digest())
                        .put("key", place.key().toString())
                        .put("size", place.size()));
        texts(json, "details", record.details());
        return CanonicalJson.bytes(json);
    }

    private static void write(Principal who, ObjectNode json) {
        json.put("subject", who.subject());
        json.put("kind", who.kind());
        who.onBehalfOf().ifPresent(human -> json.put("on_behalf_of", human));
        who.client().ifPresent(client -> json.put("client", client));
        who.door().ifPresent(door -> json.put("door", door));
        who.connection().ifPresent(id -> json.put("connection", id));
        who.standing().ifPresent(standing -> write(standing, json));
        who.humanStanding().ifPresent(standing -> write(standing, json.putObject("human")));
    }

    private static void write(Standing standing, ObjectNode json) {
        if (standing.groups().isEmpty()) {
            json.put("groups_cut", true);
        }
        standing.groups().ifPresent(groups -> groups.forEach(json.putArray("groups")::add));
        standing.confinedTo().ifPresent(roles -> roles.forEach(json.putArray("confined_to")::add));
    }

    /// Of a planned call it is written even when there are none.
    private static void write(RecordedAccesses accesses, ObjectNode json) {
        var list = json.putArray("accesses");
        accesses.listed().forEach(access -> list.add(AccessJson.write(access)));
        if (!accesses.whole()) {
            json.put("accesses_total", accesses.total());
        }
    }

    private static void write(Decision decision, ObjectNode json) {
        json.put("effect", decision.effect());
        texts(json, "rules", decision.rules());
        decision.reason().ifPresent(reason -> json.put("reason", reason));
        if (!decision.approvers().isEmpty()) {
            var list = json.putArray("approvers");
            decision.approvers()
                    .forEach(set -> {
                        var item =
                                list.addObject()
                                        .put("role", set.role())
                                        .put("quorum", set.quorum());
                        set.breakGlass().ifPresent(role -> item.put("break_glass", role));
                    });
        }
    }

    private static void write(Approval approval, ObjectNode json) {
        json.put("id", approval.id());
        texts(json, "approvers", approval.approvers());
    }

    private static void write(Outcome outcome, ObjectNode json) {
        json.put("status", outcome.status());
        outcome.code().ifPresent(code -> json.put("code", code));
        outcome.rows().ifPresent(rows -> json.put("rows", rows));
        outcome.bytes().ifPresent(bytes -> json.put("bytes", bytes));
        outcome.durationMs().ifPresent(duration -> json.put("duration_ms", duration));
    }

    private static void texts(ObjectNode json, String name, List<String> texts) {
        if (!texts.isEmpty()) {
            texts.forEach(json.putArray(name)::add);
        }
    }

    private static void texts(ObjectNode json, String name, Map<String, String> texts) {
        if (!texts.isEmpty()) {
            texts.forEach(json.putObject(name)::put);
        }
    }

    /// @throws IOException when the bytes are no record of this version
    static LoggedRecord read(byte[] bytes) throws IOException {
        return read(bytes, 0, bytes.length);
    }

    /// @throws IOException when those of the bytes are no record of this version
    static LoggedRecord read(byte[] bytes, int from, int length) throws IOException {
        try {
            if (new RecordScan().scan(bytes, from, length)) {
                return read(
                        RecordTree.of(bytes, from, length),
                        new String(bytes, from, length, StandardCharsets.UTF_8));
            }
            var canonical = CanonicalJson.bytes(MAPPER.readTree(bytes, from, length));
            return read(
                    RecordTree.of(canonical, 0, canonical.length),
                    SafeFiles.text(Arrays.copyOfRange(bytes, from, from + length)));
        } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
            throw new IOException("not a record", e);
        }
    }

    /// Whether one of the record's texts, names of members aside, has this part in whatever case.
    ///
    /// @param part in lower case
    static boolean hasText(LoggedRecord record, String part) {
        return hasText(MAPPER.readTree(record.json()), part);
    }

    // A record is nested a few levels deep: it was read as one before.
    private static boolean hasText(JsonNode json, String part) {
        return json.isString()
                ? json.stringValue().toLowerCase(Locale.ROOT).contains(part)
                : json.valueStream().anyMatch(child -> hasText(child, part));
    }

    private static LoggedRecord read(RecordTree json, String text) throws IOException {
        long version = number(json, "v").orElse(0);
        if (version < AuditRecord.VERSION_MIN || version > AuditRecord.VERSION) {
            throw new IOException(
                    "no record of version "
                            + AuditRecord.VERSION_MIN
                            + " to "
                            + AuditRecord.VERSION);
        }
        return new LoggedRecord(
                number(json, "seq").orElseThrow(() -> new IOException("no `seq`")),
                required(json, "origin"),
                RecordTime.parse(required(json, "ts")),
                record(json),
                blob(json.path("blob")),
                text);
    }

    private static AuditRecord record(RecordTree json) throws IOException {
        var stage = Stage.parse(required(json, "stage"));
        return new AuditRecord(
                stage.orElseThrow(() -> new IOException("an unknown stage")),
                text(json, "call_id"),
                text(json, "session"),
                principal(json.path("principal")),
                texts(json.path("roles")),
                text(json, "policy_digest"),
                text(json, "tool"),
                text(json, "target"),
                action(json.path("action")),
                AccessJson.accesses(json.path("accesses"), json.path("accesses_total")),
                text(json, "plan_digest"),
                decision(json.path("decision")),
                obligations(json.path("obligations")),
                approval(json.path("approval")),
                outcome(json.path("outcome")),
                counts(json.path("masking")),
                textMap(json.path("commitments")),
                textMap(json.path("details")));
    }

    private static Optional<Blob> blob(RecordTree json) throws IOException {
        if (json.isMissing()) {
            return Optional.empty();
        }
        var key = BodyKeyId.parse(required(json, "key"));
        long size = number(json, "size").orElse(0);
        if (key.isEmpty() || size < 0 || size > BodyFrame.BYTES_MAX) {
            throw new IOException("no place of a body");
        }
        return Optional.of(
                new Blob(
                        key.get(),
                        number(json, "at").orElse(-1),
                        (int) size,
                        required(json, "digest")));
    }

    private static Optional<Principal> principal(RecordTree json) throws IOException {
        if (json.isMissing()) {
            return Optional.empty();
        }
        return Optional.of(
                new Principal(
                        required(json, "subject"),
                        required(json, "kind"),
                        text(json, "on_behalf_of"),
                        text(json, "client"),
                        text(json, "door"),
                        standing(json),
                        standing(json.path("human")),
                        text(json, "connection")));
    }

    private static Optional<Standing> standing(RecordTree json) {
        if (!json.has("groups") && !json.has("groups_cut")) {
            return Optional.empty();
        }
        return Optional.of(new Standing(list(json, "groups"), list(json, "confined_to")));
    }

    private static Optional<List<String>> list(RecordTree json, String name) {
        return json.has(name) ? Optional.of(texts(json.path(name))) : Optional.empty();
    }

    private static List<RecordedObligation> obligations(RecordTree json) throws IOException {
        var all = new ArrayList<RecordedObligation>();
        for (var item : json) {
            all.add(AccessJson.obligation(item));
        }
        return all;
    }

    private static Optional<Action> action(RecordTree json) throws IOException {
        return json.isMissing()
                ? Optional.empty()
                : Optional.of(new Action(required(json, "class"), required(json, "normalised")));
    }

    private static Optional<Decision> decision(RecordTree json) throws IOException {
        return json.isMissing()
                ? Optional.empty()
                : Optional.of(
                        new Decision(
                                required(json, "effect"),
                                texts(json.path("rules")),
                                text(json, "reason"),
                                AccessJson.approvers(json.path("approvers"))));
    }

    private static Optional<Approval> approval(RecordTree json) throws IOException {
        return json.isMissing()
                ? Optional.empty()
                : Optional.of(new Approval(required(json, "id"), texts(json.path("approvers"))));
    }

    private static Optional<Outcome> outcome(RecordTree json) throws IOException {
        return json.isMissing()
                ? Optional.empty()
                : Optional.of(
                        new Outcome(
                                required(json, "status"),
                                text(json, "code"),
                                number(json, "rows"),
                                number(json, "bytes"),
                                number(json, "duration_ms")));
    }

    private static String required(RecordTree json, String name) throws IOException {
        return text(json, name).orElseThrow(() -> new IOException("no `" + name + "`"));
    }

    private static Optional<String> text(RecordTree json, String name) {
        var value = json.path(name);
        return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
    }

    private static OptionalLong number(RecordTree json, String name) {
        var value = json.path(name);
        return value.isInteger() ? OptionalLong.of(value.longValue()) : OptionalLong.empty();
    }

    private static List<String> texts(RecordTree json) {
        if (json.isMissing()) {
            return List.of();
        }
        var texts = new ArrayList<String>();
        for (var item : json) {
            if (item.isString()) {
                texts.add(item.stringValue());
            }
        }
        return texts;
    }

    private static Map<String, String> textMap(RecordTree json) {
        if (json.isMissing()) {
            return Map.of();
        }
        var map = new TreeMap<String, String>();
        json.propertyNames().forEach(name -> text(json, name).ifPresent(t -> map.put(name, t)));
        return map;
    }

    private static Map<String, Long> counts(RecordTree json) {
        if (json.isMissing()) {
            return Map.of();
        }
        var map = new TreeMap<String, Long>();
        json.propertyNames().forEach(name -> number(json, name).ifPresent(n -> map.put(name, n)));
        return map;
    }
}
