package dev.sallyport.policy.yaml;

import java.util.List;
import java.util.Optional;

/// One value in a file, and where it stands. Every question that fails notes a [Problem] with the file.
///
/// A value used through an alias has the place of its anchor.
public sealed interface YamlNode permits YamlScalar, YamlList, YamlMapping {

    /// 1-based.
    int line();

    /// 1-based, in code points.
    int column();

    /// The keys that lead here, `roles.analyst.permit[0]`; empty for the root.
    String path();

    /// What it is, for messages: `a text`, `a list`, `a mapping`, `nothing`.
    String kind();

    /// For work that takes longer with the rest of the file, before each piece of it.
    ///
    /// @throws java.util.concurrent.CancellationException when nobody wants the file read any more
    void goOn();

    /// Notes a problem here.
    void problem(String message);

    /// Notes a problem here, and what to do about it.
    void problem(String message, Optional<String> fix);

    default void problem(String message, String fix) {
        problem(message, Optional.of(fix));
    }

    /// Notes that something else was expected here.
    ///
    /// @param expected with its article, `a list of tool names`
    default void expected(String expected) {
        problem(name() + " must be " + expected + ", not " + kind());
    }

    /// This as a mapping; nothing at all counts as an empty one.
    default Optional<YamlMapping> mapping() {
        return switch (this) {
            case YamlMapping mapping -> Optional.of(mapping);
            case YamlScalar scalar when scalar.isNull() -> Optional.of(scalar.asEmptyMapping());
            case YamlScalar _, YamlList _ -> {
                expected("a mapping");
                yield Optional.empty();
            }
        };
    }

    /// The items of a list.
    default Optional<List<YamlNode>> list() {
        if (this instanceof YamlList list) {
            return Optional.of(list.items());
        }
        expected("a list");
        return Optional.empty();
    }

    /// The items of a list, or this one value where a list may be left away for it.
    default List<YamlNode> oneOrMany() {
        return this instanceof YamlList list ? list.items() : List.of(this);
    }

    /// This as a scalar that is a value.
    ///
    /// @param expected with its article, for the message
    default Optional<YamlScalar> scalar(String expected) {
        if (this instanceof YamlScalar scalar && !scalar.isNull()) {
            return Optional.of(scalar);
        }
        expected(expected);
        return Optional.empty();
    }

    /// A text that is not blank; a plain number or boolean is the text that was written.
    default Optional<String> text() {
        return scalar("a text")
                .map(YamlScalar::value)
                .filter(text -> {
                    if (text.isBlank()) {
                        problem(name() + " is empty");
                    }
                    return !text.isBlank();
                });
    }

    /// A whole number between the bounds, both included.
    default Optional<Long> integer(long min, long max) {
        var scalar = scalar("a whole number");
        if (scalar.isEmpty()) {
            return Optional.empty();
        }
        var text = scalar.get().value();
        boolean negative = text.startsWith("-");
        var number = Amounts.parseCount(negative ? text.substring(1) : text);
        if (number.isEmpty() || scalar.get().quoted()) {
            problem(name() + " must be a whole number, not " + Quoted.of(text));
            return Optional.empty();
        }
        long value = negative ? -number.getAsLong() : number.getAsLong();
        if (value < min || value > max) {
            problem(name() + " must be from " + min + " to " + max + ", not " + value);
            return Optional.empty();
        }
        return Optional.of(value);
    }

    /// `true` or `false`.
    default Optional<Boolean> bool() {
        var scalar = scalar("`true` or `false`");
        if (scalar.isEmpty()) {
            return Optional.empty();
        }
        var text = scalar.get().value();
        if (!scalar.get().quoted() && (text.equals("true") || text.equals("false"))) {
            return Optional.of(text.equals("true"));
        }
        problem(name() + " must be `true` or `false`, not " + Quoted.of(text));
        return Optional.empty();
    }

    /// `500ms`, `10s`, `5m`, `1h`, `90d`.
    default Optional<java.time.Duration> duration() {
        var text = scalar("a duration").map(YamlScalar::value);
        var duration = text.flatMap(Amounts::parseDuration);
        if (text.isPresent() && duration.isEmpty()) {
            problem(
                    name() + " must be a duration, not " + Quoted.of(text.get()),
                    Amounts.DURATION_FORM);
        }
        return duration;
    }

    /// `512`, `64KiB`, `1MiB`, `2GiB`.
    default Optional<Long> bytes() {
        var text = scalar("a size in bytes").map(YamlScalar::value);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        var bytes = Amounts.parseBytes(text.get());
        if (bytes.isEmpty()) {
            problem(
                    name() + " must be a size in bytes, not " + Quoted.of(text.get()),
                    Amounts.BYTES_FORM);
            return Optional.empty();
        }
        return Optional.of(bytes.getAsLong());
    }

    /// The last key of the path in backticks, for messages; `the file` for the root.
    default String name() {
        var step = path().substring(path().lastIndexOf('.') + 1);
        int index = step.indexOf('[');
        return path().isEmpty()
                ? "the file"
                : Quoted.of(index > 0 ? step.substring(0, index) : step);
    }
}
