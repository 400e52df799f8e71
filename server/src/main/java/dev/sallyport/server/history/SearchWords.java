package dev.sallyport.server.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What is searched for in the texts of calls: each word must be there, whatever its case and accents, and of what
/// stands in quotation marks each word behind the other. A star at the end of a word stands for whatever follows.
///
/// What is neither letter nor digit only divides words: `shop.stock` is found where `stock` follows `shop`. What is
/// asked for twice is looked for once. The bounds keep a search short: every word costs a walk through the places where
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

    /// As SQLite divides texts: letters, numbers and characters of private use, with the marks upon them.
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}\\p{Co}\\p{M}]+");

    private static final Pattern MARK = Pattern.compile("\\p{M}");

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
            if (term.text().codePoints().anyMatch(Character::isLetterOrDigit)) {
                terms.putIfAbsent(term.text().toLowerCase(Locale.ROOT), term);
            }
        }
        check(List.copyOf(terms.values()));
        return new SearchWords(terms.values().stream().map(Term::expression).toList());
    }

    /// What is looked for at one place.
    private record Term(String text, List<String> words, boolean star) {

        static Term of(String text) {
            var plain = text.replaceAll("\\p{Cntrl}", " ");
            var words = new ArrayList<String>();
            var each = WORD.matcher(plain);
            while (each.find()) {
                words.add(each.group());
            }
            return new Term(plain, words, plain.endsWith("*"));
        }

        boolean starsTooMuch() {
            var last = MARK.matcher(words.getLast()).replaceAll("");
            return star && last.codePointCount(0, last.length()) < BEFORE_STAR_MIN;
        }

        String expression() {
            return "\"" + text.replace("\"", "\"\"") + "\"" + (star ? " *" : "");
        }
    }

    private static void check(List<Term> terms) {
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("search for words of letters or digits");
        }
        int words = terms.stream().mapToInt(term -> term.words().size()).sum();
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
