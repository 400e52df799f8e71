package dev.sallyport.server.cli;

import dev.sallyport.policy.TargetLabels;
import dev.sallyport.policy.review.Lints;
import dev.sallyport.policy.review.Warning;
import dev.sallyport.policy.rolemap.RoleMap;
import dev.sallyport.server.ToolWords;
import dev.sallyport.server.config.Configuration;
import dev.sallyport.server.rules.PolicyFile;
import dev.sallyport.server.rules.PolicyFile.Read;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.JsonNodeFactory;

/// `sallyport policy check`: whether a role map is good, and what in it hardly anyone can have meant.
@Command(
        name = "check",
        description = {
            "Checks a role map and names every problem with file, line, key and fix.",
            "A good one is searched for what does nothing or cannot work: warnings.",
            "Exit status: 0 it is good, 1 it is not (with --strict: or there are warnings)."
        },
        mixinStandardHelpOptions = true)
final class PolicyCheckCommand implements Callable<Integer> {

    /// It is valid, and hardly what anyone wants to put in force.
    private static final String DENIES_EVERYTHING =
            "it denies everything: no role with a `permit` or `hold` is bound to anyone";

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The role map.")
    private @Nullable Path file;

    @Mixin private PolicySource source = new PolicySource();
    @Mixin private Printer printer = new Printer();

    @Option(names = "--strict", description = "Let warnings fail the check.")
    private boolean strict;

    @Override
    public Integer call() {
        var configuration = source.configuration();
        var checked =
                file != null
                        ? file
                        : source.file(configuration)
                                .orElseThrow(() ->
                                        CliException.usage(
                                                "name a role map, or a configuration with"
                                                        + " --config"));
        var labels = configuration.map(Configuration::targetLabels).orElse(TargetLabels.NONE);
        return switch (PolicyFile.read(checked, ToolWords.all(), labels)) {
            case Read.Bad(var problems) -> {
                bad(checked, problems);
                yield 1;
            }
            case Read.Good(var roleMap) -> {
                var warnings =
                        Lints.of(
                                roleMap,
                                String.valueOf(checked.getFileName()),
                                text(checked),
                                configuration.map(Configuration::targetLabels),
                                Clock.systemUTC().instant());
                good(checked, roleMap, warnings);
                boolean any = roleMap.deniesEverything() || !warnings.isEmpty();
                yield strict && any ? 1 : 0;
            }
        };
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw CliException.usage(file + " cannot be read", e);
        }
    }

    private void bad(Path checked, List<String> problems) {
        if (printer.json()) {
            var result = JsonNodeFactory.instance.objectNode();
            result.put("file", checked.toString());
            result.put("valid", false);
            problems.forEach(result.putArray("problems")::add);
            result.putArray("warnings");
            printer.out().println(AsciiJson.of(result));
        } else {
            problems.forEach(printer.err()::println);
        }
    }

    private void good(Path checked, RoleMap roleMap, List<Warning> warnings) {
        if (!printer.json()) {
            printer.out().println(checked + " is good; its digest is " + roleMap.digest());
            if (roleMap.deniesEverything()) {
                printer.err().println("warning: " + checked + ": " + DENIES_EVERYTHING);
            }
            warnings.forEach(warning -> printer.err().println("warning: " + warning));
            return;
        }
        var result = JsonNodeFactory.instance.objectNode();
        result.put("file", checked.toString());
        result.put("valid", true);
        result.putArray("problems");
        var list = result.putArray("warnings");
        if (roleMap.deniesEverything()) {
            list.add(DENIES_EVERYTHING);
        }
        var found = result.putArray("findings");
        for (var warning : warnings) {
            list.add(warning.toString());
            found.addObject()
                    .put("code", warning.code())
                    .put("line", warning.place().line())
                    .put("column", warning.place().column())
                    .put("key", warning.place().key())
                    .put("message", warning.place().message())
                    .put("fix", warning.place().fix().orElse(""));
        }
        printer.out().println(AsciiJson.of(result));
    }
}
