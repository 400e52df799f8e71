package dev.sallyport.policy.review;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.ObligationDefinition.LimitObligation;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.ToolTerms;
import dev.sallyport.policy.review.CaseTable.Asked;
import dev.sallyport.policy.review.CaseTable.Call;
import dev.sallyport.policy.review.CaseTable.Caller;
import dev.sallyport.policy.review.CaseTable.Case;
import dev.sallyport.policy.review.CaseTable.ExpectedObligation;
import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.policy.yaml.Suggestion;
import dev.sallyport.policy.yaml.YamlMapping;
import dev.sallyport.policy.yaml.YamlNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Reads the rows of a table; what is wrong is noted with its file.
final class CaseReader {

    private static final List<String> DECISIONS = List.of("permit", "hold", "deny");
    private static final int QUORUM_MAX = 100;

    private final Map<String, ToolTerms> tools = new TreeMap<>();

    CaseReader(List<ToolTerms> tools) {
        tools.forEach(terms -> this.tools.put(terms.tool(), terms));
    }

    /// Empty where something is wrong, which is then noted.
    Optional<Case> read(YamlMapping row) {
        row.allow("name", "call", "decision", "obligations", "approvers", "code", "at");
        var name = row.requireText("name");
        var decision = row.require("decision").flatMap(node -> oneOf(node, DECISIONS));
        var call = row.require("call").flatMap(YamlNode::mapping).flatMap(this::call);
        var obligations =
                row.list("obligations").stream()
                        .flatMap(item -> item.mapping().stream())
                        .flatMap(item -> obligation(item, call.map(Call::tool)).stream())
                        .toList();
        var approvers = row.get("approvers").map(CaseReader::approvers);
        var code = row.text("code");
        var at = row.get("at").flatMap(CaseReader::instant);
        decision.ifPresent(expected -> checkFits(row, expected));
        if (name.isEmpty() || call.isEmpty() || decision.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Case(
                        name.get(),
                        row.line(),
                        call.get(),
                        decision.get(),
                        obligations,
                        approvers,
                        code,
                        at));
    }

    /// What could never be seen would look as if it were checked.
    private static void checkFits(YamlMapping row, String decision) {
        var only = Map.of("obligations", "permit", "approvers", "hold", "code", "deny");
        only.forEach((key, wanted) -> {
            boolean fits =
                    decision.equals(wanted)
                            || (key.equals("obligations") && decision.equals("hold"));
            if (!fits) {
                row.get(key)
                        .ifPresent(node ->
                                node.problem(
                                        "`"
                                                + key
                                                + "` has no meaning where the decision is `"
                                                + decision
                                                + "`",
                                        "remove it"));
            }
        });
    }

    private Optional<Call> call(YamlMapping call) {
        call.allow("as", "groups", "on_behalf_of", "human_groups", "tool", "arguments", "accesses");
        var as = call.require("as").flatMap(CaseReader::caller);
        var tool = call.require("tool").flatMap(node -> oneOf(node, tools.keySet()));
        var human =
                call.get("on_behalf_of")
                        .flatMap(node -> human(node, Set.copyOf(call.texts("human_groups"))));
        if (call.has("human_groups") && !call.has("on_behalf_of")) {
            call.problem(
                    "`human_groups` needs `on_behalf_of`", Optional.of("say who the human is"));
        }
        if (as.isPresent()
                && as.get() instanceof Caller.Subject(var subject)
                && subject.startsWith("user:")
                && call.has("on_behalf_of")) {
            call.problem(
                    "a human acts for themself, not on behalf of another",
                    Optional.of("let `as` be a client"));
            return Optional.empty();
        }
        if (call.has("arguments") == call.has("accesses")) {
            call.problem(
                    "a call has either `arguments` or `accesses`",
                    Optional.of("`arguments` are planned against real targets"));
            return Optional.empty();
        }
        if (as.isEmpty() || tool.isEmpty()) {
            return Optional.empty();
        }
        var asked =
                call.has("arguments")
                        ? call.mapping("arguments").map(Asked.Arguments::new)
                        : Optional.of(new Asked.Accesses(accesses(call, tool.get())));
        return asked.map(what ->
                new Call(as.get(), Set.copyOf(call.texts("groups")), human, tool.get(), what));
    }

    private static Optional<Caller> caller(YamlNode node) {
        return node.text()
                .map(text ->
                        text.startsWith("client:") || text.startsWith("user:")
                                ? new Caller.Subject(text)
                                : new Caller.OnlyRole(text));
    }

    private static Optional<Principal> human(YamlNode node, Set<String> groups) {
        var text = node.text();
        if (text.isPresent() && !text.get().startsWith("user:")) {
            node.problem(
                    Quoted.of(text.get()) + " is no human",
                    Optional.of("write `user:" + text.get() + "`"));
            return Optional.empty();
        }
        return text.map(subject -> Principal.human(subject, groups));
    }

    private List<Access> accesses(YamlMapping call, String tool) {
        var accesses = new ArrayList<Access>();
        for (var item : call.list("accesses")) {
            item.mapping()
                    .ifPresent(access -> {
                        access.allow("action", "resource", "facts");
                        accesses.add(
                                new Access(
                                        access.text("action").orElse("call"),
                                        access.text("resource").orElse(tool),
                                        access.mapping("facts")
                                                .map(facts -> facts(facts, tool))
                                                .orElse(Map.of())));
                    });
        }
        return accesses;
    }

    private Map<String, FactValue> facts(YamlMapping written, String tool) {
        var terms = tools.get(tool);
        var facts = new TreeMap<String, FactValue>();
        if (terms == null) {
            return facts;
        }
        for (var entry : written.entries()) {
            var fact = terms.findFact(entry.key());
            if (fact.isEmpty()) {
                var known = new TreeSet<String>();
                terms.facts().forEach(definition -> known.add(definition.name()));
                entry.problem(
                        "`" + tool + "` has no fact " + Quoted.of(entry.key()),
                        Suggestion.question(entry.key(), known)
                                .or(() -> Optional.of("there are " + Quoted.all(known))));
                continue;
            }
            switch (FactText.read(fact.get(), values(entry.value()))) {
                case FactText.Read.Value(var value) -> facts.put(entry.key(), value);
                case FactText.Read.Bad(var problem) -> entry.value().problem(problem);
            }
        }
        return facts;
    }

    /// The texts as written; an empty text is one too, a namespace for instance.
    private static List<String> values(YamlNode node) {
        var values = new ArrayList<String>();
        for (var item : node.oneOrMany()) {
            item.scalar("a single value").ifPresent(scalar -> values.add(scalar.value()));
        }
        return values;
    }

    private Optional<ExpectedObligation> obligation(YamlMapping written, Optional<String> tool) {
        if (written.has("mask")) {
            written.allow("mask", "with", "sql");
            var column = written.requireText("mask");
            var with =
                    written.has("sql")
                            ? written.requireText("sql")
                                    .map(sql -> MaskColumn.sql("", sql.strip()).with())
                            : written.require("with")
                                    .flatMap(node -> node.scalar("the name of a mask"))
                                    .map(scalar -> scalar.value());
            return column.isPresent() && with.isPresent()
                    ? Optional.of(new ExpectedObligation.Masked(column.get(), with.get()))
                    : Optional.empty();
        }
        if (written.has("filter")) {
            written.allow("filter", "where");
            var table = written.requireText("filter");
            var where = written.requireText("where").map(String::strip);
            return table.isPresent() && where.isPresent()
                    ? Optional.of(new ExpectedObligation.Filtered(table.get(), where.get()))
                    : Optional.empty();
        }
        var limits = new TreeMap<String, LimitObligation>();
        tool.map(tools::get)
                .ifPresent(terms ->
                        terms.obligations().stream()
                                .filter(LimitObligation.class::isInstance)
                                .map(LimitObligation.class::cast)
                                .forEach(limit -> limits.put(limit.name(), limit)));
        var allowed = new ArrayList<>(List.of("mask", "filter"));
        allowed.addAll(limits.keySet());
        if (written.entries().size() != 1) {
            written.problem("an obligation is one of " + Quoted.all(allowed));
            return Optional.empty();
        }
        var entry = written.entries().getFirst();
        var limit = limits.get(entry.key());
        if (limit == null) {
            written.unknown(entry, allowed);
            return Optional.empty();
        }
        return amount(entry.value(), limit)
                .map(value -> new ExpectedObligation.Limited(limit.name(), value));
    }

    private static Optional<Long> amount(YamlNode node, LimitObligation limit) {
        return switch (limit.unit()) {
            case COUNT -> node.integer(0, Long.MAX_VALUE);
            case BYTES -> node.bytes();
            case DURATION -> node.duration().map(duration -> duration.toMillis());
        };
    }

    private static Set<ApproverSet> approvers(YamlNode node) {
        var approvers = new TreeSet<ApproverSet>();
        for (var item : node.oneOrMany()) {
            item.mapping()
                    .ifPresent(mapping -> {
                        mapping.allow("role", "quorum", "break_glass");
                        var role = mapping.requireText("role");
                        var quorum =
                                mapping.has("quorum")
                                        ? mapping.integer("quorum", 1, QUORUM_MAX)
                                        : Optional.of(1L);
                        if (role.isPresent() && quorum.isPresent()) {
                            approvers.add(
                                    new ApproverSet(
                                            role.get(),
                                            Math.toIntExact(quorum.get()),
                                            mapping.text("break_glass")));
                        }
                    });
        }
        return approvers;
    }

    private static Optional<Instant> instant(YamlNode node) {
        return node.text()
                .flatMap(text -> {
                    try {
                        return Optional.of(Instant.parse(text));
                    } catch (DateTimeParseException e) {
                        node.problem(
                                "`at` must be an instant, not " + Quoted.of(text),
                                "write `2026-01-05T09:00:00Z`");
                        return Optional.empty();
                    }
                });
    }

    private static Optional<String> oneOf(YamlNode node, java.util.Collection<String> allowed) {
        var text = node.text();
        if (text.isPresent() && !allowed.contains(text.get())) {
            node.problem(
                    node.name() + " cannot be " + Quoted.of(text.get()),
                    Suggestion.question(text.get(), allowed)
                            .or(() -> Optional.of("there are " + Quoted.all(allowed))));
            return Optional.empty();
        }
        return text;
    }
}
