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
public record RandomPolicy(
        Map<String, RandomRole> roles, List<RandomBinding> bindings, List<Set<String>> apart) {

    /// @param limits as YAML, or empty
    public record RandomRole(
            Set<String> includes, List<RandomRule> rules, Set<String> console, String limits) {}

    /// @param keys by key, the value as YAML
    public record RandomRule(Effect effect, Map<String, String> keys) {}

    /// @param time the keys that say when, as YAML with a comma before each
    public record RandomBinding(String role, String to, String time) {}

    private static final List<String> COLUMNS = List.of("t.a", "t.b", "*.c");
    private static final List<String> WORDS = List.of("a", "b", "c");
    private static final List<String> GLOBS = List.of("a", "b", "[a, b]", "\"?\"", "\"*\"", "c*");
    private static final List<List<String>> FAMILIES =
            List.of(
                    List.of("query_database", "modify_database"),
                    List.of("push_branch", "read_repository"),
                    List.of("apply_manifest", "read_cluster"));
    private static final List<String> SUBJECTS =
            List.of("client:one", "client:two", "user:one", "group:g", "group:h");

    /// The times of requests are the Thursday on which the epoch begins and the two days after.
    private static final List<String> TIMES =
            List.of(
                    ", from: 1970-01-02",
                    ", until: 1970-01-02",
                    ", from: \"1970-01-01T12:00:00Z\", until: 1970-01-03",
                    ", when: {days: [thu, sat], zone: UTC}",
                    ", when: {hours: [\"20:00-04:00\", \"12:00-13:00\"], zone: America/New_York}",
                    ", description: \"for: a time\", until: 1970-01-02T06:00:00Z");

    private static final List<String> LIMITS =
            List.of(
                    "{principal: {calls_per_minute: 60}}",
                    "{principal: {rows_per_hour: 7, concurrent_calls: 1}, role: {calls_per_minute: 600}}");

    /// As [#plain], and some of its roles must not meet.
    public static RandomPolicy of(Random random) {
        var policy = plain(random);
        if (random.nextInt(3) > 0) {
            return policy;
        }
        var apart = Set.of("r0", "masks");
        var bindings = policy.bindings.stream().filter(b -> fits(policy, b, apart)).toList();
        return new RandomPolicy(policy.roles, bindings, List.of(apart));
    }

    /// Whoever is bound to a set of roles that must not meet makes the file wrong; groups do not.
    private static boolean fits(RandomPolicy policy, RandomBinding binding, Set<String> apart) {
        long same =
                policy.bindings.stream()
                        .filter(other -> other.to().equals(binding.to()))
                        .flatMap(other -> policy.names(other.role()).stream())
                        .distinct()
                        .filter(apart::contains)
                        .count();
        return same < apart.size();
    }

    private static RandomPolicy plain(Random random) {
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
                            random.nextInt(4) == 0 ? Set.of("approve") : Set.of(),
                            random.nextInt(4) == 0 ? pick(random, LIMITS) : ""));
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
        roles.put("masks", new RandomRole(Set.of(), List.of(masks), Set.of(), ""));
        var bindings = new ArrayList<RandomBinding>();
        for (int i = 2 + random.nextInt(5); i > 0; i--) {
            bindings.add(binding(random, roles));
        }
        return new RandomPolicy(roles, bindings, List.of());
    }

    public static RandomBinding binding(Random random, Map<String, RandomRole> roles) {
        return new RandomBinding(
                pick(random, List.copyOf(roles.keySet())),
                pick(random, SUBJECTS),
                random.nextInt(3) == 0 ? pick(random, TIMES) : "");
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
        if (random.nextInt(5) == 0) {
            places.add("label: " + pick(random, LABELS));
        }
        if (random.nextInt(4) == 0) {
            keys.put("except", exception(random, family));
        }
        if (random.nextInt(5) == 0) {
            keys.put("description", "\"rule: " + random.nextInt(3) + "\"");
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
        if (!both && keys.containsKey("except")) {
            furtherExceptions(tool, effect, keys);
        }
        if (effect == Effect.HOLD) {
            // Drawn from what is drawn already.
            var breakGlass = Math.floorMod(keys.hashCode(), 3) == 0 ? ", break_glass: masks" : "";
            keys.put(
                    "approvers",
                    "{role: masks, quorum: " + (1 + random.nextInt(3)) + breakGlass + "}");
        }
        return new RandomRule(effect, keys);
    }

    private static final List<String> LABELS =
            List.of(
                    "{env: x}",
                    "{team: y}",
                    "{team: \"*\"}",
                    "{env: x, team: [x, z]}",
                    "{env: none}");

    /// One or two mappings over the places that both tools of a family have.
    static String exception(Random random, int family) {
        var places =
                List.of(
                                List.of("database", "schema"),
                                List.of("repository", "branch"),
                                List.of("cluster", "namespace", "kind"))
                        .get(family);
        var one =
                random.nextInt(4) == 0
                        ? "{label: " + pick(random, LABELS) + "}"
                        : "{" + pick(random, places) + ": " + pick(random, GLOBS) + "}";
        return random.nextBoolean()
                ? one
                : "["
                        + one
                        + ", {"
                        + places.getFirst()
                        + ": b, "
                        + places.getLast()
                        + ": "
                        + pick(random, GLOBS)
                        + "}]";
    }

    /// In the place of some exceptions, others over what only the one tool has; drawn from what is drawn already.
    private static void furtherExceptions(String tool, Effect effect, Map<String, String> keys) {
        int drawn = Math.floorMod(keys.hashCode(), 6);
        // An exception to a permit is judged like a forbid.
        var suffix = effect == Effect.PERMIT ? "_over" : "_max";
        var exceptions =
                switch (tool) {
                    case "query_database" -> List.of("{table: b}", "{schema: a, table: [a, c]}");
                    case "modify_database" ->
                            List.of(
                                    "{statements: a}",
                                    "{rows_changed" + suffix + ": 1}",
                                    "[{statements: [a, b], rows_changed"
                                            + suffix
                                            + ": 2}, {schema: c}]");
                    case "push_branch" ->
                            List.of(
                                    "{paths: [a, b]}",
                                    "{file_bytes" + suffix + ": 1}",
                                    "[{paths: c, branch: a}, {age" + suffix + ": 1ms}]");
                    case "apply_manifest" ->
                            List.of(
                                    "{images: [a, b]}",
                                    "{replicas" + suffix + ": 1}",
                                    "[{pod_security: baseline, kind: a}, {labels: a}]");
                    default -> List.<String>of();
                };
        if (drawn < exceptions.size()) {
            keys.put("except", exceptions.get(drawn));
        }
    }

    /// The family of a rule's tools, by its tools' text.
    static int family(RandomRule rule) {
        var tools = rule.keys().getOrDefault("tools", "");
        for (int i = 0; i < FAMILIES.size(); i++) {
            if (FAMILIES.get(i).stream().anyMatch(tools::contains)) {
                return i;
            }
        }
        throw new AssertionError(tools);
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

    /// A principal alone, or with a human behind it; either may be confined.
    public static Principal principal(Random random) {
        var human =
                random.nextInt(3) == 0
                        ? Optional.of(
                                new Principal(
                                        pick(random, List.of("user:one", "user:two")),
                                        Principal.Kind.HUMAN,
                                        Optional.empty(),
                                        groups(random),
                                        confinement(random)))
                        : Optional.<Principal>empty();
        return new Principal(
                pick(random, List.of("client:one", "client:two", "client:three")),
                Principal.Kind.AGENT,
                human,
                groups(random),
                confinement(random));
    }

    private static Set<String> groups(Random random) {
        return switch (random.nextInt(4)) {
            case 0, 1 -> Set.of();
            case 2 -> Set.of(pick(random, List.of("g", "h", "other")));
            default -> Set.of("g", "h");
        };
    }

    private static Optional<Set<String>> confinement(Random random) {
        return random.nextInt(5) == 0
                ? Optional.of(Set.of(pick(random, List.of("r0", "r1", "r2", "masks", "none"))))
                : Optional.empty();
    }

    public static Request request(Random random) {
        var terms = pick(random, TestTools.ALL);
        var accesses = new ArrayList<Access>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            var facts = new TreeMap<String, FactValue>();
            terms.facts().forEach(fact -> facts.put(fact.name(), value(random, fact)));
            accesses.add(new Access("test", "test", facts));
        }
        return new Request(
                principal(random),
                terms.tool(),
                accesses,
                Instant.EPOCH.plusSeconds(random.nextInt(3 * 86_400)));
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
                    return new RandomRole(old.includes(), rules, old.console(), old.limits());
                });
        return new RandomPolicy(changed, bindings, apart);
    }

    public RandomPolicy withBindings(List<RandomBinding> changed) {
        return new RandomPolicy(roles, List.copyOf(changed), apart);
    }

    /// With another rule in the place of one.
    RandomPolicy replaced(String role, RandomRule old, RandomRule rule) {
        var changed = new LinkedHashMap<>(roles);
        changed.computeIfPresent(
                role,
                (_, was) -> {
                    var rules = new ArrayList<>(was.rules());
                    rules.set(rules.indexOf(old), rule);
                    return new RandomRole(was.includes(), rules, was.console(), was.limits());
                });
        return new RandomPolicy(changed, bindings, apart);
    }

    /// The same roles without a single `includes`. Roles that must not meet and limits go by the names of roles, which
    /// are not the same then, so neither is kept.
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
                                    .collect(Collectors.toSet()),
                            ""));
        }
        return new RandomPolicy(expanded, bindings, List.of());
    }

    RandomPolicy meeting() {
        return new RandomPolicy(roles, bindings, List.of());
    }

    Set<String> names(String name) {
        var found = new LinkedHashSet<String>();
        var open = new ArrayList<>(List.of(name));
        while (!open.isEmpty()) {
            var next = open.removeLast();
            var role = roles.get(next);
            if (role != null && found.add(next)) {
                open.addAll(role.includes());
            }
        }
        return found;
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
            if (!role.getValue().limits().isEmpty()) {
                out.append("    limits: ").append(role.getValue().limits()).append('\n');
            }
            for (var part :
                    shuffled(order, List.of("includes", "permit", "hold", "forbid", "console"))) {
                part(out, order, role.getValue(), part);
            }
            out.append("    console: []\n".repeat(role.getValue().console().isEmpty() ? 1 : 0));
        }
        for (var roles : shuffled(order, apart)) {
            out.append(
                    "separate: [{roles: [" + String.join(", ", shuffled(order, roles)) + "]}]\n");
        }
        out.append(bindings.isEmpty() ? "bindings: []\n" : "bindings:\n");
        for (var binding : shuffled(order, bindings)) {
            out.append(
                    "  - {to: \""
                            + binding.to()
                            + "\", role: "
                            + binding.role()
                            + binding.time()
                            + "} # bound\n");
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
