package dev.sallyport.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/// The JSON of what a call would do and had to heed, both ways.
///
/// A fact is its value: a text, an array of texts, a number; `null` where it does not apply, `{"level": L}` for a
/// level, `{"unknown": true}`, `{"withheld": […]}`.
final class AccessJson {

    private AccessJson() {}

    static ObjectNode write(RecordedAccess access) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("action", access.action());
        json.put("resource", access.resource());
        var facts = json.putObject("facts");
        access.facts().forEach((name, fact) -> facts.set(name, write(fact)));
        return json;
    }

    private static JsonNode write(RecordedFact fact) {
        var json = JsonNodeFactory.instance;
        return switch (fact) {
            case RecordedFact.Text(var text) -> json.stringNode(text);
            case RecordedFact.Texts(var texts) -> {
                var array = json.arrayNode();
                texts.forEach(array::add);
                yield array;
            }
            case RecordedFact.Quantity(var number) -> json.numberNode(number);
            case RecordedFact.Level(var name) -> json.objectNode().put("level", name);
            case RecordedFact.NotApplicable() -> NullNode.getInstance();
            case RecordedFact.Unknown() -> json.objectNode().put("unknown", true);
            case RecordedFact.Withheld(var shown) -> {
                var object = json.objectNode();
                shown.forEach(object.putArray("withheld")::add);
                yield object;
            }
        };
    }

    static ObjectNode write(RecordedObligation obligation) {
        var json = JsonNodeFactory.instance.objectNode();
        return switch (obligation) {
            case RecordedObligation.Mask(var column, var with) ->
                    json.put("mask", column).put("with", with);
            case RecordedObligation.Filter(var table, var where) ->
                    json.put("filter", table).put("where", where);
            // A limit may be larger than the integers of a record.
            case RecordedObligation.Limit(var name, var value) ->
                    json.put("limit", name).put("value", Long.toString(value));
            case RecordedObligation.Text(var text) -> json.put("text", text);
        };
    }

    static Optional<RecordedAccesses> accesses(RecordTree json, RecordTree total)
            throws IOException {
        if (json.isMissing()) {
            return Optional.empty();
        }
        var listed = new ArrayList<RecordedAccess>();
        for (var item : json) {
            listed.add(access(item));
        }
        return Optional.of(new RecordedAccesses(listed, integer(total, listed.size())));
    }

    private static RecordedAccess access(RecordTree json) throws IOException {
        var facts = new TreeMap<String, RecordedFact>();
        var all = json.path("facts");
        var values = all.iterator();
        for (var name : all.propertyNames()) {
            facts.put(name, fact(values.next()));
        }
        return new RecordedAccess(text(json, "action"), text(json, "resource"), facts);
    }

    private static RecordedFact fact(RecordTree json) throws IOException {
        if (json.isString()) {
            return new RecordedFact.Text(json.stringValue());
        }
        if (json.isArray()) {
            return new RecordedFact.Texts(texts(json));
        }
        if (json.isInteger()) {
            return new RecordedFact.Quantity(json.longValue());
        }
        if (json.isNull()) {
            return new RecordedFact.NotApplicable();
        }
        if (json.path("level").isString()) {
            return new RecordedFact.Level(json.path("level").stringValue());
        }
        if (json.has("withheld")) {
            return new RecordedFact.Withheld(texts(json.path("withheld")));
        }
        if (json.has("unknown")) {
            return new RecordedFact.Unknown();
        }
        throw new IOException("a fact of no known kind");
    }

    /// @param json an object or, in records of version 1, a text
    static RecordedObligation obligation(RecordTree json) throws IOException {
        if (json.isString()) {
            return new RecordedObligation.Text(json.stringValue());
        }
        if (json.has("mask")) {
            return new RecordedObligation.Mask(text(json, "mask"), text(json, "with"));
        }
        if (json.has("filter")) {
            return new RecordedObligation.Filter(text(json, "filter"), text(json, "where"));
        }
        return json.has("limit")
                ? new RecordedObligation.Limit(
                        text(json, "limit"), Long.parseLong(text(json, "value")))
                : new RecordedObligation.Text(text(json, "text"));
    }

    static List<RecordedApprovers> approvers(RecordTree json) throws IOException {
        var all = new ArrayList<RecordedApprovers>();
        for (var item : json) {
            all.add(
                    new RecordedApprovers(
                            text(item, "role"),
                            integer(item.path("quorum"), 0),
                            item.has("break_glass")
                                    ? Optional.of(text(item, "break_glass"))
                                    : Optional.empty()));
        }
        return all;
    }

    private static int integer(RecordTree json, int otherwise) {
        long value = json.isInteger() ? json.longValue() : otherwise;
        return value == (int) value ? (int) value : otherwise;
    }

    private static String text(RecordTree json, String name) throws IOException {
        var value = json.path(name);
        if (!value.isString()) {
            throw new IOException("no `" + name + "`");
        }
        return value.stringValue();
    }

    private static List<String> texts(RecordTree json) {
        var texts = new ArrayList<String>();
        for (var item : json) {
            if (item.isString()) {
                texts.add(item.stringValue());
            }
        }
        return texts;
    }
}
