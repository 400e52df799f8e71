package dev.sallyport.server.cli;

import dev.sallyport.audit.AuditFilter;
import dev.sallyport.audit.AuditQuery;
import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.masking.Visible;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sallyport audit list`: the newest records, one a line.
@Command(
        name = "list",
        description = "Lists records, the newest last.",
        mixinStandardHelpOptions = true)
final class AuditListCommand implements Callable<Integer> {

    @Mixin private LogOption log = new LogOption();

    @Option(
            names = "--limit",
            defaultValue = "50",
            description = "At most this many of the newest; 50.")
    private int limit;

    @Mixin private WantedRecords wanted = new WantedRecords();

    @Mixin private RecordOption times = new RecordOption();

    @Override
    public Integer call() {
        if (limit < 1 || limit > AuditQuery.LIMIT_MAX) {
            throw CliException.usage("--limit must be from 1 to " + AuditQuery.LIMIT_MAX);
        }
        newest(wanted.filter()).forEach(this::print);
        return 0;
    }

    /// The oldest of them first. Where a time is given the whole log is gone through.
    private Collection<LoggedRecord> newest(AuditFilter filter) {
        if (!times.given()) {
            var query = new AuditQuery(filter, true, OptionalLong.empty(), limit);
            return log.read(query, limit).reversed();
        }
        var newest = new ArrayDeque<LoggedRecord>();
        times.read(
                log.directory(),
                filter,
                record -> {
                    if (newest.size() == limit) {
                        newest.removeFirst();
                    }
                    newest.addLast(record);
                },
                TerminalProgress.on(log.err(), log.json));
        return newest;
    }

    private void print(LoggedRecord logged) {
        if (log.json) {
            log.out().println(AsciiJson.of(logged.json()));
            return;
        }
        var record = logged.record();
        var line =
                new StringBuilder()
                        .append(logged.index())
                        .append("  ")
                        .append(logged.time())
                        .append("  ")
                        .append(record.stage().text());
        record.principal().ifPresent(who -> line.append("  ").append(who.subject()));
        record.tool().ifPresent(name -> line.append("  ").append(name));
        record.target().ifPresent(target -> line.append(" on ").append(target));
        record.decision()
                .flatMap(decision -> decision.reason())
                .ifPresent(code -> line.append("  ").append(code));
        record.action().ifPresent(action -> line.append("  ").append(action.normalised()));
        record.outcome().ifPresent(outcome -> line.append("  ").append(outcome.status()));
        record.outcome()
                .flatMap(outcome -> outcome.code())
                .filter(code -> !code.equals("COMPLETED"))
                .ifPresent(code -> line.append(" ").append(code));
        Optional.ofNullable(record.details().get("by"))
                .ifPresent(by -> line.append("  by ").append(by));
        record.callId().ifPresent(call -> line.append("  call ").append(call));
        log.out().println(Visible.line(line.toString()));
    }
}
