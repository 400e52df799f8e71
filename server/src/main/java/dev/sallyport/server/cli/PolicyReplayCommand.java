package dev.sallyport.server.cli;

import dev.sallyport.audit.AuditFilter;
import dev.sallyport.masking.Visible;
import dev.sallyport.policy.history.Replay;
import dev.sallyport.policy.history.Replay.Cause;
import dev.sallyport.policy.history.Replay.Changed;
import dev.sallyport.policy.history.Replay.Report;
import dev.sallyport.policy.history.Replay.Responsible;
import dev.sallyport.policy.history.Replay.Source;
import dev.sallyport.policy.rolemap.RoleMap;
import dev.sallyport.server.ToolWords;
import dev.sallyport.server.config.Configuration;
import dev.sallyport.server.history.RecordedCall;
import dev.sallyport.server.history.RecordedCall.Why;
import dev.sallyport.server.rules.PolicyFile;
import dev.sallyport.server.rules.PolicyFile.Read;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `sallyport policy replay`: what a candidate would have made of the calls on record.
@Command(
        name = "replay",
        description =
                "Decides the recorded calls under a candidate role map and tells what changes.",
        footer = {
            "",
            "Exit status: 0 the candidate decides every replayed call as the role map in force, 1 it does not,"
                    + " 2 bad usage or an unreadable file."
        },
        mixinStandardHelpOptions = true)
final class PolicyReplayCommand implements Callable<Integer> {

    @Mixin private ConfigOption config = new ConfigOption();

    @Mixin private RecordOption record = new RecordOption();

    @Option(
            names = "--against",
            required = true,
            paramLabel = "FILE",
            description = "The candidate role map.")
    private @Nullable Path against;

    @Option(
            names = "--principal",
            paramLabel = "P",
            description =
                    "Only calls of this principal, or on behalf of it: client:NAME, user:NAME.")
    private @Nullable String principal;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        if (against == null) {
            throw CliException.usage("name the candidate with --against");
        }
        var configuration = config.read();
        var replay =
                new Replay(
                        roleMap(against, configuration),
                        roleMap(configuration.policy(), configuration));
        var skipped = new EnumMap<Why, Long>(Why.class);
        var filter = AuditFilter.ALL.withStages(RecordedCall.DECISIONS);
        record.read(
                configuration.audit().directory(),
                principal == null ? filter : filter.withPrincipal(principal),
                logged ->
                        RecordedCall.decision(logged)
                                .ifPresent(call -> {
                                    switch (call) {
                                        case RecordedCall.Decided(var past, _) -> replay.add(past);
                                        case RecordedCall.Undecidable(_, var why) ->
                                                skipped.merge(why, 1L, Long::sum);
                                    }
                                }),
                TerminalProgress.on(config.err(), json));
        var report = replay.report();
        if (json) {
            config.out().println(AsciiJson.of(json(report, skipped)));
        } else {
            print(report, skipped, against, configuration.policy());
        }
        return report.candidateChanges() ? 1 : 0;
    }

    private static RoleMap roleMap(Path file, Configuration configuration) {
        return switch (PolicyFile.read(file, ToolWords.all(), configuration.targetLabels())) {
            case Read.Good(var roleMap) -> roleMap;
            case Read.Bad(var problems) ->
                    throw CliException.usage(
                            "the role map cannot be used:\n" + String.join("\n", problems));
        };
    }

    private void print(Report report, Map<Why, Long> skipped, Path candidate, Path inForce) {
        long changed = report.replayed() - report.unchanged();
        line(report.replayed() + " calls replayed: " + changed + " changed");
        for (var cause : Cause.values()) {
            var groups = report.changed().stream().filter(g -> g.cause() == cause).toList();
            if (!groups.isEmpty()) {
                line("");
                line(heading(cause));
                groups.forEach(group -> print(group, candidate, inForce));
            }
        }
        if (report.ungrouped() > 0) {
            line("");
            line(report.ungrouped() + " more calls differ, in groups beyond those shown");
        }
        if (report.withheld() > 0) {
            line("");
            line(
                    report.withheld()
                            + " of the calls had facts withheld; they were judged as unknown");
        }
        if (!skipped.isEmpty()) {
            line("");
            line("Not replayable:");
            skipped.forEach((why, count) -> line("  " + count + "  " + why.text()));
        }
    }

    private static String heading(Cause cause) {
        return switch (cause) {
            case CANDIDATE -> "The candidate changes:";
            case RESTORED ->
                    "The candidate decides as recorded, and otherwise than the role map in force:";
            case POLICY_SINCE -> "Changed already, by the role map in force:";
            case SITUATION ->
                    "Decided otherwise even by the role map that decided then; something around it has changed:";
            case WITHHELD -> "Decided otherwise because facts are withheld from the record:";
        };
    }

    private void print(Changed group, Path candidate, Path inForce) {
        line(
                "  "
                        + group.principal()
                        + "  "
                        + group.tool()
                        + "  "
                        + group.change().text()
                        + "  "
                        + group.calls()
                        + (group.calls() == 1 ? " call" : " calls")
                        + ", for example "
                        + String.join(", ", group.examples()));
        group.rules().forEach(rule -> line("      " + place(rule, candidate, inForce)));
    }

    private static String place(Responsible rule, Path candidate, Path inForce) {
        return (rule.source() == Source.CANDIDATE ? candidate : inForce)
                + ":"
                + rule.rule().line()
                + "  "
                + rule.rule();
    }

    private void line(String text) {
        config.out().println(Visible.line(text));
    }

    private ObjectNode json(Report report, Map<Why, Long> skipped) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("replayed", report.replayed());
        json.put("unchanged", report.unchanged());
        json.put("ungrouped", report.ungrouped());
        json.put("withheld", report.withheld());
        json.put("candidate_changes", report.candidateChanges());
        var list = json.putArray("changed");
        for (var group : report.changed()) {
            var item = list.addObject();
            item.put("cause", group.cause().text());
            item.put("principal", group.principal());
            item.put("tool", group.tool());
            item.put("change", group.change().text());
            item.put("calls", group.calls());
            group.examples().forEach(item.putArray("examples")::add);
            var rules = item.putArray("rules");
            for (var rule : group.rules()) {
                rules.addObject()
                        .put("of", rule.source() == Source.CANDIDATE ? "candidate" : "in_force")
                        .put("line", rule.rule().line())
                        .put("rule", rule.rule().toString());
            }
        }
        var missing = json.putArray("not_replayable");
        skipped.forEach(
                (why, count) -> missing.addObject().put("why", why.text()).put("calls", count));
        return json;
    }
}
