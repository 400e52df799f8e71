package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.FactDefinition.Unit;
import dev.sallyport.policy.UsageLimit;
import dev.sallyport.policy.yaml.Amounts;
import dev.sallyport.policy.yaml.ScalarText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes roles and rules in the one form that equal ones share: sorted, without repeats or comments.
final class Canonical {

    private Canonical() {}

    static String print(
            SortedMap<String, Role> roles,
            Collection<Separation> separations,
            Collection<Binding> bindings) {
        var out = new StringBuilder();
        if (!roles.isEmpty()) {
            out.append("roles:\n");
            roles.values().forEach(role -> role(out, role));
        }
        section(out, "separate", separations.stream().map(Canonical::separation));
        section(out, "bindings", merged(bindings));
        return out.toString();
    }

    private static void section(StringBuilder out, String key, Stream<String> items) {
        var sorted = items.distinct().sorted().toList();
        if (!sorted.isEmpty()) {
            out.append(key).append(":\n");
            sorted.forEach(item -> out.append("  - {").append(item).append("}\n"));
        }
    }

    private static String separation(Separation separation) {
        return "roles: "
                + list(separation.roles())
                + separation.reason().map(reason -> ", reason: " + text(reason)).orElse("");
    }

    /// Bindings of one role that say the same of different subjects are one.
    private static Stream<String> merged(Collection<Binding> bindings) {
        var to = new TreeMap<String, SortedMap<String, Set<String>>>();
        for (var binding : bindings) {
            to.computeIfAbsent(binding.role(), _ -> new TreeMap<>())
                    .computeIfAbsent(conditions(binding), _ -> new TreeSet<>())
                    .addAll(binding.to());
        }
        return to.entrySet().stream()
                .flatMap(role ->
                        role.getValue().entrySet().stream()
                                .map(e ->
                                        "role: "
                                                + text(role.getKey())
                                                + ", to: "
                                                + list(e.getValue())
                                                + e.getKey()));
    }

    private static String conditions(Binding binding) {
        var period = binding.period();
        return binding.description().map(text -> ", description: " + text(text)).orElse("")
                + period.from().map(from -> ", from: " + text(from.toString())).orElse("")
                + period.until().map(until -> ", until: " + text(until.toString())).orElse("")
                + period.hours().map(Canonical::hours).orElse("");
    }

    /// A period as the keys of a binding, in one line; empty for always.
    static String period(Period period) {
        var text =
                period.from().map(from -> ", from: " + text(from.toString())).orElse("")
                        + period.until()
                                .map(until -> ", until: " + text(until.toString()))
                                .orElse("")
                        + period.hours().map(Canonical::hours).orElse("");
        return text.isEmpty() ? "" : text.substring(2);
    }

    /// Labels as they stand under `label`, in one line.
    static String labels(SortedMap<String, List<String>> labels) {
        return labels.entrySet().stream()
                .map(e -> text(e.getKey()) + ": " + list(e.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String hours(Hours hours) {
        var days = hours.days().stream().map(day -> lower(day).substring(0, 3)).toList();
        var spans =
                hours.spans().stream()
                        .map(span ->
                                text(Hours.clock(span.start()) + "-" + Hours.clock(span.end())))
                        .collect(Collectors.joining(", ", "[", "]"));
        return ", when: {days: ["
                + String.join(", ", days)
                + "], hours: "
                + spans
                + ", zone: "
                + text(hours.zone().getId())
                + "}";
    }

    private static void role(StringBuilder out, Role role) {
        out.append("  ").append(text(role.name())).append(":");
        if (role.description().isEmpty()
                && role.includes().isEmpty()
                && role.limits().isEmpty()
                && role.rules().isEmpty()
                && role.console().isEmpty()) {
            out.append(" {}\n");
            return;
        }
        out.append('\n');
        role.description()
                .ifPresent(text -> out.append("    description: ").append(text(text)).append('\n'));
        if (!role.includes().isEmpty()) {
            out.append("    includes: ").append(list(role.includes())).append('\n');
        }
        if (!role.limits().isEmpty()) {
            out.append("    limits: {").append(limits(role.limits())).append("}\n");
        }
        for (var effect : dev.sallyport.policy.Effect.values()) {
            var clauses =
                    role.rules().stream()
                            .filter(rule -> rule.clause().effect() == effect)
                            .map(Canonical::print)
                            .sorted()
                            .toList();
            if (!clauses.isEmpty()) {
                out.append("    ").append(lower(effect)).append(":\n");
                clauses.forEach(clause ->
                        out.append("      - ")
                                .append(clause.strip().replace("\n", "\n        "))
                                .append('\n'));
            }
        }
        if (!role.console().isEmpty()) {
            out.append("    console: ")
                    .append(list(role.console().stream().map(Canonical::lower).toList()))
                    .append('\n');
        }
    }

    private static String limits(Role.Limits limits) {
        return Stream.of(limits("principal", limits.principal()), limits("role", limits.role()))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
    }

    private static Optional<String> limits(String scope, Map<UsageLimit.Kind, Long> limits) {
        return limits.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        limits.entrySet().stream()
                                .map(e -> lower(e.getKey()) + ": " + e.getValue())
                                .collect(Collectors.joining(", ", scope + ": {", "}")));
    }

    private static String print(Rule rule) {
        return print(rule.clause())
                + rule.description().map(text -> "description: " + text(text) + "\n").orElse("");
    }

    /// One rule, a key a line, without indentation.
    static String print(Clause clause) {
        var out = new StringBuilder("tools: ").append(list(clause.tools())).append('\n');
        if (!clause.on().isEmpty() || !clause.labels().isEmpty()) {
            out.append("on: {").append(where(clause.on(), clause.labels())).append("}\n");
        }
        clause.facts().forEach((key, value) -> line(out, key, constraint(value)));
        items(out, "except", clause.except().stream().map(Canonical::print).toList());
        clause.limits()
                .forEach((key, value) -> line(out, key, amount(value.value(), value.unit())));
        items(
                out,
                "mask",
                clause.masks().stream()
                        .map(m ->
                                "{column: "
                                        + text(m.column())
                                        + m.expression()
                                                .map(sql -> ", sql: " + text(sql))
                                                .orElseGet(() -> ", with: " + text(m.with()))
                                        + "}")
                        .toList());
        if (!clause.unmask().isEmpty()) {
            line(out, "unmask", list(clause.unmask()));
        }
        items(
                out,
                "filter",
                clause.filters().stream()
                        .map(f ->
                                "{table: " + text(f.table()) + ", where: " + text(f.where()) + "}")
                        .toList());
        clause.approvers()
                .ifPresent(a ->
                        line(
                                out,
                                "approvers",
                                "{role: "
                                        + text(a.role())
                                        + ", quorum: "
                                        + a.quorum()
                                        + a.breakGlass()
                                                .map(role -> ", break_glass: " + text(role))
                                                .orElse("")
                                        + "}"));
        return out.toString();
    }

    /// One exclusion, in one line.
    static String print(Exclusion exclusion) {
        return "{" + where(exclusion.keys(), exclusion.labels()) + "}";
    }

    private static String where(
            SortedMap<String, Constraint> keys, SortedMap<String, List<String>> labels) {
        var parts = new ArrayList<String>();
        keys.forEach((key, value) -> parts.add(text(key) + ": " + constraint(value)));
        if (!labels.isEmpty()) {
            parts.add("label: " + labels(labels));
        }
        return String.join(", ", parts);
    }

    /// The first 12 hex digits of SHA-256 over the effect and the rule.
    static String fingerprint(Clause clause) {
        return sha256(lower(clause.effect()) + "\n" + print(clause)).substring(0, 12);
    }

    static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void line(StringBuilder out, String key, String value) {
        out.append(text(key)).append(": ").append(value).append('\n');
    }

    private static void items(StringBuilder out, String key, List<String> items) {
        if (!items.isEmpty()) {
            out.append(key).append(":\n");
            items.forEach(item -> out.append("  - ").append(item).append('\n'));
        }
    }

    static String constraint(Constraint constraint) {
        return switch (constraint) {
            case Constraint.OneOf(var globs) -> list(globs);
            case Constraint.Members(var permit, var forbid) when forbid.isEmpty() ->
                    list(permit.orElse(List.of()));
            case Constraint.Members(var permit, var forbid) ->
                    "{"
                            + permit.map(globs -> "permit: " + list(globs) + ", ").orElse("")
                            + "forbid: "
                            + list(forbid)
                            + "}";
            case Constraint.Bound(var value, var unit) -> amount(value, unit);
            case Constraint.Level(var name) -> text(name);
        };
    }

    static String amount(long value, Unit unit) {
        return switch (unit) {
            case COUNT -> Long.toString(value);
            case BYTES -> Amounts.printBytes(value);
            case DURATION -> Amounts.print(Duration.ofMillis(value));
        };
    }

    private static String list(Collection<String> texts) {
        return texts.stream()
                .sorted()
                .map(Canonical::text)
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static String text(String text) {
        return ScalarText.of(text, Canonical::escaped);
    }

    private static boolean escaped(int c) {
        return c < 0x20
                || (c >= 0x7f && c < 0xa0)
                || c == 0x2028
                || c == 0x2029
                || c == 0xfeff
                || c > 0xfffd;
    }
}
