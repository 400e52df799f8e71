package dev.sallyport.server.cli;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Request;
import dev.sallyport.policy.ToolTerms;
import dev.sallyport.policy.review.AccessText;
import dev.sallyport.policy.review.Explanation;
import dev.sallyport.policy.review.Explanation.ExplainedRule;
import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.policy.yaml.Suggestion;
import dev.sallyport.server.Planner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `sallyport policy explain`: a call, its decision, and every rule that had a say in it.
@Command(
        name = "explain",
        description = {
            "Explains how a call is decided: every rule of the caller that names the tool, key by key.",
            "Exit status: 0 the call is permitted or held, 1 it is denied, 2 it cannot be asked."
        },
        mixinStandardHelpOptions = true)
final class PolicyExplainCommand implements Callable<Integer> {

    @Mixin private PolicySource source = new PolicySource();
    @Mixin private CallerOptions caller = new CallerOptions();
    @Mixin private Printer printer = new Printer();

    @Option(names = "--tool", required = true, paramLabel = "T", description = "The tool called.")
    private String tool = "";

    @Option(
            names = "--access",
            paramLabel = "ACCESS",
            description = {
                "What the call would do: 'action resource fact=value,…'; repeatable.",
                "Texts of a set have | between them; ? is unknown, - does not apply."
            })
    private List<String> accesses = List.of();

    @Option(
            names = "--arguments",
            paramLabel = "JSON",
            description = "The call's arguments, planned against the targets of --config.")
    private @Nullable String arguments;

    @Override
    public Integer call() {
        var read = source.read();
        var principal = caller.principal();
        var terms = terms(read.tools());
        if ((arguments == null) == accesses.isEmpty()) {
            throw CliException.usage("say what the call does: --access or --arguments");
        }
        var asked =
                arguments == null
                        ? accesses.stream().map(text -> access(terms, text)).toList()
                        : plan(read, principal, arguments);
        var explanation =
                Explanation.of(read.roleMap(), new Request(principal, tool, asked, caller.time()));
        if (printer.json()) {
            printer.print(explanation);
        } else {
            lines(explanation, read.name()).forEach(printer.out()::println);
        }
        return explanation.decision().equals("deny") ? 1 : 0;
    }

    private static Access access(ToolTerms terms, String text) {
        return switch (AccessText.read(terms, text)) {
            case AccessText.Read.Good(var access) -> access;
            case AccessText.Read.Bad(var problem) -> throw CliException.usage(problem);
        };
    }

    private ToolTerms terms(List<ToolTerms> tools) {
        return tools.stream()
                .filter(terms -> terms.tool().equals(tool))
                .findFirst()
                .orElseThrow(() -> {
                    var names = tools.stream().map(ToolTerms::tool).sorted().toList();
                    return CliException.usage(Suggestion.noSuch("tool", tool, names));
                });
    }

    private List<Access> plan(PolicySource.Source read, Principal principal, String given) {
        var configuration =
                read.configuration()
                        .orElseThrow(() ->
                                CliException.usage(
                                        "--arguments are planned against real targets; name them"
                                                + " with --config"));
        try (var planner = Planner.open(configuration)) {
            return switch (planner.plan(
                    read.roleMap(), principal, caller.time(), tool, object(given))) {
                case Planner.Planned.Accesses(var all) -> all;
                case Planner.Planned.Refused(var code, var message, _) ->
                        throw CliException.negative(
                                "the call is refused before the rules are asked: "
                                        + code
                                        + ": "
                                        + message);
            };
        }
    }

    private static ObjectNode object(String text) {
        try {
            if (JsonMapper.shared().readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw CliException.usage("--arguments is no JSON", e);
        }
        throw CliException.usage("--arguments must be a JSON object");
    }

    private static List<String> lines(Explanation explanation, String file) {
        var lines = new ArrayList<String>();
        lines.add(explanation.decision() + ": " + explanation.reason());
        explanation.obligations().forEach(obligation -> lines.add("  " + obligation));
        for (var party : explanation.parties()) {
            var sentences = party.inWords();
            lines.add(sentences.getFirst());
            sentences.stream().skip(1).forEach(sentence -> lines.add("    " + sentence));
        }
        for (var access : explanation.accesses()) {
            lines.add("");
            lines.add(access.action() + " " + access.resource());
            access.facts().forEach((name, value) -> lines.add("    " + name + ": " + value));
            for (var party : access.parties()) {
                lines.add("  " + party.verdict().text() + " for " + party.subject());
                if (party.rules().isEmpty()) {
                    lines.add("    none of its roles has a rule for this tool");
                }
                party.rules().forEach(rule -> lines.addAll(lines(rule, file)));
            }
        }
        return lines;
    }

    private static List<String> lines(ExplainedRule rule, String file) {
        var lines = new ArrayList<String>();
        lines.add(
                "    "
                        + (rule.matches() ? "* " : "- ")
                        + file
                        + ":"
                        + rule.line()
                        + " "
                        + rule.effect()
                        + " of "
                        + rule.role()
                        + ": "
                        + rule.outcome()
                        + (rule.description().isEmpty()
                                ? ""
                                : " (" + Quoted.visible(rule.description()) + ")"));
        for (var key : rule.keys()) {
            lines.add(
                    "        "
                            + (key.passes() ? "yes " : "no  ")
                            + key.key()
                            + " wants "
                            + key.wanted()
                            + ", found "
                            + key.found());
        }
        return lines;
    }
}
