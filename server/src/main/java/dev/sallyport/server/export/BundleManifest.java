package dev.sallyport.server.export;

import dev.sallyport.audit.Checkpoint;
import dev.sallyport.audit.ProofException.Kind;
import dev.sallyport.server.export.Bundle.Part;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Lists what is in a bundle. It is not signed: it shows damage on the way, and no forgery.
final class BundleManifest {

    private static final JsonMapper STRICT =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private BundleManifest() {}

    static ObjectNode of(Checkpoint checkpoint, int records, List<Part> parts) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("format", Bundle.FORMAT);
        json.put("origin", checkpoint.origin());
        json.put("size", checkpoint.size());
        json.put("root", checkpoint.root());
        json.put("records", records);
        var files = json.putArray("files");
        parts.forEach(part ->
                files.addObject()
                        .put("name", part.name())
                        .put("size", part.size())
                        .put("sha256", part.sha256()));
        return json;
    }

    /// @param bytes as they are in the bundle
    /// @throws BundleException when it does not say just what is there
    static void check(byte[] bytes, Checkpoint checkpoint, int records, List<Part> parts)
            throws BundleException {
        try {
            var json = STRICT.readTree(bytes);
            var format = json.path("format").asString("");
            if (!format.equals(Bundle.FORMAT)) {
                throw BundleException.fault("its manifest is not of the form " + Bundle.FORMAT);
            }
            // Numbers may be of another type in what was read, so the texts are compared.
            if (!json.toString().equals(of(checkpoint, records, parts).toString())) {
                throw BundleException.fault("its manifest says something else than what is in it");
            }
        } catch (JacksonException e) {
            throw new BundleException(Kind.FAULT, "its manifest is no JSON", e);
        }
    }
}
