package dev.sallyport.tools.kubernetes;

import dev.sallyport.tools.WholeText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads a manifest, YAML or JSON, into the objects it holds: strictly, and once.
///
/// Whatever two parsers could read differently is refused: names that stand twice, merge keys, tags, numbers in
/// odd forms, words that are booleans to some. Lists are expanded. Bounds: 1 MiB of text, 100 objects, 64 levels,
/// 50 aliases and 100,000 values once those are expanded.
final class ManifestReader {

    static final int BYTES_MAX = 1024 * 1024;
    static final int OBJECTS_MAX = 100;
    private static final int ALIASES_MAX = 50;
    private static final int LIST_DEPTH_MAX = 4;

    private ManifestReader() {}

    /// @return at least one object, each a mapping whose `kind` and `apiVersion` are texts
    /// @throws RefusedException with the line or path of what is wrong
    static List<ObjectNode> read(String manifest) {
        if (manifest.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
            throw RefusedException.denied(
                    "DENIED_MANIFEST_TOO_LARGE",
                    "the manifest has more than " + BYTES_MAX + " bytes",
                    "Split it into several calls.");
        }
        if (manifest.startsWith("\uFEFF")) {
            throw invalid("the manifest starts with a byte order mark", "Send plain UTF-8.");
        }
        var objects = new ArrayList<ObjectNode>();
        for (var document : documents(manifest)) {
            if (!WholeText.in(document)) {
                throw invalid(
                        "the manifest holds half a character (a surrogate without its other half)",
                        "Correct the escape.");
            }
            expand(document, 0, objects);
        }
        if (objects.isEmpty()) {
            throw invalid("the manifest holds no object", "Send at least one object.");
        }
        return objects;
    }

    private static List<JsonNode> documents(String manifest) {
        if (manifest.stripLeading().startsWith("{")) {
            // Flow YAML starts so as well; what is not strict JSON is read as that.
            var json = Json.parse(manifest);
            if (json.isPresent()) {
                return List.of(ManifestTree.fromJson(json.get()));
            }
        }
        var settings =
                LoadSettings.builder()
                        .setLabel("manifest")
                        .setSchema(new CoreWithoutMerge())
                        // ManifestTree finds them itself, and can say where.
                        .setAllowDuplicateKeys(true)
                        .setAllowRecursiveKeys(false)
                        .setAllowNonScalarKeys(false)
                        .setMaxAliasesForCollections(ALIASES_MAX)
                        .setCodePointLimit(BYTES_MAX)
                        .build();
        try {
            ManifestEvents.check(manifest, settings);
            var documents = new ArrayList<JsonNode>();
            for (var root : new Compose(settings).composeAllFromString(manifest)) {
                if (!isEmpty(root)) {
                    documents.add(ManifestTree.fromYaml(root));
                }
                if (documents.size() > OBJECTS_MAX) {
                    throw tooMany();
                }
            }
            return documents;
        } catch (MarkedYamlEngineException e) {
            var mark = e.getProblemMark().or(e::getContextMark);
            throw invalid(
                    "the manifest is not well-formed YAML"
                            + mark.map(m -> ", line " + (m.getLine() + 1)).orElse(""),
                    "Correct the syntax; each name may stand once, aliases at most "
                            + ALIASES_MAX
                            + " times.");
        } catch (YamlEngineException e) {
            throw invalid(
                    "the manifest is not well-formed YAML, or uses more than "
                            + ALIASES_MAX
                            + " aliases",
                    "Correct the syntax and write repeated parts out.");
        }
    }

    private static boolean isEmpty(Node root) {
        return root instanceof ScalarNode scalar
                && scalar.isPlain()
                && scalar.getTag().equals(Tag.NULL)
                && scalar.getValue().isEmpty();
    }

    private static void expand(JsonNode document, int depth, List<ObjectNode> objects) {
        if (!(document instanceof ObjectNode object)) {
            throw invalid("a document of the manifest is not a mapping", "Send objects.");
        }
        var kind = requireText(object, "kind");
        requireText(object, "apiVersion");
        if (!isList(object, kind)) {
            if (objects.size() >= OBJECTS_MAX) {
                throw tooMany();
            }
            objects.add(object);
            return;
        }
        if (depth >= LIST_DEPTH_MAX) {
            throw invalid("lists are nested too deeply in the manifest", "Flatten them.");
        }
        for (var entry : object.properties()) {
            if (!List.of("apiVersion", "kind", "metadata", "items").contains(entry.getKey())) {
                throw invalid(
                        "`%s` is no field of a list".formatted(Words.shown(entry.getKey())),
                        "Keep only `items` beside `apiVersion` and `kind`.");
            }
        }
        if (!object.path("items").isArray()) {
            throw invalid("`items` of a list is not a sequence", "Put the objects under `items`.");
        }
        for (var item : object.path("items")) {
            expand(item, depth + 1, objects);
        }
    }

    private static boolean isList(ObjectNode object, String kind) {
        return kind.endsWith("List") && (kind.equals("List") || object.has("items"));
    }

    private static String requireText(ObjectNode object, String field) {
        return Optional.ofNullable(object.get(field))
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() ->
                        invalid(
                                "an object of the manifest has no text under `" + field + "`",
                                "Give each object, inside lists too, `apiVersion` and `kind`."));
    }

    private static RefusedException tooMany() {
        return RefusedException.denied(
                "DENIED_MANIFEST_TOO_LARGE",
                "the manifest holds more than " + OBJECTS_MAX + " objects",
                "Split it into several calls.");
    }

    static RefusedException invalid(String message, String next) {
        return RefusedException.denied("DENIED_MANIFEST_INVALID", message, next);
    }

    /// The core schema of YAML 1.2, which knows no merge keys; the library's own would merge them in silence.
    private static final class CoreWithoutMerge extends CoreSchema {
        @Override
        public ScalarResolver getScalarResolver() {
            return new CoreScalarResolver(false);
        }
    }
}
