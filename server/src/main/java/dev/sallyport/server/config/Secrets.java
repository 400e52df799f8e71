package dev.sallyport.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Resolves `${env:NAME}` and `${file:PATH}`. A reference is the whole value, never a part of it.
final class Secrets {

    /// A file is read up to this many bytes.
    private static final long FILE_BYTES_MAX = 64 * 1024;

    private final Path directory;
    private final Map<String, String> environment;

    /// @param directory where relative paths start
    Secrets(Path directory, Map<String, String> environment) {
        this.directory = directory;
        this.environment = environment;
    }

    /// What a reference came to.
    sealed interface Resolved {
        record Value(String text) implements Resolved {}

        /// @param problem what is wrong, without any part of a secret
        record Unresolved(String problem, String fix) implements Resolved {}

        /// The text is no reference.
        record Literal() implements Resolved {}
    }

    Resolved resolve(String text) {
        if (!text.startsWith("${") || !text.endsWith("}")) {
            return new Resolved.Literal();
        }
        var inner = text.substring(2, text.length() - 1);
        if (inner.startsWith("env:")) {
            return fromEnvironment(inner.substring(4));
        }
        if (inner.startsWith("file:")) {
            return fromFile(inner.substring(5));
        }
        return new Resolved.Unresolved(
                "a reference is `${env:NAME}` or `${file:PATH}`",
                "name an environment variable or a file");
    }

    private Resolved fromEnvironment(String name) {
        var value = environment.get(name);
        return value == null || value.isEmpty()
                ? new Resolved.Unresolved(
                        "the environment variable `" + name + "` is not set", "set it")
                : new Resolved.Value(value);
    }

    private Resolved fromFile(String name) {
        var file = directory.resolve(name);
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                return new Resolved.Unresolved(
                        "the file `" + name + "` is too large for a secret", "name another");
            }
            var text = Files.readString(file, StandardCharsets.UTF_8).strip();
            return text.isEmpty()
                    ? new Resolved.Unresolved(
                            "the file `" + name + "` is empty", "put the secret into it")
                    : new Resolved.Value(text);
        } catch (IOException e) {
            return new Resolved.Unresolved(
                    "the file `" + name + "` cannot be read",
                    "create it, readable for the gate alone");
        }
    }
}
