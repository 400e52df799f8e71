package dev.sallyport.policy.review;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/// How short an explanation is wanted, and what that left out. For one explanation and one thread.
public final class Brevity {

    private final int textMax;
    private final int entriesMax;
    private final BooleanSupplier stopped;
    private int rulesLeft;
    private int rulesLeftOut;

    private Brevity(int textMax, int rulesMax, BooleanSupplier stopped) {
        this.textMax = textMax;
        this.entriesMax = rulesMax;
        this.rulesLeft = rulesMax;
        this.stopped = stopped;
    }

    /// Nothing is left out.
    public static Brevity whole() {
        return new Brevity(Integer.MAX_VALUE, Integer.MAX_VALUE, () -> false);
    }

    /// @param textMax the characters that are told of a text
    /// @param rulesMax of all parties and accesses together; as many entries of a list
    /// @param stopped whether nobody wants the answer any more; asked before each binding and rule
    public static Brevity of(int textMax, int rulesMax, BooleanSupplier stopped) {
        return new Brevity(textMax, rulesMax, stopped);
    }

    /// The beginning of a text that is longer, with how much of it is missing.
    public String text(String whole) {
        if (whole.length() <= textMax) {
            return whole;
        }
        int end = Character.isHighSurrogate(whole.charAt(textMax - 1)) ? textMax - 1 : textMax;
        int left = whole.length() - end;
        return whole.substring(0, end)
                + " … and "
                + left
                + (left == 1 ? " character more" : " characters more");
    }

    /// The first of them, with how many more there are.
    public List<String> texts(List<String> all) {
        int most = Math.min(all.size(), entriesMax);
        var shown = new ArrayList<>(all.subList(0, most).stream().map(this::text).toList());
        if (most < all.size()) {
            shown.add("… and " + (all.size() - most) + " more");
        }
        return List.copyOf(shown);
    }

    /// How many of so many rules are told.
    int rules(int all) {
        int told = Math.min(all, rulesLeft);
        rulesLeft -= told;
        rulesLeftOut += all - told;
        return told;
    }

    /// How many rules were not told.
    public int rulesLeftOut() {
        return rulesLeftOut;
    }

    void goOn() {
        if (stopped.getAsBoolean()) {
            throw new CancellationException("nobody wants the answer any more");
        }
    }
}
