package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.RuleId;
import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.policy.yaml.Suggestion;
import dev.sallyport.policy.yaml.YamlFile;
import dev.sallyport.policy.yaml.YamlMapping;
import dev.sallyport.policy.yaml.YamlNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Reads a role map; what is wrong is noted with the file. Used once.
final class RoleMapReader {

    private static final int NAME_LENGTH_MAX = 64;

    private final YamlFile file;
    private final Vocabulary vocabulary;
    private final SortedMap<String, Role> roles = new TreeMap<>();
    private final Map<String, List<YamlNode>> includes = new LinkedHashMap<>();
    private final List<ClauseReader.Located<String>> unmasked = new ArrayList<>();

    RoleMapReader(YamlFile file, Vocabulary vocabulary) {
        this.file = file;
        this.vocabulary = vocabulary;
    }

    /// What the file says, as far as it could be read; of use only when it turns out to have no problems.
    RoleMap.Contents read() {
        var root = file.root().allow("roles", "separate", "bindings");
        var written = root.mapping("roles").map(YamlMapping::entries).orElse(List.of());
        var names = new TreeSet<String>();
        written.forEach(entry -> names.add(entry.key()));
        for (var entry : written) {
            if (file.full()) {
                break;
            }
            checkName(entry);
            entry.value().mapping().ifPresent(role -> readRole(entry, role, names));
        }
        checkCycles();
        checkUnmasked();
        var separations = new SeparationReader(roles, names);
        root.list("separate").stream()
                .takeWhile(_ -> !file.full())
                .flatMap(item -> item.mapping().stream())
                .forEach(separations::read);
        var bindings = new BindingReader(names);
        root.list("bindings").stream()
                .takeWhile(_ -> !file.full())
                .flatMap(item -> item.mapping().stream())
                .forEach(bindings::read);
        separations.check(bindings.bound());
        return new RoleMap.Contents(roles, separations.separations(), bindings.bindings());
    }

    private static void checkName(YamlMapping.Entry entry) {
        var name = entry.key();
        boolean good =
                !name.isEmpty()
                        && name.length() <= NAME_LENGTH_MAX
                        && Character.isLetterOrDigit(name.charAt(0))
                        && name.chars().allMatch(RoleMapReader::mayStandInName);
        if (!good) {
            entry.problem(
                    "bad role name " + Quoted.of(name),
                    Optional.of(
                            "use up to "
                                    + NAME_LENGTH_MAX
                                    + " letters, digits, `-`, `_` and `.`, a letter or digit first"));
        }
    }

    private static boolean mayStandInName(int c) {
        return c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.');
    }

    private void readRole(YamlMapping.Entry entry, YamlMapping role, Set<String> names) {
        var name = entry.key();
        role.allow("description", "includes", "limits", "permit", "hold", "forbid", "console");
        var included = new TreeSet<String>();
        var includeNodes = new ArrayList<YamlNode>();
        for (var item : role.get("includes").map(YamlNode::oneOrMany).orElse(List.of())) {
            requireRole(item, names)
                    .ifPresent(other -> {
                        included.add(other);
                        includeNodes.add(item);
                    });
        }
        includes.put(name, includeNodes);
        var rules = new ArrayList<Rule>();
        for (var effect : Effect.values()) {
            for (var item : role.list(effect.name().toLowerCase(Locale.ROOT))) {
                item.mapping()
                        .flatMap(rule -> readRule(name, effect, rule, names))
                        .ifPresent(rules::add);
            }
        }
        var console = EnumSet.noneOf(ConsoleRight.class);
        for (var item : role.get("console").map(YamlNode::oneOrMany).orElse(List.of())) {
            readRight(item).ifPresent(console::add);
        }
        roles.put(
                name,
                new Role(
                        name,
                        role.get("description").flatMap(Descriptions::read),
                        included,
                        role.get("limits").map(UsageLimitReader::read).orElse(Role.Limits.NONE),
                        rules,
                        console,
                        entry.keyNode().line()));
    }

    private Optional<Rule> readRule(
            String role, Effect effect, YamlMapping rule, Set<String> names) {
        rule.goOn();
        var reader = new ClauseReader(vocabulary, names, effect, rule);
        var clause = reader.read();
        unmasked.addAll(reader.unmasked());
        return clause.map(c ->
                new Rule(
                        new RuleId(role, effect, Canonical.fingerprint(c), rule.line()),
                        c,
                        reader.description()));
    }

    private static Optional<ConsoleRight> readRight(YamlNode item) {
        var rights = new TreeMap<String, ConsoleRight>();
        for (var right : ConsoleRight.values()) {
            rights.put(right.name().toLowerCase(Locale.ROOT), right);
        }
        var text = item.text();
        if (text.isPresent() && !rights.containsKey(text.get())) {
            item.problem(
                    "unknown console right " + Quoted.of(text.get()),
                    Suggestion.question(text.get(), rights.keySet())
                            .or(() -> Optional.of("there are " + Quoted.all(rights.keySet()))));
        }
        return text.map(rights::get);
    }

    static Optional<String> requireRole(YamlNode node, Set<String> names) {
        node.goOn();
        var name = node.text();
        if (name.isPresent() && !names.contains(name.get())) {
            node.problem(
                    "unknown role " + Quoted.of(name.get()),
                    Suggestion.question(name.get(), names)
                            .or(() -> Optional.of("define it under `roles`")));
            return Optional.empty();
        }
        return name;
    }

    /// Takes away, again and again, roles whose includes are all taken away; what remains includes itself
    /// somewhere. Iterative, because a chain of includes may be as long as the file.
    private void checkCycles() {
        var left = new HashMap<String, Integer>();
        var includers = new HashMap<String, List<String>>();
        roles.forEach((name, role) -> {
            left.put(name, role.includes().size());
            role.includes()
                    .forEach(other ->
                            includers.computeIfAbsent(other, _ -> new ArrayList<>()).add(name));
        });
        var free = new ArrayList<String>();
        left.forEach((name, count) -> {
            if (count == 0) {
                free.add(name);
            }
        });
        while (!free.isEmpty()) {
            var name = free.removeLast();
            left.remove(name);
            for (var includer : includers.getOrDefault(name, List.of())) {
                if (left.merge(includer, -1, Integer::sum) == 0) {
                    free.add(includer);
                }
            }
        }
        var walked = new TreeSet<String>();
        for (var name : includes.keySet()) {
            if (left.containsKey(name) && !walked.contains(name)) {
                reportCycle(name, left.keySet(), walked);
            }
        }
    }

    private void reportCycle(String start, Set<String> cyclic, Set<String> walked) {
        var path = new ArrayList<String>();
        var name = start;
        while (walked.add(name)) {
            path.add(name);
            name = nextIn(cyclic, name);
        }
        int first = path.indexOf(name);
        if (first < 0) {
            return;
        }
        var cycle = new ArrayList<>(path.subList(first, path.size()));
        cycle.add(name);
        var last = path.getLast();
        var back = name;
        includes.getOrDefault(last, List.of()).stream()
                .filter(node -> node.text().equals(Optional.of(back)))
                .findFirst()
                .ifPresent(node ->
                        node.problem(
                                "roles include each other in a circle: "
                                        + String.join(
                                                " → ", cycle.stream().map(Quoted::of).toList()),
                                "remove one of these includes"));
    }

    private String nextIn(Set<String> cyclic, String name) {
        var role = roles.get(name);
        if (role == null) {
            throw new IllegalStateException("only known roles are walked");
        }
        return role.includes().stream().filter(cyclic::contains).findFirst().orElseThrow();
    }

    /// An unmask that lifts no mask is a slip that shows only later, as a value that stays masked.
    private void checkUnmasked() {
        if (unmasked.isEmpty()) {
            return;
        }
        var masks = new TreeSet<String>();
        roles.values().stream()
                .flatMap(role -> role.rules().stream())
                .flatMap(rule -> rule.clause().masks().stream())
                .forEach(mask -> masks.add(mask.column()));
        for (var lifted : unmasked) {
            lifted.node().goOn();
            if (masks.stream().noneMatch(mask -> ColumnGlob.covers(lifted.value(), mask))) {
                lifted.node()
                        .problem(
                                "`unmask` of "
                                        + Quoted.of(lifted.value())
                                        + " lifts no mask of this file",
                                Suggestion.question(lifted.value(), masks)
                                        .or(() ->
                                                Optional.of(
                                                        masks.isEmpty()
                                                                ? "remove it"
                                                                : "name a mask's own column: "
                                                                        + Quoted.all(masks))));
            }
        }
    }
}
