package dev.sallyport.server.api;

import dev.sallyport.server.api.ApiError.Refusal;
import dev.sallyport.tools.WholeText;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads the body of a request: one JSON object of texts and whole numbers, strictly.
final class ApiBody {
    /// Bytes of a body. A decision is a few hundred.
    static final int BYTES_MAX = 64 * 1024;

    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(8)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private ApiBody() {}

    /// @return the texts by key; only keys in `known`
    static Map<String, String> read(HttpServletRequest request, Set<String> known)
            throws IOException, Refusal {
        return read(request, known, Set.of());
    }

    /// @param numbers keys of whole numbers, which are returned in decimal digits
    static Map<String, String> read(
            HttpServletRequest request, Set<String> texts, Set<String> numbers)
            throws IOException, Refusal {
        var known = new TreeSet<>(texts);
        known.addAll(numbers);
        var read = new TreeMap<String, String>();
        for (var property : object(request).properties()) {
            var key = property.getKey();
            if (!known.contains(key)) {
                throw ApiError.bad(
                                "UNKNOWN_KEY",
                                "the body has a key other than " + String.join(", ", known))
                        .refusal();
            }
            read.put(key, text(key, property.getValue(), numbers.contains(key)));
        }
        return read;
    }

    /// The whole object; the caller looks at what is in it.
    static ObjectNode object(HttpServletRequest request) throws IOException, Refusal {
        if (!isJson(request.getContentType()) || request.getHeader("Content-Encoding") != null) {
            throw new ApiError(
                            415,
                            "UNSUPPORTED_MEDIA_TYPE",
                            "the body must be plain `application/json`")
                    .refusal();
        }
        var in = request.getInputStream();
        var bytes = in.readNBytes(BYTES_MAX + 1);
        if (bytes.length > BYTES_MAX) {
            throw new ApiError(413, "TOO_LARGE", "the body must be at most " + BYTES_MAX + " bytes")
                    .refusal();
        }
        return parse(bytes);
    }

    private static String text(String key, JsonNode value, boolean number) throws Refusal {
        if (number ? !value.canConvertToLong() || !value.isIntegralNumber() : !value.isString()) {
            throw ApiError.bad(
                            "WRONG_TYPE",
                            "`" + key + "` must be a " + (number ? "whole number" : "text"))
                    .refusal();
        }
        return number ? Long.toString(value.longValue()) : value.stringValue();
    }

    private static ObjectNode parse(byte[] bytes) throws Refusal {
        try {
            var text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            if (JSON.readTree(text) instanceof ObjectNode object && WholeText.in(object)) {
                return object;
            }
        } catch (CharacterCodingException | JacksonException e) {
            // What exactly is wrong is plain to whoever wrote it; the parser's words stay here.
        }
        throw ApiError.bad("INVALID_JSON", "the body must be one JSON object in UTF-8").refusal();
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        int semicolon = contentType.indexOf(';');
        var type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
        var parameters = semicolon < 0 ? "" : contentType.substring(semicolon + 1);
        return type.strip().equalsIgnoreCase("application/json")
                && Set.of("", "charset=utf-8", "charset=\"utf-8\"")
                        .contains(parameters.strip().toLowerCase(Locale.ROOT));
    }
}
