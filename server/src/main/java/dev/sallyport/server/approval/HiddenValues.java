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

    /// Stands where a human would see a text in which the detectors failed.
    public static final String WITHHELD = "(withheld)";

    private static final String WITHHELD_KIND = "WHOLE_TEXT";

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

    /// What was masked when the request was stored has no sentinels but the detectors'; of the rest, none counts that is
    /// there already.
    static HiddenValues of(NewRequest asked, UnaryOperator<String> masker) {
        UnaryOperator<String> first = text -> masker.apply(asWritten(text));
        var preview = asked.preview();
        var found = new ArrayList<Found>();
        add(found, "headline", preview.headline(), masker);
        add(found, "tool", asked.plan().tool(), first);
        add(found, "target", asked.plan().target(), first);
        add(found, "summary", asked.plan().summary(), first);
        for (var section : preview.sections()) {
            add(found, "title of a section", section.title(), first);
            add(found, masker.apply(section.title()), section.content(), masker);
        }
        for (var fact : preview.state().properties()) {
            var value = fact.getValue();
            add(found, "name of a fact", fact.getKey(), first);
            add(
                    found,
                    masker.apply(fact.getKey()),
                    value.isString() ? value.stringValue() : value.toString(),
                    first);
        }
        return new HiddenValues(found);
    }

    /// A text from outside in which nothing looks as if a detector had put it there: `⟦masked:EMAIL⟧` becomes
    /// `⟦written: masked:EMAIL⟧`, which hides nothing and is not counted.
    public static String asWritten(String foreign) {
        return SENTINEL.matcher(foreign).replaceAll("⟦written: masked:$1⟧");
    }

    private static void add(
            List<Found> found, String place, String text, UnaryOperator<String> masker) {
        var shown = masker.apply(text);
        if (shown.equals(WITHHELD) && !text.equals(WITHHELD)) {
            found.add(new Found(place, WITHHELD_KIND, 1));
            return;
        }
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
