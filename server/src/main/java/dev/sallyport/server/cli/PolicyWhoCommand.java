package dev.sallyport.server.cli;

import dev.sallyport.policy.review.ReachFinder;
import dev.sallyport.policy.review.ReachReport;
import dev.sallyport.policy.review.ReachReport.Way;
import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.policy.yaml.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sallyport policy who`: who can reach a resource, and how.
@Command(
        name = "who",
        description = {
            "Names every subject and group that can reach a resource, with the rules and roles",
            "that let it, who must approve, and what is masked, filtered and limited.",
            "Exit status: 0 somebody can, 1 nobody can."
        },
        mixinStandardHelpOptions = true)
final class PolicyWhoCommand implements Callable<Integer> {

    @Mixin private PolicySource source = new PolicySource();
    @Mixin private Printer printer = new Printer();

    @Option(names = "--tool", paramLabel = "T", description = "With this tool; any when absent.")
    private @Nullable String tool;

    @Option(
            names = "--on",
            paramLabel = "KEY=VALUE",
            description =
                    "The resource: a place and its name, database=shop; repeatable. What is left away is left open.")
    private Map<String, String> on = Map.of();

    @Override
    public Integer call() {
        var read = source.read();
        var written = read.roleMap().written();
        var tools = tool == null ? written.tools() : List.of(known(tool, written.tools(), "tool"));
        var places = new TreeSet<String>();
        tools.forEach(name -> places.addAll(written.places(name).keySet()));
        on.keySet().forEach(key -> known(key, places, "place"));
        var report = ReachFinder.of(read.roleMap(), tools, on);
        if (printer.json()) {
            printer.print(report);
        } else {
            lines(report, read.name()).forEach(printer.out()::println);
        }
        return report.reachers().isEmpty() ? 1 : 0;
    }

    private static String known(String word, Collection<String> words, String what) {
        if (!words.contains(word)) {
            throw CliException.usage(Suggestion.noSuch(what, word, words));
        }
        return word;
    }

    private static List<String> lines(ReachReport report, String file) {
        var lines = new ArrayList<String>();
        if (report.reachers().isEmpty()) {
            lines.add("nobody can reach it");
        }
        for (var reacher : report.reachers()) {
            lines.add(reacher.who());
            for (var reach : reacher.tools()) {
                lines.add("  %-18s %s".formatted(reach.tool(), reach.verdictInWords()));
                reach.ways().forEach(way -> lines.add("      " + line(way, file)));
                reach.obligations().forEach(text -> lines.add("      always " + text));
            }
        }
        return lines;
    }

    private static String line(Way way, String file) {
        return file
                + ":"
                + way.line()
                + " "
                + way.inWords()
                + (way.description().isEmpty()
                        ? ""
                        : " (" + Quoted.visible(way.description()) + ")");
    }
}
