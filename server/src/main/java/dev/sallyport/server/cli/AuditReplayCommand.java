package dev.sallyport.server.cli;

import dev.sallyport.audit.AuditFilter;
import dev.sallyport.audit.AuditFilter.Field;
import dev.sallyport.audit.AuditQuery;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.BodyReader;
import dev.sallyport.audit.LoggedRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sallyport audit replay`: a session, call by call: what was asked, decided, approved and run, and when.
@Command(
        name = "replay",
        description = "Replays a session: each call with all that became of it, in time.",
        mixinStandardHelpOptions = true)
final class AuditReplayCommand implements Callable<Integer> {

    private static final int CALLS_MAX = 1_000;

    /// Of one call: a page of votes is enough to tell what happened.
    private static final int RECORDS_MAX = 100;

    @Parameters(
            paramLabel = "SESSION",
            description = "The session's id, or that of one of its calls.")
    private String id = "";

    @Mixin private LogOption log = new LogOption();

    @Mixin private BodyOption bodies = new BodyOption();

    @Option(
            names = "--principal",
            paramLabel = "P",
            description = "Whose session, where several callers used the same id: client:NAME.")
    private @Nullable String principal;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "At most this many calls; 100.")
    private int limit;

    @Option(
            names = "--from",
            paramLabel = "CALL",
            description = "Begin with this call of the session instead of its first.")
    private @Nullable String from;

    /// A call and what the log has of it, the oldest first.
    private static final class Told {
        private final List<LoggedRecord> records = new ArrayList<>();
        private int more;

        void add(LoggedRecord record) {
            if (records.size() < RECORDS_MAX) {
                records.add(record);
            } else {
                more++;
            }
        }
    }

    @Override
    public Integer call() {
        if (limit < 1 || limit > CALLS_MAX) {
            throw CliException.usage("--limit must be from 1 to " + CALLS_MAX);
        }
        var reader = bodies.reader(log.directory());
        var calls = read(session());
        if (calls.isEmpty()) {
            throw CliException.negative(
                    from == null
                            ? "the log has no session and no call `" + id + "`"
                            : "this session has no call `" + from + "`");
        }
        var shown = calls.entrySet().stream().limit(limit).map(Map.Entry::getValue).toList();
        if (log.json) {
            shown.stream()
                    .flatMap(told -> told.records.stream())
                    .forEach(record -> {
                        log.out().println(AsciiJson.of(record.json()));
                        reader.ifPresent(open -> BodyOption.print(open, record, true, log.out()));
                    });
        } else {
            print(shown, reader);
        }
        calls.keySet().stream()
                .skip(limit)
                .findFirst()
                .ifPresent(next ->
                        log.err().println("The session goes on; see the rest with --from " + next));
        return 0;
    }

    /// The session that is meant, where a call is given instead.
    private AuditFilter session() {
        var query = new AuditQuery(AuditFilter.ALL.withCallId(id), false, OptionalLong.empty(), 1);
        return log.read(query, 1).stream()
                .map(LoggedRecord::record)
                .filter(record -> record.session().isPresent())
                .findFirst()
                .map(record ->
                        with(
                                record.session().get(),
                                record.principal()
                                        .map(AuditRecord.Principal::subject)
                                        .orElse(null)))
                .orElseGet(() -> with(id, principal));
    }

    private static AuditFilter with(String session, @Nullable String subject) {
        var filter = AuditFilter.ALL.with(Field.SESSION, session);
        return subject == null ? filter : filter.withPrincipal(subject);
    }

    /// One call more than is shown, so that it is known whether there are more.
    private Map<String, Told> read(AuditFilter filter) {
        var calls = new LinkedHashMap<String, Told>();
        var principals = new TreeSet<String>();
        boolean[] begun = {from == null};
        log.scan(
                filter,
                logged -> {
                    var record = logged.record();
                    record.principal()
                            .filter(_ -> principals.size() < 5)
                            .ifPresent(who -> principals.add(who.subject()));
                    var call = record.callId().orElse("record " + logged.index());
                    begun[0] |= call.equals(from);
                    if (begun[0] && (calls.size() <= limit || calls.containsKey(call))) {
                        calls.computeIfAbsent(call, _ -> new Told()).add(logged);
                    }
                });
        if (principals.size() > 1) {
            throw CliException.usage(
                    "several callers used this id: "
                            + String.join(", ", principals)
                            + "; name one with --principal");
        }
        return calls;
    }

    private void print(List<Told> shown, Optional<BodyReader> reader) {
        var first = shown.getFirst().records.getFirst();
        var text = new ReplayText(log.out(), first, reader);
        text.head(first.record().session().orElse(id));
        shown.forEach(told -> text.call(told.records, told.more));
    }
}
