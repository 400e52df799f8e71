package dev.sallyport.server.cli;

import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.ToolTerms;
import dev.sallyport.policy.review.CaseRunner;
import dev.sallyport.policy.review.CaseRunner.Planner.Planning;
import dev.sallyport.policy.review.CaseTable;
import dev.sallyport.policy.yaml.YamlMapping;
import dev.sallyport.server.Planner;
import dev.sallyport.server.ToolWords;
import dev.sallyport.server.call.DenialCode;
import dev.sallyport.server.config.Configuration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sallyport policy test`: tables of cases against a role map.
@Command(
        name = "test",
        description = {
            "Runs tables of cases against a role map and names every case that fails.",
            "Each table names its role map under `policy`, unless --policy or --config does.",
            "Exit status: 0 all passed, 1 some failed, 2 a file cannot be used."
        },
        mixinStandardHelpOptions = true)
final class PolicyTestCommand implements Callable<Integer> {

    private static final long FILE_BYTES_MAX = 16L * 1024 * 1024;

    @Mixin private PolicySource source = new PolicySource();
    @Mixin private Printer printer = new Printer();

    @Parameters(arity = "1..*", paramLabel = "TABLE", description = "Files of cases, in YAML.")
    private List<Path> files = List.of();

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "The time of cases that name none; now when absent.")
    private @Nullable String at;

    /// What `--json` prints.
    record Result(int passed, int failed, List<Failure> failures) {}

    record Failure(
            String file,
            int line,
            String name,
            String expected,
            String got,
            List<String> differences) {}

    @Override
    public Integer call() {
        var tools = ToolWords.all();
        var tables = files.stream().map(file -> read(file, tools)).toList();
        var configuration = source.configuration();
        var failures = new ArrayList<Failure>();
        int passed = 0;
        try (var planner = new LazyPlanner(configuration)) {
            for (int i = 0; i < tables.size(); i++) {
                var runner =
                        new CaseRunner(
                                roleMap(files.get(i), tables.get(i)).roleMap(),
                                planner,
                                DenialCode::of,
                                at == null ? Clock.systemUTC().instant() : CallerOptions.time(at));
                for (var row : tables.get(i).cases()) {
                    var outcome = runner.run(row);
                    if (outcome.passed()) {
                        passed++;
                    } else {
                        failures.add(failure(tables.get(i).file(), outcome));
                    }
                }
            }
        }
        print(new Result(passed, failures.size(), failures));
        return failures.isEmpty() ? 0 : 1;
    }

    private static Failure failure(String file, CaseRunner.Outcome outcome) {
        return new Failure(
                file,
                outcome.line(),
                outcome.name(),
                outcome.expected(),
                outcome.got(),
                outcome.differences());
    }

    private void print(Result result) {
        if (printer.json()) {
            printer.print(result);
            return;
        }
        for (var failure : result.failures()) {
            printer.out().println(failure.file() + ":" + failure.line() + ": " + failure.name());
            failure.differences().forEach(text -> printer.out().println("    " + text));
            printer.out().println("    expected: " + failure.expected());
            printer.out().println("    got:      " + failure.got());
        }
        printer.out().println(result.passed() + " passed, " + result.failed() + " failed");
    }

    private static CaseTable read(Path file, List<ToolTerms> tools) {
        String text;
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw CliException.usage(file + " is larger than 16 MiB; is it the right file?");
            }
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw CliException.usage(file + " cannot be read", e);
        }
        return switch (CaseTable.read(file.toString(), text, tools)) {
            case CaseTable.Read.Good(var table) -> table;
            case CaseTable.Read.Bad(var problems) ->
                    throw CliException.usage(
                            "the table cannot be used:\n"
                                    + String.join(
                                            "\n",
                                            problems.stream().map(p -> p.toString()).toList()));
        };
    }

    private PolicySource.Source roleMap(Path file, CaseTable table) {
        if (!source.isEmpty()) {
            return source.read();
        }
        var named =
                table.policy()
                        .orElseThrow(() ->
                                CliException.usage(
                                        file
                                                + " names no role map; write `policy:` or give"
                                                + " --policy"));
        return PolicySource.read(file.toAbsolutePath().resolveSibling(named), Optional.empty());
    }

    /// Opens the targets only when some case needs them.
    private static final class LazyPlanner implements CaseRunner.Planner, AutoCloseable {

        private final Optional<Configuration> configuration;
        private @Nullable Planner planner;

        LazyPlanner(Optional<Configuration> configuration) {
            this.configuration = configuration;
        }

        @Override
        public Planning plan(
                Authorizer policy,
                Principal principal,
                Instant at,
                String tool,
                YamlMapping arguments) {
            if (configuration.isEmpty()) {
                return new Planning.Impossible(
                        "its arguments are planned against real targets; name them with --config");
            }
            if (planner == null) {
                planner = Planner.open(configuration.get());
            }
            return switch (planner.plan(policy, principal, at, tool, YamlJson.object(arguments))) {
                case Planner.Planned.Accesses(var all) -> new Planning.Planned(all);
                case Planner.Planned.Refused(var code, var message, var touching) ->
                        new Planning.Refused(code, message, touching);
            };
        }

        @Override
        public void close() {
            if (planner != null) {
                planner.close();
            }
        }
    }
}
