package dev.sallyport.server.cli;

import dev.sallyport.policy.review.PolicyDiff;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `sallyport policy diff`: what anyone gains or loses.
@Command(
        name = "diff",
        description = {
            "Compares two role maps by what they mean: what each subject and group gains or loses.",
            "With --config, labels stand for the targets of that configuration.",
            "Exit status: 0 the meaning is the same, 1 it is not, 2 a file cannot be used."
        },
        mixinStandardHelpOptions = true)
final class PolicyDiffCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "A", description = "The role map before.")
    private @Nullable Path before;

    @Parameters(index = "1", paramLabel = "B", description = "The role map after.")
    private @Nullable Path after;

    @Mixin private PolicySource source = new PolicySource();
    @Mixin private Printer printer = new Printer();

    @Override
    public Integer call() {
        if (before == null || after == null) {
            throw CliException.usage("name two role maps");
        }
        var configuration = source.configuration();
        var diff =
                PolicyDiff.between(
                        PolicySource.read(before, configuration).roleMap(),
                        PolicySource.read(after, configuration).roleMap());
        if (printer.json()) {
            printer.print(diff);
        } else {
            print(diff);
        }
        return diff.isEmpty() ? 0 : 1;
    }

    private void print(PolicyDiff diff) {
        if (diff.isEmpty()) {
            printer.out().println("no change in meaning");
        }
        for (var who : diff.who()) {
            var name = who.who() + (who.when().isEmpty() ? "" : " (" + who.when() + ")");
            who.changes().forEach(change -> printer.out().println(name + " " + change.sentence()));
        }
    }
}
