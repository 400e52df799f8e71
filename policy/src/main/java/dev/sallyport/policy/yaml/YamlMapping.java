package dev.sallyport.policy.yaml;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A mapping, its keys in the order of the file.
public final class YamlMapping implements YamlNode {

    private final Place place;
    private final Map<String, Entry> entries;

    YamlMapping(Place place, List<Entry> entries) {
        this.place = place;
        this.entries = new LinkedHashMap<>();
        entries.forEach(entry -> this.entries.put(entry.key(), entry));
    }

    /// One key and its value. The key has a place of its own, so that a problem with the key can be noted there.
    public record Entry(String key, YamlNode value, YamlNode keyNode) {

        /// Notes a problem with the key rather than the value.
        public void problem(String message, Optional<String> fix) {
            keyNode.problem(message, fix);
        }
    }

    public List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    public Set<String> keys() {
        return java.util.Collections.unmodifiableSet(entries.keySet());
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    public boolean has(String key) {
        return entries.containsKey(key);
    }

    /// Notes a problem for every key that is not among these.
    ///
    /// @return this
    public YamlMapping allow(String... keys) {
        return allow(Arrays.asList(keys));
    }

    /// Notes a problem for every key that is not among these.
    ///
    /// @return this
    public YamlMapping allow(Collection<String> keys) {
        for (var entry : entries.values()) {
            if (!keys.contains(entry.key())) {
                unknown(entry, keys);
            }
        }
        return this;
    }

    /// Notes that a key means nothing here.
    public void unknown(Entry entry, Collection<String> keys) {
        entry.problem(
                "unknown key " + Quoted.of(entry.key()) + under(),
                Suggestion.question(entry.key(), keys)
                        .or(() ->
                                keys.isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(
                                                "allowed here: "
                                                        + Quoted.all(
                                                                keys.stream().sorted().toList()))));
    }

    /// The value of a key, or empty where the key is absent.
    public Optional<YamlNode> get(String key) {
        return Optional.ofNullable(entries.get(key)).map(Entry::value);
    }

    /// The value of a key that must be there.
    public Optional<YamlNode> require(String key) {
        var value = get(key);
        if (value.isEmpty()) {
            problem("missing key " + Quoted.of(key) + under());
        }
        return value;
    }

    public Optional<String> text(String key) {
        return get(key).flatMap(YamlNode::text);
    }

    public Optional<String> requireText(String key) {
        return require(key).flatMap(YamlNode::text);
    }

    public Optional<Long> integer(String key, long min, long max) {
        return get(key).flatMap(value -> value.integer(min, max));
    }

    public Optional<Boolean> bool(String key) {
        return get(key).flatMap(YamlNode::bool);
    }

    public Optional<Duration> duration(String key) {
        return get(key).flatMap(YamlNode::duration);
    }

    public Optional<Long> bytes(String key) {
        return get(key).flatMap(YamlNode::bytes);
    }

    /// The items under a key; none where the key is absent or no list.
    public List<YamlNode> list(String key) {
        return get(key).flatMap(YamlNode::list).orElse(List.of());
    }

    /// The texts in the list under a key; a single text stands for a list of one.
    public List<String> texts(String key) {
        return get(key).map(YamlNode::oneOrMany).orElse(List.of()).stream()
                .flatMap(item -> item.text().stream())
                .toList();
    }

    public Optional<YamlMapping> mapping(String key) {
        return get(key).flatMap(YamlNode::mapping);
    }

    private String under() {
        return place.path().isEmpty() ? "" : " under " + name();
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
        return "a mapping";
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
