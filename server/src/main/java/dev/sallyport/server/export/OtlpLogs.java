package dev.sallyport.server.export;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.server.config.ExportFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Records as one request of the OpenTelemetry protocol, in its JSON: numbers of 64 bits are texts, enumerations are
/// numbers.
///
/// @see <a href="https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding">OTLP, JSON Protobuf encoding</a>
final class OtlpLogs {

    /// Doors through which calls come by the Model Context Protocol.
    private static final Set<String> MCP_DOORS = Set.of("stdio", "http", "sse", "stateless");

    private OtlpLogs() {}

    /// @param records of one log, at least one
    static ObjectNode request(List<LoggedRecord> records, ExportFormat format) {
        var request = JsonNodeFactory.instance.objectNode();
        var ofResource = request.putArray("resourceLogs").addObject();
        var resource = ofResource.putObject("resource").putArray("attributes");
        text(resource, "service.name", "sallyport");
        text(resource, "service.instance.id", records.getFirst().origin());
        var ofScope = ofResource.putArray("scopeLogs").addObject();
        ofScope.putObject("scope").put("name", "dev.sallyport.audit");
        var logs = ofScope.putArray("logRecords");
        records.forEach(record -> write(logs.addObject(), record, format));
        return request;
    }

    private static void write(ObjectNode log, LoggedRecord logged, ExportFormat format) {
        var record = logged.record();
        var severity = OcsfMeaning.of(record.stage()).severity();
        log.put(
                "timeUnixNano",
                Long.toString(TimeUnit.MILLISECONDS.toNanos(logged.time().toEpochMilli())));
        switch (severity) {
            case INFORMATIONAL -> log.put("severityNumber", 9).put("severityText", "INFO");
            case LOW -> log.put("severityNumber", 10).put("severityText", "INFO2");
            case MEDIUM -> log.put("severityNumber", 13).put("severityText", "WARN");
            case HIGH -> log.put("severityNumber", 17).put("severityText", "ERROR");
        }
        log.put("eventName", "sallyport." + record.stage().text());
        log.putObject("body").put("stringValue", Lines.of(logged, format));
        attributes(log.putArray("attributes"), logged, record);
    }

    private static void attributes(ArrayNode to, LoggedRecord logged, AuditRecord record) {
        text(to, "log.record.uid", Ocsf.uid(logged));
        text(to, "sallyport.log.origin", logged.origin());
        number(to, "sallyport.log.index", logged.index());
        text(to, "sallyport.log.leaf_hash", logged.leafHash());
        text(to, "sallyport.stage", record.stage().text());
        if (record.principal().flatMap(who -> who.door()).filter(MCP_DOORS::contains).isPresent()) {
            text(to, "mcp.method.name", "tools/call");
            record.session().ifPresent(session -> text(to, "mcp.session.id", session));
        }
        record.tool()
                .ifPresent(tool -> {
                    text(to, "gen_ai.operation.name", "execute_tool");
                    text(to, "gen_ai.tool.name", tool);
                });
        record.callId().ifPresent(call -> text(to, "gen_ai.tool.call.id", call));
        record.target().ifPresent(target -> text(to, "sallyport.target", target));
        record.principal()
                .ifPresent(who -> {
                    text(to, "sallyport.principal", who.subject());
                    who.onBehalfOf().ifPresent(human -> text(to, "sallyport.on_behalf_of", human));
                });
        record.decision()
                .ifPresent(decision -> {
                    text(to, "sallyport.decision", decision.effect());
                    decision.reason().ifPresent(code -> text(to, "error.type", code));
                });
        record.outcome()
                .filter(outcome -> !outcome.status().equals("completed"))
                .filter(_ -> record.decision().flatMap(d -> d.reason()).isEmpty())
                .flatMap(outcome -> outcome.code())
                .ifPresent(code -> text(to, "error.type", code));
    }

    private static void text(ArrayNode to, String key, String value) {
        to.addObject().put("key", key).putObject("value").put("stringValue", value);
    }

    private static void number(ArrayNode to, String key, long value) {
        to.addObject().put("key", key).putObject("value").put("intValue", Long.toString(value));
    }
}
