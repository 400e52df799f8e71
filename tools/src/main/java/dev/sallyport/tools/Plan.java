package dev.sallyport.tools;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.FactValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What one call would do: everything [Tool#execute] needs and nothing it would have to ask again. Immutable
/// once made; survives a restart as JSON.
///
/// @param tool the tool's name
/// @param target the configured target: `shop`
/// @param accesses every access the call would make
/// @param normalised the tool's own normal form; integers only, see [CanonicalJson]
/// @param summary one line for people and records, holding no value that a mask might cover
public record Plan(
        String tool, String target, List<Access> accesses, ObjectNode normalised, String summary) {

    /// In the normal form: a text that is equal in plans that do the same with other values, where their accesses do not
    /// tell. Absent where the accesses say it all.
    public static final String SHAPE = "shape";

    public Plan {
        accesses = List.copyOf(accesses);
        normalised = normalised.deepCopy();
    }

    /// A copy, so that the plan stays what it is.
    @Override
    public ObjectNode normalised() {
        return normalised.deepCopy();
    }

    /// What stands under [#SHAPE]; empty where nothing does.
    public String shape() {
        return normalised.path(SHAPE).asString("");
    }

    /// SHA-256 over the canonical JSON of the whole plan, in lower-case hex.
    public String digest() {
        return CanonicalJson.sha256(toJson());
    }

    public ObjectNode toJson() {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("tool", tool);
        json.put("target", target);
        var list = json.putArray("accesses");
        for (var access : accesses) {
            var item = list.addObject();
            item.put("action", access.action());
            item.put("resource", access.resource());
            var facts = item.putObject("facts");
            access.facts().forEach((name, value) -> facts.set(name, factToJson(value)));
        }
        json.set("normalised", normalised.deepCopy());
        json.put("summary", summary);
        return json;
    }

    /// @throws IllegalArgumentException when the JSON is no plan that [#toJson] wrote
    public static Plan fromJson(JsonNode json) {
        var accesses = new ArrayList<Access>();
        for (var item : json.path("accesses")) {
            var facts = new TreeMap<String, FactValue>();
            item.path("facts")
                    .properties()
                    .forEach(e -> facts.put(e.getKey(), factFromJson(e.getValue())));
            accesses.add(new Access(text(item, "action"), text(item, "resource"), facts));
        }
        if (!(json.path("normalised") instanceof ObjectNode normalised)) {
            throw new IllegalArgumentException("a stored plan has a normal form");
        }
        return new Plan(
                text(json, "tool"),
                text(json, "target"),
                accesses,
                normalised,
                text(json, "summary"));
    }

    private static String text(JsonNode node, String key) {
        if (!node.path(key).isString()) {
            throw new IllegalArgumentException("a stored plan has a text under " + key);
        }
        return node.path(key).stringValue();
    }

    private static JsonNode factToJson(FactValue value) {
        var json = JsonNodeFactory.instance.objectNode();
        switch (value) {
            case FactValue.Text(var text) -> json.put("text", text);
            case FactValue.Texts(var texts) -> texts.forEach(json.putArray("texts")::add);
            case FactValue.Quantity(var number) -> json.put("quantity", number);
            case FactValue.Level(var name) -> json.put("level", name);
            case FactValue.NotApplicable() -> json.put("none", true);
            case FactValue.Unknown() -> json.put("unknown", true);
        }
        return json;
    }

    private static FactValue factFromJson(JsonNode json) {
        if (json.has("text")) {
            return FactValue.text(json.path("text").stringValue());
        }
        if (json.has("texts")) {
            Set<String> texts = new TreeSet<>();
            json.path("texts").forEach(text -> texts.add(text.stringValue()));
            return FactValue.texts(texts);
        }
        if (json.has("quantity")) {
            return FactValue.quantity(json.path("quantity").longValue());
        }
        if (json.has("level")) {
            return FactValue.level(json.path("level").stringValue());
        }
        return json.has("none") ? FactValue.NOT_APPLICABLE : FactValue.UNKNOWN;
    }
}
