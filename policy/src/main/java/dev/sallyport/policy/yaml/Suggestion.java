package dev.sallyport.policy.yaml;

import java.util.Collection;
import java.util.Optional;

/// Guesses what somebody meant to write.
public final class Suggestion {

    /// Longer words are not compared.
    private static final int LENGTH_MAX = 100;

    /// Shorter words are like too many others.
    private static final int LENGTH_MIN = 3;

    private Suggestion() {}

    /// The candidate nearest to `word`, when it is near enough to be a slip of the hand: at most one
    /// edit (insert, delete, replace, swap of neighbours) for each three characters.
    /// Equally near ones are settled by the alphabet.
    public static Optional<String> nearest(String word, Collection<String> candidates) {
        if (word.length() < LENGTH_MIN || word.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        String best = null;
        int bestDistance = word.length() / LENGTH_MIN + 1;
        for (var candidate : candidates) {
            if (candidate.length() > LENGTH_MAX) {
                continue;
            }
            int distance = distance(word, candidate);
            boolean nearer =
                    distance < bestDistance
                            || (best != null
                                    && distance == bestDistance
                                    && candidate.compareTo(best) < 0);
            if (nearer) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /// ``there is no tool `psh_branch`; did you mean `push_branch`?``, or what there is.
    public static String noSuch(String what, String word, Collection<String> words) {
        return "there is no "
                + what
                + " "
                + Quoted.of(word)
                + "; "
                + question(word, words).orElse("there are " + Quoted.all(words));
    }

    /// ``did you mean `mask`?`` or nothing.
    public static Optional<String> question(String word, Collection<String> candidates) {
        return nearest(word, candidates).map(found -> "did you mean " + Quoted.of(found) + "?");
    }

    /// Optimal string alignment distance, case ignored.
    private static int distance(String from, String to) {
        var rows = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            rows[i][0] = i;
        }
        for (int j = 0; j <= to.length(); j++) {
            rows[0][j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            for (int j = 1; j <= to.length(); j++) {
                int replace = same(from, i - 1, to, j - 1) ? 0 : 1;
                int least = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1);
                least = Math.min(least, rows[i - 1][j - 1] + replace);
                if (i > 1
                        && j > 1
                        && same(from, i - 1, to, j - 2)
                        && same(from, i - 2, to, j - 1)) {
                    least = Math.min(least, rows[i - 2][j - 2] + 1);
                }
                rows[i][j] = least;
            }
        }
        return rows[from.length()][to.length()];
    }

    private static boolean same(String from, int i, String to, int j) {
        return Character.toLowerCase(from.charAt(i)) == Character.toLowerCase(to.charAt(j));
    }
}
