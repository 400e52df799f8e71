package dev.sallyport.tools.git;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What a call wants done to one path.
sealed interface FileChange {

    /// Write these bytes.
    ///
    /// @param executable empty to keep the mode the file has
    // The bytes are handed on once and never compared.
    @SuppressWarnings("ArrayRecordComponent")
    record Write(byte[] content, Optional<Boolean> executable) implements FileChange {}

    record Delete() implements FileChange {}

    /// Reads the `changes` argument, in the order given.
    static Map<String, FileChange> parse(JsonNode changes, GitLimits limits) throws GitRefusal {
        if (changes.size() > limits.files()) {
            throw GitRefusal.tooLarge("`changes` names more than " + limits.files() + " files");
        }
        var parsed = new LinkedHashMap<String, FileChange>();
        long total = 0;
        for (var change : changes.properties()) {
            var read = read(change.getKey(), change.getValue());
            if (read instanceof Write(byte[] content, var executable)) {
                total += content.length;
                if (content.length > limits.fileBytes() || total > limits.pushBytes()) {
                    throw GitRefusal.tooLarge(
                            "`changes` holds a file of more than "
                                    + limits.fileBytes()
                                    + " bytes, or more than "
                                    + limits.pushBytes()
                                    + " bytes in all");
                }
            }
            parsed.put(change.getKey(), read);
        }
        return parsed;
    }

    private static FileChange read(String path, JsonNode value) throws GitRefusal {
        if (value.isNull()) {
            return new Delete();
        }
        if (value.isString()) {
            return new Write(utf8(path, value.stringValue()), Optional.empty());
        }
        boolean known =
                value.isObject()
                        && value.propertyNames().stream()
                                .allMatch(name ->
                                        name.equals("delete")
                                                || name.equals("content")
                                                || name.equals("base64")
                                                || name.equals("executable"));
        if (!known) {
            throw badChange(path);
        }
        if (value.has("delete")) {
            if (value.size() == 1
                    && value.path("delete").isBoolean()
                    && value.path("delete").booleanValue()) {
                return new Delete();
            }
            throw badChange(path);
        }
        var mode = value.path("executable");
        if (value.has("executable") && !mode.isBoolean()) {
            throw badChange(path);
        }
        Optional<Boolean> executable =
                mode.isBoolean() ? Optional.of(mode.booleanValue()) : Optional.empty();
        if (value.path("content").isString() && !value.has("base64")) {
            return new Write(utf8(path, value.path("content").stringValue()), executable);
        }
        if (value.path("base64").isString() && !value.has("content")) {
            return new Write(base64(path, value.path("base64").stringValue()), executable);
        }
        throw badChange(path);
    }

    private static byte[] base64(String path, String text) throws GitRefusal {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw GitRefusal.invalid(
                    "the `base64` of `" + path + "` is not valid base64",
                    "send standard base64 with padding, or text as `content`");
        }
    }

    private static byte[] utf8(String path, String text) throws GitRefusal {
        var bytes = StrictText.encode(text);
        if (bytes.isEmpty()) {
            throw GitRefusal.invalid(
                    "the content of `" + path + "` is not valid Unicode text",
                    "send binary content as `base64`");
        }
        return bytes.get();
    }

    private static GitRefusal badChange(String path) {
        return GitRefusal.invalid(
                "the change of `" + path + "` is none that can be made",
                "give its whole new content as text, `{\"content\": …, \"executable\": true}`,"
                        + " `{\"base64\": …}`, or null or `{\"delete\": true}` to delete it");
    }
}
