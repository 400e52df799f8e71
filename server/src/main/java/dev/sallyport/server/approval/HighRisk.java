package dev.sallyport.server.approval;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Why approving a held call asks for a fresh sign-in. Pure.
public enum HighRisk {
    /// The tool says so of the plan, or cannot tell.
    IRREVERSIBLE("it cannot be taken back"),
    /// The tool could not look into all of it.
    NOT_INSPECTED("parts of it were not inspected"),
    /// Detectors replaced something in what would run.
    HIDDEN_VALUES("values are hidden in it"),
    /// One role asks for two or more.
    QUORUM("several humans of one role must agree to it");

    private static final int QUORUM_MIN = 2;

    private final String because;

    HighRisk(String because) {
        this.because = because;
    }

    /// @param irreversible whether the tool says so of the plan, or cannot tell
    /// @param hidden how many values approvers are not shown
    /// @return in a fixed order; empty where there is no high risk
    static Set<HighRisk> of(NewRequest asked, boolean irreversible, int hidden) {
        var found = EnumSet.noneOf(HighRisk.class);
        if (irreversible) {
            found.add(IRREVERSIBLE);
        }
        if (!asked.preview().unseen().isEmpty()) {
            found.add(NOT_INSPECTED);
        }
        if (hidden > 0) {
            found.add(HIDDEN_VALUES);
        }
        if (asked.approvers().stream().anyMatch(set -> set.quorum() >= QUORUM_MIN)) {
            found.add(QUORUM);
        }
        return Collections.unmodifiableSet(found);
    }

    /// What of it nothing else on a page says, as a sentence: `It cannot be taken back.`; empty for none.
    public static String warning(Set<HighRisk> why) {
        var worse = EnumSet.of(IRREVERSIBLE, NOT_INSPECTED);
        worse.retainAll(why);
        if (worse.isEmpty()) {
            return "";
        }
        var words = because(worse);
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ".";
    }

    /// The rest of a sentence after `because`: `it cannot be taken back and values are hidden in it`.
    ///
    /// @param why at least one
    public static String because(Set<HighRisk> why) {
        List<String> words = why.stream().sorted().map(risk -> risk.because).toList();
        var last = words.getLast();
        var before = words.subList(0, words.size() - 1);
        return before.isEmpty()
                ? last
                : before.stream().collect(Collectors.joining(", ")) + " and " + last;
    }
}
