package dev.sallyport.server.approval;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What detectors replaced in that which a request's approvers are shown of what would run. The agent's reason and the
/// client's name for itself are not counted: nothing of them runs.
///
/// The stored plan runs with the real values, so whoever approves says how many they have not seen.
public record HiddenValues(List<Found> found) {

    /// What a detector puts in place of its finding; the masks of a role map have names in lower case.
    private static final Pattern SENTINEL = Pattern.compile("⟦masked:([A-Z][A-Z0-9_]{0,38})⟧");

    public HiddenValues {
        found = List.copyOf(found);
    }

    /// @param place the title of the section, or the name of the fact
    /// @param kind what the detector takes it for: `PAYMENT_CARD`
    /// @param count at least 1
    public record Found(String place, String kind, int count) {
        /// For a human: `2 × payment card in Statement`.
        String words() {
            return count + " × " + kind.replace('_', ' ').toLowerCase(Locale.ROOT) + " in " + place;
        }
    }

    /// @param masker replaces what detectors find, as it does where the request is shown
    public static HiddenValues of(ApprovalRequest request, UnaryOperator<String> masker) {
        return of(request.asked(), masker);
    }

    static HiddenValues of(NewRequest asked, UnaryOperator<String> masker) {
        var preview = asked.preview();
        var found = new ArrayList<Found>();
        add(found, "headline", masker.apply(preview.headline()));
        add(found, "tool", masker.apply(asked.plan().tool()));
        add(found, "target", masker.apply(asked.plan().target()));
        add(found, "summary", masker.apply(asked.plan().summary()));
        for (var section : preview.sections()) {
            var title = masker.apply(section.title());
            add(found, "title of a section", title);
            add(found, title, masker.apply(section.content()));
        }
        for (var fact : preview.state().properties()) {
            var name = masker.apply(fact.getKey());
            var value = fact.getValue();
            add(found, "name of a fact", name);
            add(
                    found,
                    name,
                    masker.apply(value.isString() ? value.stringValue() : value.toString()));
        }
        return new HiddenValues(found);
    }

    private static void add(List<Found> found, String place, String shown) {
        var counts = new TreeMap<String, Integer>();
        SENTINEL.matcher(shown)
                .results()
                .forEach(one -> counts.merge(one.group(1), 1, Integer::sum));
        counts.forEach((kind, count) -> found.add(new Found(place, kind, count)));
    }

    /// In a list: `hides 3 values`; empty for none.
    public static String brief(int count) {
        return switch (count) {
            case 0 -> "";
            case 1 -> "hides 1 value";
            default -> "hides " + count + " values";
        };
    }

    public int count() {
        return found.stream().mapToInt(Found::count).sum();
    }

    /// `3 values are hidden here: 2 × payment card in Statement, 1 × email in summary.`; empty when nothing is.
    public String sentence() {
        if (found.isEmpty()) {
            return "";
        }
        return (count() == 1 ? "1 value is hidden here: " : count() + " values are hidden here: ")
                + found.stream().map(Found::words).collect(Collectors.joining(", "))
                + ".";
    }
}
