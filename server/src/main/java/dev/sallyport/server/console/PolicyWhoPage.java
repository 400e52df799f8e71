package dev.sallyport.server.console;

import dev.sallyport.policy.review.ReachFinder;
import dev.sallyport.policy.review.ReachReport.Reacher;
import dev.sallyport.policy.rolemap.RoleMap;
import dev.sallyport.policy.yaml.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/// Who can reach a resource, by which rules.
///
/// @param tools that may be asked about
/// @param tool asked about; empty for any
/// @param places by which the resource is named, with what was asked; empty for anything
/// @param problem why it cannot be answered
/// @param reachers at most [#REACHERS_MAX]
/// @param inWords how many there are
record PolicyWhoPage(
        Frame frame,
        List<String> tools,
        String tool,
        List<Place> places,
        Optional<String> problem,
        List<Reacher> reachers,
        String inWords)
        implements Page {

    static final int REACHERS_MAX = 200;

    /// The field of a place is called `on.` and the place.
    private static final String ON = "on.";

    PolicyWhoPage {
        tools = List.copyOf(tools);
        places = List.copyOf(places);
        reachers = List.copyOf(reachers);
    }

    record Place(String key, String description, String value) {
        String field() {
            return ON + key;
        }
    }

    /// @param asked fields of the query by name
    static PolicyWhoPage of(
            Frame frame, RoleMap roleMap, Function<String, Optional<String>> asked) {
        var written = roleMap.written();
        var all = List.copyOf(written.tools());
        var tool = asked.apply("tool").orElse("");
        if (!tool.isEmpty() && !all.contains(tool)) {
            return new PolicyWhoPage(
                    frame,
                    all,
                    "",
                    places(roleMap, all, asked),
                    Optional.of(Suggestion.noSuch("tool", tool, all)),
                    List.of(),
                    "");
        }
        var tools = tool.isEmpty() ? all : List.of(tool);
        var places = places(roleMap, tools, asked);
        var on = new TreeMap<String, String>();
        places.stream()
                .filter(place -> !place.value().isEmpty())
                .forEach(place -> on.put(place.key(), place.value()));
        var reachers = ReachFinder.of(roleMap, tools, on).reachers();
        return new PolicyWhoPage(
                frame,
                all,
                tool,
                places,
                Optional.empty(),
                reachers.stream().limit(REACHERS_MAX).toList(),
                inWords(reachers.size()));
    }

    private static String inWords(int all) {
        return switch (all) {
            case 0 -> "Nobody can reach it.";
            case 1 -> "One subject or group can reach it.";
            default ->
                    all
                            + " subjects and groups can reach it"
                            + (all > REACHERS_MAX
                                    ? "; the first " + REACHERS_MAX + " are shown."
                                    : ".");
        };
    }

    private static List<Place> places(
            RoleMap roleMap, List<String> tools, Function<String, Optional<String>> asked) {
        var descriptions = new TreeMap<String, String>();
        var seen = new TreeSet<String>();
        for (var tool : tools) {
            roleMap.written()
                    .places(tool)
                    .forEach((key, fact) -> {
                        if (seen.add(key)) {
                            descriptions.put(key, fact.description());
                        }
                    });
        }
        var places = new ArrayList<Place>();
        descriptions.forEach((key, description) ->
                places.add(new Place(key, description, asked.apply(ON + key).orElse(""))));
        return places;
    }

    @Override
    public String template() {
        return "policywho.jte";
    }
}
