package dev.sallyport.policy.yaml;

import java.util.List;
import java.util.Optional;

/// A single value.
public final class YamlScalar implements YamlNode {

    private final Place place;
    private final String value;
    private final boolean quoted;

    YamlScalar(Place place, String value, boolean quoted) {
        this.place = place;
        this.value = value;
        this.quoted = quoted;
    }

    /// The text as written, without quotes.
    public String value() {
        return value;
    }

    /// Whether it was written in quotes or as a block, and so is a text whatever it looks like.
    public boolean quoted() {
        return quoted;
    }

    /// Whether nothing is written here, or a plain `null` or `~`.
    public boolean isNull() {
        return !quoted
                && switch (value) {
                    case "", "~", "null", "Null", "NULL" -> true;
                    default -> false;
                };
    }

    YamlMapping asEmptyMapping() {
        return new YamlMapping(place, List.of());
    }

    @Override
    public int line() {
        return place.line();
    }

    @Override
    public int column() {
        return place.column();
    }

    @Override
    public String path() {
        return place.path();
    }

    @Override
    public String kind() {
        return isNull() ? "nothing" : "a single value";
    }

    @Override
    public void problem(String message, Optional<String> fix) {
        place.problem(message, fix);
    }

    @Override
    public void problem(String message) {
        place.problem(message, Optional.empty());
    }

    @Override
    public void goOn() {
        place.problems().goOn();
    }
}
