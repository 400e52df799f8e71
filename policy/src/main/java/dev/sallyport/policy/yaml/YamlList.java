package dev.sallyport.policy.yaml;

import java.util.List;
import java.util.Optional;

/// A list.
public final class YamlList implements YamlNode {

    private final Place place;
    private final List<YamlNode> items;

    YamlList(Place place, List<YamlNode> items) {
        this.place = place;
        this.items = List.copyOf(items);
    }

    public List<YamlNode> items() {
        return items;
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
        return "a list";
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
