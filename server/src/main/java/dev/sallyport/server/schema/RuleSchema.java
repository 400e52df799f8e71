package dev.sallyport.server.schema;

import static dev.sallyport.server.schema.Parts.described;
import static dev.sallyport.server.schema.Parts.list;
import static dev.sallyport.server.schema.Parts.mapping;
import static dev.sallyport.server.schema.Parts.node;
import static dev.sallyport.server.schema.Parts.oneOf;
import static dev.sallyport.server.schema.Parts.oneOrMany;
import static dev.sallyport.server.schema.Parts.text;

import dev.sallyport.policy.Effect;
import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.ObligationDefinition;
import dev.sallyport.policy.ToolTerms;
import dev.sallyport.policy.rolemap.RuleKeys;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/// The schema of a rule of one effect: the keys of all tools, and for a rule that names one tool alone those of it.
final class RuleSchema {

    private final List<ToolTerms> tools;
    private final Effect effect;

    RuleSchema(List<ToolTerms> tools, Effect effect) {
        this.tools =
                tools.stream().sorted(java.util.Comparator.comparing(ToolTerms::tool)).toList();
        this.effect = effect;
    }

    ObjectNode schema() {
        var properties = node();
        properties.set("description", described(text(), "For operators; agents never see it."));
        properties.set("tools", described(toolNames(), "Names or globs, at least one."));
        properties.set("on", described(mapping(places()), "Where. An absent key means anywhere."));
        var exception = exception();
        var except = node();
        except.putArray("anyOf").add(exception).add(list(exception.deepCopy()).put("minItems", 1));
        properties.set(
                "except",
                described(except, "What the rule leaves out; keys as under `on` and beside it."));
        properties.setAll(facts());
        if (effect != Effect.FORBID) {
            obligations(properties);
        }
        if (effect == Effect.HOLD) {
            properties.set(
                    "approvers", described(PolicySchema.approvers(), "Who must agree to a call."));
        }
        var rule =
                effect == Effect.HOLD
                        ? mapping(properties, "tools", "approvers")
                        : mapping(properties, "tools");
        var only = rule.putArray("allOf");
        tools.forEach(terms -> only.add(onlyKeysOf(terms)));
        return rule;
    }

    private ObjectNode toolNames() {
        var one = node();
        one.putArray("anyOf")
                .add(oneOf(tools.stream().map(ToolTerms::tool).toList()))
                .add(Parts.pattern("[*?]"));
        return oneOrMany(one);
    }

    private ObjectNode places() {
        var properties = node();
        keys(tools, true).forEach(properties::set);
        properties.set(
                "label",
                described(labels(), "Labels of the target, from its entry in sallyport.yaml."));
        return properties;
    }

    private ObjectNode labels() {
        var labels = node().put("type", "object").put("minProperties", 1);
        labels.set("additionalProperties", oneOrMany(Parts.anyText()));
        return labels;
    }

    private ObjectNode facts() {
        var properties = node();
        keys(tools, false).forEach(properties::set);
        return properties;
    }

    /// Keys of the tools, each described by every tool that knows it.
    private Map<String, ObjectNode> keys(List<ToolTerms> of, boolean places) {
        var texts = new TreeMap<String, Set<String>>();
        var schemas = new TreeMap<String, ObjectNode>();
        for (var terms : of) {
            for (var fact : terms.facts()) {
                if ((fact.place() == FactDefinition.Place.ON) == places) {
                    var key = RuleKeys.of(fact, effect);
                    schemas.putIfAbsent(key, value(fact, effect));
                    texts.computeIfAbsent(key, _ -> new LinkedHashSet<>()).add(fact.description());
                }
            }
        }
        schemas.forEach((key, schema) ->
                schema.put("description", String.join(" ", texts.getOrDefault(key, Set.of()))));
        return schemas;
    }

    private static ObjectNode value(FactDefinition fact, Effect effect) {
        return switch (fact) {
            case FactDefinition.TextFact _ -> oneOrMany(Parts.anyText());
            case FactDefinition.SetFact _ -> set(effect);
            case FactDefinition.QuantityFact quantity -> Parts.amount(quantity.unit(), 0);
            case FactDefinition.LevelFact level -> oneOf(level.strictestFirst());
        };
    }

    private static ObjectNode set(Effect effect) {
        var globs = oneOrMany(Parts.anyText());
        var node = node();
        var ways = node.putArray("anyOf");
        globs.path("anyOf").forEach(ways::add);
        if (effect == Effect.PERMIT) {
            var members = node();
            members.set("permit", globs.deepCopy());
            members.set("forbid", globs.deepCopy());
            var both = node().put("type", "object").put("minProperties", 1);
            both.set("properties", members);
            both.put("additionalProperties", false);
            ways.add(both);
        }
        return node;
    }

    private ObjectNode exception() {
        var properties = node();
        var judged = effect == Effect.PERMIT ? Effect.FORBID : Effect.PERMIT;
        for (var terms : tools) {
            for (var fact : terms.facts()) {
                properties.set(RuleKeys.ofException(fact, effect), value(fact, judged));
            }
        }
        properties.set("label", labels());
        var node = node().put("type", "object").put("minProperties", 1);
        node.set("properties", properties);
        return node.put("additionalProperties", false);
    }

    private void obligations(ObjectNode properties) {
        for (var terms : tools) {
            for (var obligation : terms.obligations()) {
                switch (obligation) {
                    case ObligationDefinition.LimitObligation limit ->
                            properties.set(
                                    limit.name(),
                                    described(
                                            Parts.amount(
                                                    limit.unit(), limit.fallback() == 0 ? 0 : 1),
                                            limit.description()));
                    case ObligationDefinition.MaskObligation mask -> {
                        properties.set("mask", described(masks(), mask.description()));
                        if (effect == Effect.PERMIT) {
                            properties.set(
                                    "unmask",
                                    described(
                                            oneOrMany(text()),
                                            "Columns whose masks this rule lifts; every use is on record."));
                        }
                    }
                    case ObligationDefinition.FilterObligation filter ->
                            properties.set("filter", described(filters(), filter.description()));
                }
            }
        }
    }

    private static ObjectNode masks() {
        var properties = node();
        properties.set(
                "column", described(text(), "`column`, `table.column` or `schema.table.column`."));
        var with = node();
        var names = with.putArray("enum");
        MaskColumn.STRICTEST_FIRST.forEach(names::add);
        names.addNull();
        properties.set("with", described(with, "The strictest first; `null` may stand plain."));
        properties.set("sql", described(text(), "An expression of your own, in the target's SQL."));
        var mask = mapping(properties, "column");
        var ways = mask.putArray("oneOf");
        ways.addObject().putArray("required").add("with");
        ways.addObject().putArray("required").add("sql");
        return list(mask).put("minItems", 1);
    }

    private static ObjectNode filters() {
        var properties = node();
        properties.set("table", described(text(), "`table` or `schema.table`."));
        properties.set("where", described(text(), "A condition in the target's SQL."));
        return list(mapping(properties, "table", "where")).put("minItems", 1);
    }

    /// A rule that names this tool alone has no keys of others.
    private ObjectNode onlyKeysOf(ToolTerms terms) {
        var node = node();
        var condition = node.putObject("if");
        condition.putArray("required").add("tools");
        condition
                .putObject("properties")
                .putObject("tools")
                .putArray("enum")
                .add(terms.tool())
                .addArray()
                .add(terms.tool());
        var keys = new TreeSet<>(List.of("description", "tools", "on", "except"));
        var places = new ArrayList<>(keys(List.of(terms), true).keySet());
        places.add("label");
        keys.addAll(keys(List.of(terms), false).keySet());
        if (effect == Effect.HOLD) {
            keys.add("approvers");
        }
        if (effect != Effect.FORBID) {
            for (var obligation : terms.obligations()) {
                keys.add(obligation.name());
                if (obligation instanceof ObligationDefinition.MaskObligation
                        && effect == Effect.PERMIT) {
                    keys.add("unmask");
                }
            }
        }
        var then = node.putObject("then");
        then.set("propertyNames", oneOf(keys));
        then.putObject("properties").putObject("on").set("propertyNames", oneOf(places));
        return node;
    }
}
