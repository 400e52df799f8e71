package dev.sallyport.server.cli;

import dev.sallyport.audit.AuditFilter;
import dev.sallyport.audit.AuditQuery;
import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.audit.Stage;
import dev.sallyport.masking.Visible;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

    @Option(
            names = "--principal",
            paramLabel = "P",
            description = "Only of this principal: client:NAME.")
    private @Nullable String principal;

    @Option(names = "--tool", paramLabel = "T", description = "Only of this tool.")
    private @Nullable String tool;

    @Option(
            names = "--stage",
            paramLabel = "S",
            description = "Only of this stage: denied, held, intent, …")
    private @Nullable String stage;

    @Override
    public Integer call() {
        if (limit < 1 || limit > AuditQuery.LIMIT_MAX) {
            throw CliException.usage("--limit must be from 1 to " + AuditQuery.LIMIT_MAX);
        }
        var filter = AuditFilter.ALL;
        if (principal != null) {
            filter = filter.withPrincipal(principal);
        }
        if (tool != null) {
            filter = filter.withTool(tool);
        }
        if (stage != null) {
            filter = filter.withStages(Set.of(stage(stage)));
        }
        var query = new AuditQuery(filter, true, OptionalLong.empty(), limit);
        var newest = log.read(query, limit);
        newest.reversed().forEach(this::print);
        return 0;
    }

    /// @throws CliException when there is no such stage
    static Stage stage(String name) {
        for (var each : Stage.values()) {
            if (each.text().equals(name)) {
                return each;
            }
        }
        throw CliException.usage(
                "there is no stage `"
                        + name
                        + "`; stages are "
                        + String.join(
                                ", ", Arrays.stream(Stage.values()).map(Stage::text).toList()));
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
