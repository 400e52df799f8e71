package dev.sallyport.server.history;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What is searched for in the texts of calls: each word must be there, whatever its case and accents, and of what
/// stands in quotation marks each word behind the other. A star at the end of a word stands for whatever follows.
///
/// What is neither letter nor digit only divides words: `shop.stock` is found where `stock` follows `shop`. What is
/// asked for twice is looked for once. Words are counted as SQLite divides them at most: a sign of which it is not known
/// whether it is part of a word counts as one where it stands alone. The bounds keep a search short: every word costs a walk through the places where
/// it stands, and a word with a star one for each word that begins so.
public final class SearchWords {

    /// Longer searches are refused, in characters.
    public static final int LENGTH_MAX = 200;

    /// Searches for more different words are refused; those between quotation marks count one by one.
    public static final int WORDS_MAX = 8;

    /// Searches with more words that end in a star are refused.
    public static final int STARS_MAX = 2;

    /// A word that ends in a star has at least so many letters and digits before it: a shorter one fits nearly all.
    public static final int BEFORE_STAR_MIN = 3;

    /// Nothing to search for: every call has it.
    public static final SearchWords NONE = new SearchWords(List.of());

    private static final Pattern TERM = Pattern.compile("\"([^\"]*)\"?|[^\\s\"]+");

    /// In the words of SQLite's full-text search.
    private final List<String> terms;

    private SearchWords(List<String> terms) {
        this.terms = List.copyOf(terms);
    }

    /// @throws IllegalArgumentException when it is more than a search may be, or holds no word; the message is for people
    public static SearchWords parse(String text) {
        if (text.length() > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "a search has at most " + LENGTH_MAX + " characters");
        }
        if (text.isBlank()) {
            return NONE;
        }
        var terms = new LinkedHashMap<String, Term>();
        var found = TERM.matcher(text);
        while (found.find()) {
            var term = Term.of(found.group(1) == null ? found.group() : found.group(1));
            if (Division.hasWord(term.text())) {
                terms.putIfAbsent(term.text().toLowerCase(Locale.ROOT), term);
            }
        }
        check(List.copyOf(terms.values()));
        return new SearchWords(terms.values().stream().map(Term::expression).toList());
    }

    /// What is looked for at one place.
    private record Term(String text, boolean star) {

        static Term of(String text) {
            var plain = text.replaceAll("\\p{Cntrl}", " ");
            return new Term(plain, plain.endsWith("*"));
        }

        boolean starsTooMuch() {
            return star && Division.lengthOfLast(text) < BEFORE_STAR_MIN;
        }

        String expression() {
            return "\"" + text.replace("\"", "\"\"") + "\"" + (star ? " *" : "");
        }
    }

    private static void check(List<Term> terms) {
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("search for words of letters or digits");
        }
        int words = terms.stream().mapToInt(term -> Division.words(term.text())).sum();
        if (words > WORDS_MAX) {
            throw new IllegalArgumentException(
                    "a search has at most " + WORDS_MAX + " different words, not " + words);
        }
        long stars = terms.stream().filter(Term::star).count();
        if (stars > STARS_MAX) {
            throw new IllegalArgumentException(
                    "at most " + STARS_MAX + " words of a search end in a star, not " + stars);
        }
        if (terms.stream().anyMatch(Term::starsTooMuch)) {
            throw new IllegalArgumentException(
                    "write at least "
                            + BEFORE_STAR_MIN
                            + " letters or digits before a star, as in `ord*`");
        }
    }

    boolean isEmpty() {
        return terms.isEmpty();
    }

    /// As an expression of SQLite's FTS5.
    String expression() {
        return terms.stream().collect(Collectors.joining(" AND "));
    }
}
