package dev.sallyport.server.api;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.server.history.Found;
import dev.sallyport.server.history.FoundCall;
import dev.sallyport.server.history.FoundSession;
import dev.sallyport.server.history.WholeCall;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Calls and sessions as JSON. What the log has went through the detectors when it was recorded.
///
/// @param visible escapes what a reader could not see
record RecordView(UnaryOperator<String> visible) {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    ObjectNode call(FoundCall found) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("position", found.first());
        if (!(found instanceof FoundCall.Read call)) {
            return json.put("unreadable", true);
        }
        var begun = call.begun().record();
        var planned = call.planned().record();
        json.put("call_id", call.id());
        json.put("time", call.begun().time().toString());
        begun.principal()
                .or(planned::principal)
                .ifPresent(who -> {
                    json.put("principal", visible.apply(who.subject()));
                    put(json, "on_behalf_of", who.onBehalfOf());
                    put(json, "client", who.client());
                    put(json, "door", who.door());
                    put(json, "connection", who.connection());
                });
        put(json, "tool", planned.tool().or(begun::tool));
        put(json, "target", planned.target().or(begun::target));
        put(json, "what", planned.action().map(AuditRecord.Action::normalised));
        json.put("status", call.status().text());
        put(json, "code", Optional.of(call.code()).filter(code -> !code.isEmpty()));
        json.put("held", call.held());
        put(json, "approval_id", call.approvalId());
        call.told()
                .record()
                .outcome()
                .map(AuditRecord.Outcome::durationMs)
                .ifPresent(took -> took.ifPresent(ms -> json.put("duration_ms", ms)));
        return json;
    }

    private void put(ObjectNode json, String name, Optional<String> text) {
        text.ifPresent(known -> json.put(name, visible.apply(known)));
    }

    /// With every record that the log has of it, as it stands there but for what cannot be seen.
    ObjectNode whole(WholeCall call) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("call_id", call.id());
        json.put("left_out", call.leftOut());
        json.put("unreadable", call.unreadable());
        var records = json.putArray("records");
        call.records().forEach(record -> records.add(record(record, call.signed())));
        return json;
    }

    private ObjectNode record(LoggedRecord logged, long signed) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("position", logged.index());
        json.put("leaf_hash", logged.leafHash());
        json.put("signed", logged.index() < signed);
        json.set("record", VisibleJson.of(MAPPER.readTree(logged.json()), visible));
        return json;
    }

    ObjectNode session(FoundSession session) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("session", Long.toString(session.first()));
        session.begun()
                .ifPresent(begun -> {
                    json.put("begun", begun.time().toString());
                    begun.record()
                            .principal()
                            .ifPresent(who -> {
                                json.put("principal", visible.apply(who.subject()));
                                put(json, "on_behalf_of", who.onBehalfOf());
                                put(json, "client", who.client());
                            });
                });
        json.put("changed", session.changed().toString());
        json.put("calls", session.calls());
        json.put("denials", session.denials());
        json.put("holds", session.holds());
        return json;
    }

    /// Where the parts beside it begin.
    static ObjectNode placed(ObjectNode list, Found<?> found) {
        found.older().ifPresent(at -> list.put("before", at));
        found.newer().ifPresent(at -> list.put("after", at));
        return list;
    }
}
