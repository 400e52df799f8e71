package dev.sallyport.server.console;

import dev.sallyport.tools.WholeText;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The parameters of a page's address, those without a value left out. Whatever is wrong with one ends in a
/// [BadParameterException]. Immutable.
final class Query {

    /// Nothing that the record has names for is longer.
    private static final int VALUE_MAX = 500;

    private static final Pattern POSITION = Pattern.compile("[0-9]{1,18}");

    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    private final Map<String, String> fields;

    private Query(Map<String, String> fields) {
        this.fields = Collections.unmodifiableMap(fields);
    }

    /// @param known the parameters that there are; one that does nothing would pass for a filter
    static Query read(HttpServletRequest request, List<String> known) {
        var fields = new LinkedHashMap<String, String>();
        request.getParameterMap()
                .forEach((name, values) -> {
                    if (!known.contains(name)) {
                        throw new BadParameterException(
                                "There is no parameter `"
                                        + cut(name)
                                        + "`; there are "
                                        + String.join(", ", known)
                                        + ".");
                    }
                    if (values.length > 1) {
                        throw new BadParameterException("`" + name + "` is given more than once.");
                    }
                    if (values[0].length() > VALUE_MAX) {
                        throw new BadParameterException(
                                "`" + name + "` has more than " + VALUE_MAX + " characters.");
                    }
                    if (!values[0].isBlank()) {
                        fields.put(name, values[0].strip());
                    }
                });
        return new Query(fields);
    }

    private static String cut(String text) {
        return text.length() <= 50 ? text : WholeText.start(text, 50) + "…";
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /// @param parsing empty for what there is not
    /// @param allowed what there is, in words
    <T> Optional<T> choice(String name, Function<String, Optional<T>> parsing, String allowed) {
        return text(name)
                .map(value ->
                        parsing.apply(value)
                                .orElseThrow(() ->
                                        new BadParameterException(
                                                "`"
                                                        + name
                                                        + "` is "
                                                        + allowed
                                                        + ", not `"
                                                        + cut(value)
                                                        + "`.")));
    }

    /// A place in the log.
    OptionalLong position(String name) {
        var value =
                choice(
                        name,
                        text ->
                                POSITION.matcher(text).matches()
                                        ? Optional.of(Long.parseLong(text))
                                        : Optional.<Long>empty(),
                        "a position in the log, a number from 0 on");
        return value.isPresent() ? OptionalLong.of(value.get()) : OptionalLong.empty();
    }

    /// A time of UTC; a day alone means its beginning.
    Optional<Instant> time(String name) {
        return choice(name, Query::parsed, "a time like 2026-03-01 or 2026-03-01T12:30, in UTC");
    }

    private static Optional<Instant> parsed(String text) {
        var plain = text.endsWith("Z") ? text.substring(0, text.length() - 1) : text;
        try {
            return Optional.of(
                            (plain.contains("T")
                                            ? LocalDateTime.parse(plain)
                                            : LocalDate.parse(plain).atStartOfDay())
                                    .toInstant(ZoneOffset.UTC))
                    .filter(time -> time.isAfter(EARLIEST) && time.isBefore(LATEST));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /// The same with another value of one parameter; without it where the value is empty.
    Query with(String name, String value) {
        var changed = new LinkedHashMap<>(fields);
        if (value.isEmpty()) {
            changed.remove(name);
        } else {
            changed.put(name, value);
        }
        return new Query(changed);
    }

    Query without(String... names) {
        var changed = new LinkedHashMap<>(fields);
        changed.keySet().removeAll(List.of(names));
        return new Query(changed);
    }

    Map<String, String> fields() {
        return fields;
    }

    /// The address of a page with these parameters.
    String on(String path) {
        return fields.isEmpty()
                ? path
                : path
                        + fields.entrySet().stream()
                                .map(field -> field.getKey() + "=" + encoded(field.getValue()))
                                .collect(Collectors.joining("&", "?", ""));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
