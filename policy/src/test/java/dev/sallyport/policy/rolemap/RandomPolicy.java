package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Request;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A role map in the making: small words, so that rules and requests meet often.
public record RandomPolicy(Map<String, RandomRole> roles, List<Binding> bindings) {

    public record RandomRole(Set<String> includes, List<RandomRule> rules, Set<String> console) {}

    /// @param keys by key, the value as YAML
    public record RandomRule(Effect effect, Map<String, String> keys) {}

    public record Binding(String role, String to) {}

    private static final List<String> COLUMNS = List.of("t.a", "t.b", "*.c");
    private static final List<String> WORDS = List.of("a", "b", "c");
    private static final List<String> GLOBS = List.of("a", "b", "[a, b]", "\"?\"", "\"*\"", "c*");
    private static final List<List<String>> FAMILIES =
            List.of(
                    List.of("query_database", "modify_database"),
                    List.of("push_branch", "read_repository"),
                    List.of("apply_manifest", "read_cluster"));
    private static final List<String> SUBJECTS =
            List.of("client:one", "client:two", "group:g", "group:h");

    public static RandomPolicy of(Random random) {
        var roles = new LinkedHashMap<String, RandomRole>();
        int count = 2 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            var includes = new LinkedHashSet<String>();
            for (int j = 0; j < i; j++) {
                if (random.nextInt(3) == 0) {
                    includes.add("r" + j);
                }
            }
            var rules = new ArrayList<RandomRule>();
            for (int j = random.nextInt(5); j > 0; j--) {
                rules.add(rule(random, effect(random)));
            }
            roles.put(
                    "r" + i,
                    new RandomRole(
                            includes,
                            rules,
                            random.nextInt(4) == 0 ? Set.of("approve") : Set.of()));
        }
        // Somebody masks every column, so that any unmask has something to lift.
        var masks = new RandomRule(Effect.PERMIT, new TreeMap<>());
        masks.keys().put("tools", "query_database");
        masks.keys().put("on", "{database: a}");
        masks.keys()
                .put(
                        "mask",
                        COLUMNS.stream()
                                .map(c -> "{column: \"" + c + "\", with: token}")
                                .collect(Collectors.joining(", ", "[", "]")));
        roles.put("masks", new RandomRole(Set.of(), List.of(masks), Set.of()));
        var bindings = new ArrayList<Binding>();
        for (int i = 2 + random.nextInt(5); i > 0; i--) {
            bindings.add(binding(random, roles));
        }
        return new RandomPolicy(roles, bindings);
    }

    public static Binding binding(Random random, Map<String, RandomRole> roles) {
        return new Binding(pick(random, List.copyOf(roles.keySet())), pick(random, SUBJECTS));
    }

    private static Effect effect(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> Effect.FORBID;
            case 1 -> Effect.HOLD;
            default -> Effect.PERMIT;
        };
    }

    public static RandomRule rule(Random random, Effect effect) {
        var keys = new TreeMap<String, String>();
        int family = random.nextInt(FAMILIES.size());
        var tools = FAMILIES.get(family);
        boolean both = random.nextBoolean();
        var tool = both ? tools.getFirst() : pick(random, tools);
        keys.put("tools", both ? "[" + String.join(", ", tools) + "]" : tool);
        var places = new ArrayList<String>();
        for (var place :
                List.of(
                                List.of("database", "schema"),
                                List.of("repository", "branch"),
                                List.of("cluster", "namespace", "kind"))
                        .get(family)) {
            if (random.nextInt(3) == 0) {
                places.add(place + ": " + pick(random, GLOBS));
            }
        }
        if (!places.isEmpty()) {
            keys.put("on", "{" + String.join(", ", places) + "}");
        }
        var suffix = effect == Effect.PERMIT ? "_max" : "_over";
        switch (tool) {
            case "query_database", "modify_database" -> databaseKeys(random, effect, keys);
            case "push_branch" -> {
                maybe(random, keys, "paths", effect == Effect.PERMIT ? sets() : GLOBS);
                maybe(random, keys, "file_bytes" + suffix, List.of("1", "2", "1KiB"));
                maybe(random, keys, "age" + suffix, List.of("1s", "2s"));
            }
            case "apply_manifest" -> {
                maybe(random, keys, "images", effect == Effect.PERMIT ? sets() : GLOBS);
                maybe(random, keys, "replicas" + suffix, List.of("0", "1", "2"));
                maybe(
                        random,
                        keys,
                        "pod_security",
                        List.of("restricted", "baseline", "privileged"));
            }
            default -> {}
        }
        if (tool.equals("modify_database")) {
            maybe(random, keys, "statements", GLOBS);
            maybe(random, keys, "rows_changed" + suffix, List.of("0", "1", "5"));
        }
        if (effect == Effect.HOLD) {
            keys.put("approvers", "{role: masks, quorum: " + (1 + random.nextInt(3)) + "}");
        }
        return new RandomRule(effect, keys);
    }

    private static List<String> sets() {
        return List.of("a", "[a, b]", "{permit: \"*\", forbid: b}", "{forbid: [a, c]}");
    }

    private static void databaseKeys(Random random, Effect effect, Map<String, String> keys) {
        if (effect == Effect.FORBID) {
            return;
        }
        maybe(random, keys, "rows", List.of("1", "10", "5000"));
        maybe(random, keys, "timeout", List.of("1s", "10s", "1m"));
        maybe(random, keys, "filter", List.of("[{table: t, where: \"x = 1\"}]"));
        if (effect == Effect.PERMIT && random.nextInt(4) == 0) {
            keys.put("unmask", "\"" + pick(random, List.of("t.a", "t.b", "t.*", "*.*")) + "\"");
        } else {
            maybe(
                    random,
                    keys,
                    "mask",
                    List.of(
                            "[{column: t.a, with: null}]",
                            "[{column: t.a, with: last4}, {column: t.b, with: redact}]",
                            "[{column: \"*.c\", with: year}]",
                            "[{column: t.a, sql: \"left(a, 2)\"}]",
                            "[{column: t.b, sql: \"b || '…'\"}]"));
        }
    }

    private static void maybe(
            Random random, Map<String, String> keys, String key, List<String> values) {
        if (random.nextInt(3) == 0) {
            keys.put(key, pick(random, values));
        }
    }

    public static Request request(Random random) {
        var subject = pick(random, List.of("client:one", "client:two", "client:three"));
        var groups =
                random.nextBoolean()
                        ? Set.<String>of()
                        : Set.of(pick(random, List.of("g", "h", "other")));
        var terms = pick(random, TestTools.ALL);
        var accesses = new ArrayList<Access>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            var facts = new TreeMap<String, FactValue>();
            terms.facts().forEach(fact -> facts.put(fact.name(), value(random, fact)));
            accesses.add(new Access("test", "test", facts));
        }
        return new Request(
                new Principal(subject, Principal.Kind.AGENT, Optional.empty(), groups),
                terms.tool(),
                accesses,
                Instant.EPOCH);
    }

    private static FactValue value(Random random, FactDefinition fact) {
        switch (random.nextInt(12)) {
            case 0 -> {
                return FactValue.UNKNOWN;
            }
            case 1 -> {
                return FactValue.NOT_APPLICABLE;
            }
            default -> {}
        }
        return switch (fact) {
            case FactDefinition.TextFact _ -> FactValue.text(pick(random, WORDS));
            case FactDefinition.SetFact _ ->
                    FactValue.texts(
                            WORDS.stream()
                                    .filter(_ -> random.nextBoolean())
                                    .collect(Collectors.toSet()));
            case FactDefinition.QuantityFact _ -> FactValue.quantity(random.nextInt(4));
            case FactDefinition.LevelFact level ->
                    FactValue.level(pick(random, level.strictestFirst()));
        };
    }

    public static <T> T pick(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    public RandomPolicy withRule(String role, RandomRule rule) {
        var changed = new LinkedHashMap<>(roles);
        changed.computeIfPresent(
                role,
                (_, old) -> {
                    var rules = new ArrayList<>(old.rules());
                    rules.add(rule);
                    return new RandomRole(old.includes(), rules, old.console());
                });
        return new RandomPolicy(changed, bindings);
    }

    public RandomPolicy withBindings(List<Binding> changed) {
        return new RandomPolicy(roles, List.copyOf(changed));
    }

    /// The same roles without a single `includes`.
    public RandomPolicy expanded() {
        var expanded = new LinkedHashMap<String, RandomRole>();
        for (var name : roles.keySet()) {
            var closure = closure(name);
            expanded.put(
                    name,
                    new RandomRole(
                            Set.of(),
                            closure.stream().flatMap(role -> role.rules().stream()).toList(),
                            closure.stream()
                                    .flatMap(role -> role.console().stream())
                                    .collect(Collectors.toSet())));
        }
        return new RandomPolicy(expanded, bindings);
    }

    public List<RandomRole> closure(String name) {
        var found = new LinkedHashMap<String, RandomRole>();
        var open = new ArrayList<>(List.of(name));
        while (!open.isEmpty()) {
            var next = open.removeLast();
            var role = roles.get(next);
            if (role != null && found.put(next, role) == null) {
                open.addAll(role.includes());
            }
        }
        return List.copyOf(found.values());
    }

    /// As a file, with everything that has no order in the order of this generator.
    public String yaml(Random order) {
        var out = new StringBuilder("# written by chance\nroles:\n");
        for (var role : shuffled(order, roles.entrySet())) {
            out.append("  ").append(role.getKey()).append(":\n");
            for (var part :
                    shuffled(order, List.of("includes", "permit", "hold", "forbid", "console"))) {
                part(out, order, role.getValue(), part);
            }
            out.append("    console: []\n".repeat(role.getValue().console().isEmpty() ? 1 : 0));
        }
        out.append("bindings:\n");
        for (var binding : shuffled(order, bindings)) {
            out.append(
                    "  - {to: \"" + binding.to() + "\", role: " + binding.role() + "} # bound\n");
        }
        return out.toString();
    }

    private static void part(StringBuilder out, Random order, RandomRole role, String part) {
        switch (part) {
            case "includes" ->
                    out.append("    includes: [")
                            .append(String.join(", ", shuffled(order, role.includes())))
                            .append("]\n");
            case "console" ->
                    out.append(
                            role.console().isEmpty()
                                    ? ""
                                    : "    console: " + role.console() + "\n");
            default -> {
                out.append("    ").append(part).append(":\n");
                var rules =
                        role.rules().stream()
                                .filter(r ->
                                        r.effect().name().toLowerCase(Locale.ROOT).equals(part))
                                .toList();
                if (rules.isEmpty()) {
                    out.append("      []\n");
                }
                for (var rule : shuffled(order, rules)) {
                    out.append("      - {")
                            .append(
                                    shuffled(order, rule.keys().entrySet()).stream()
                                            .map(e -> e.getKey() + ": " + e.getValue())
                                            .collect(Collectors.joining(",  ")))
                            .append("}\n");
                }
            }
        }
    }

    private static <T> List<T> shuffled(Random order, java.util.Collection<T> items) {
        var list = new ArrayList<>(items);
        Collections.shuffle(list, order);
        return list;
    }
}
