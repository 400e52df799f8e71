package dev.sallyport.server.call;

import dev.sallyport.policy.ToolTerms;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Tool;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Every tool of the configured families by name. Immutable.
public final class ToolCatalogue {

    private final SortedMap<String, Tool> byName;

    /// @throws IllegalArgumentException when two tools have one name
    public ToolCatalogue(Collection<? extends Tool> tools) {
        var map = new TreeMap<String, Tool>();
        for (var tool : tools) {
            if (map.put(tool.description().name(), tool) != null) {
                throw new IllegalArgumentException(
                        "two tools are named " + tool.description().name());
            }
        }
        byName = Collections.unmodifiableSortedMap(map);
    }

    Optional<Tool> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /// Whether the plan may take away what nobody brings back, as its tool says; true where there is no such tool.
    public boolean irreversible(Plan plan) {
        return find(plan.tool()).map(tool -> tool.irreversible(plan)).orElse(true);
    }

    Collection<Tool> all() {
        return byName.values();
    }

    /// The policy words of all tools, for the role map.
    public List<ToolTerms> terms() {
        return byName.values().stream().map(tool -> tool.description().terms()).toList();
    }
}
