package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Request;
import dev.sallyport.policy.ToolTerms;
import dev.sallyport.policy.yaml.YamlFile;
import dev.sallyport.policy.yaml.YamlMapping;
import dev.sallyport.policy.yaml.YamlNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// One row of a decision table. What is absent is not looked at, except that a hold names its approvers.
record DecisionCase(
        String name,
        String policy,
        Request request,
        String decision,
        Map<String, String> approvers,
        Optional<Map<String, String>> limits,
        Optional<Map<String, String>> masks,
        Optional<Map<String, String>> filters,
        Optional<List<String>> rules,
        Optional<Long> unmatched) {

    @Override
    public String toString() {
        return name;
    }

    static List<DecisionCase> read(String resource) {
        var file = YamlFile.read(resource, TestPolicies.text(resource));
        var cases = new ArrayList<DecisionCase>();
        for (var suite : file.root().allow("suites").list("suites")) {
            var mapping = suite.mapping().orElseThrow().allow("policy", "resource", "cases");
            var policy =
                    mapping.text("resource")
                            .map(TestPolicies::text)
                            .or(() ->
                                    mapping.get("policy")
                                            .flatMap(n -> n.scalar("a policy"))
                                            .map(s -> s.value()))
                            .orElseThrow();
            for (var item : mapping.list("cases")) {
                cases.add(read(policy, item.mapping().orElseThrow()));
            }
        }
        if (!file.problems().isEmpty()) {
            throw new AssertionError(file.problems());
        }
        return cases;
    }

    private static DecisionCase read(String policy, YamlMapping row) {
        row.allow(
                "name",
                "as",
                "groups",
                "for",
                "for_groups",
                "confined_to",
                "for_confined_to",
                "at",
                "tool",
                "accesses",
                "decision",
                "approvers",
                "limits",
                "masks",
                "filters",
                "rules",
                "unmatched");
        var tool = row.requireText("tool").orElseThrow();
        var human =
                row.text("for")
                        .map(subject ->
                                new Principal(
                                        subject,
                                        Principal.Kind.HUMAN,
                                        Optional.empty(),
                                        Set.copyOf(row.texts("for_groups")),
                                        confined(row, "for_confined_to")));
        var principal =
                new Principal(
                        row.requireText("as").orElseThrow(),
                        Principal.Kind.AGENT,
                        human,
                        Set.copyOf(row.texts("groups")),
                        confined(row, "confined_to"));
        var accesses =
                row.list("accesses").stream()
                        .map(access -> access(tool, access.mapping().orElseThrow()))
                        .toList();
        return new DecisionCase(
                row.requireText("name").orElseThrow(),
                policy,
                new Request(
                        principal,
                        tool,
                        accesses,
                        row.text("at").map(Instant::parse).orElse(Instant.EPOCH)),
                row.requireText("decision").orElseThrow(),
                texts(row, "approvers").orElse(Map.of()),
                texts(row, "limits"),
                texts(row, "masks"),
                texts(row, "filters"),
                row.has("rules") ? Optional.of(row.texts("rules")) : Optional.empty(),
                row.integer("unmatched", 1, 100));
    }

    private static Optional<Set<String>> confined(YamlMapping row, String key) {
        return row.has(key) ? Optional.of(Set.copyOf(row.texts(key))) : Optional.empty();
    }

    private static Optional<Map<String, String>> texts(YamlMapping row, String key) {
        return row.mapping(key)
                .map(mapping ->
                        mapping.entries().stream()
                                .collect(
                                        Collectors.toMap(
                                                YamlMapping.Entry::key,
                                                e -> e.value().text().orElseThrow())));
    }

    private static Access access(String tool, YamlMapping written) {
        var facts = new TreeMap<String, FactValue>();
        for (var entry : written.entries()) {
            facts.put(entry.key(), value(tool, entry.key(), entry.value()));
        }
        return new Access("test", "test", facts);
    }

    private static FactValue value(String tool, String fact, YamlNode node) {
        if (node instanceof dev.sallyport.policy.yaml.YamlScalar scalar) {
            if (scalar.value().equals("?")) {
                return FactValue.UNKNOWN;
            }
            if (scalar.value().equals("-")) {
                return FactValue.NOT_APPLICABLE;
            }
        }
        return switch (definition(tool, fact)) {
            case FactDefinition.TextFact _ ->
                    FactValue.text(node.scalar("a text").orElseThrow().value());
            case FactDefinition.SetFact _ ->
                    FactValue.texts(
                            node.list().orElseThrow().stream()
                                    .map(item -> item.text().orElseThrow())
                                    .collect(Collectors.toSet()));
            case FactDefinition.QuantityFact _ ->
                    FactValue.quantity(node.integer(-1, Long.MAX_VALUE).orElseThrow());
            case FactDefinition.LevelFact _ -> FactValue.level(node.text().orElseThrow());
        };
    }

    private static FactDefinition definition(String tool, String fact) {
        return TestTools.ALL.stream()
                .filter(terms -> terms.tool().equals(tool))
                .flatMap((ToolTerms terms) -> terms.findFact(fact).stream())
                .findFirst()
                .orElseGet(() ->
                        new FactDefinition.TextFact(fact, fact, FactDefinition.Place.ON, fact));
    }
}
