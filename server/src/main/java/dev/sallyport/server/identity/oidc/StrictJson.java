package dev.sallyport.server.identity.oidc;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads one JSON object that nobody could read in two ways: valid UTF-8, no name twice, nothing after it. Depth
/// and lengths are bounded while it is parsed.
final class StrictJson {

    /// Real tokens nest 4 deep.
    static final int DEPTH_MAX = 16;

    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEPTH_MAX)
                                                    .maxNumberLength(32)
                                                    .maxNameLength(1_000)
                                                    .maxStringLength(64 * 1024)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private StrictJson() {}

    /// What a text came to.
    sealed interface Read {
        record Good(ObjectNode object) implements Read {}

        /// @param problem what is wrong, to follow the name of the thing: `is not JSON`
        record Bad(String problem) implements Read {}
    }

    static Read object(byte[] utf8) {
        var text = decode(utf8);
        if (text.isEmpty()) {
            return new Read.Bad("is not UTF-8");
        }
        try {
            return MAPPER.readTree(text.get()) instanceof ObjectNode object
                    ? new Read.Good(object)
                    : new Read.Bad("is not a JSON object");
        } catch (StreamConstraintsException e) {
            return new Read.Bad("is nested too deep or holds too long a value");
        } catch (JacksonException e) {
            var duplicate = String.valueOf(e.getOriginalMessage()).startsWith("Duplicate");
            return new Read.Bad(duplicate ? "has a name twice" : "is not JSON");
        }
    }

    private static Optional<String> decode(byte[] utf8) {
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
