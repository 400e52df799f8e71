package dev.sallyport.server.cli;

import dev.sallyport.audit.AuditFilter;
import dev.sallyport.audit.AuditQuery;
import dev.sallyport.masking.Visible;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// `sallyport audit show`: every record of one call.
@Command(
        name = "show",
        description =
                "Shows every record of one call, and with --bodies what was asked and answered.",
        mixinStandardHelpOptions = true)
final class AuditShowCommand implements Callable<Integer> {

    @Parameters(paramLabel = "CALL", description = "The call's id, or an approval's.")
    private String id = "";

    @Mixin private LogOption log = new LogOption();

    @Mixin private BodyOption bodies = new BodyOption();

    @Override
    public Integer call() {
        var reader = bodies.reader(log.directory());
        var records =
                log.read(
                        new AuditQuery(
                                filter(id), false, OptionalLong.empty(), AuditQuery.LIMIT_MAX),
                        AuditQuery.LIMIT_MAX);
        if (records.isEmpty()) {
            throw CliException.negative("the log has no call `" + id + "`");
        }
        for (var record : records) {
            log.out()
                    .println(
                            log.json
                                    ? AsciiJson.of(record.json())
                                    : Visible.block(pretty(record.json())));
            reader.ifPresent(open -> BodyOption.print(open, record, log.json, log.out()));
        }
        return 0;
    }

    /// The records of a call, by its id or an approval's.
    static AuditFilter filter(String id) {
        return id.startsWith("apr_")
                ? AuditFilter.ALL.withApprovalId(id)
                : AuditFilter.ALL.withCallId(id);
    }

    /// A record over several lines. What a hostile log signed in place of JSON stays as it is.
    static String pretty(String json) {
        var mapper = JsonMapper.shared();
        try {
            return mapper.writerWithDefaultPrettyPrinter()
                    .writeValueAsString(mapper.readTree(json));
        } catch (JacksonException e) {
            return json;
        }
    }
}
