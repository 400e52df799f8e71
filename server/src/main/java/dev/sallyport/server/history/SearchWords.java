package dev.sallyport.server.history;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What is searched for in the texts of calls: each word must be there, whatever its case and accents, and of what
/// stands in quotation marks each word behind the other. A star at the end of a word stands for whatever follows.
///
/// What is neither letter nor digit only divides words: `shop.stock` is found where `stock` follows `shop`.
public final class SearchWords {

    /// Longer searches are refused.
    public static final int LENGTH_MAX = 200;

    /// Nothing to search for: every call has it.
    public static final SearchWords NONE = new SearchWords(List.of());

    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"?|[^\\s\"]+");

    /// In the words of SQLite's full-text search.
    private final List<String> terms;

    private SearchWords(List<String> terms) {
        this.terms = List.copyOf(terms);
    }

    /// @throws IllegalArgumentException when it is too long, or holds no word; the message is for people
    public static SearchWords parse(String text) {
        if (text.length() > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "a search has at most " + LENGTH_MAX + " characters");
        }
        if (text.isBlank()) {
            return NONE;
        }
        var terms = new ArrayList<String>();
        var words = WORD.matcher(text);
        while (words.find()) {
            var word = words.group(1) == null ? words.group() : words.group(1);
            if (word.codePoints().anyMatch(Character::isLetterOrDigit)) {
                terms.add(term(word));
            }
        }
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("search for words of letters or digits");
        }
        return new SearchWords(terms);
    }

    private static String term(String word) {
        var plain = word.replaceAll("[\\p{Cntrl}]", " ");
        return "\"" + plain.replace("\"", "\"\"") + "\"" + (plain.endsWith("*") ? " *" : "");
    }

    boolean isEmpty() {
        return terms.isEmpty();
    }

    /// As an expression of SQLite's FTS5.
    String expression() {
        return terms.stream().collect(Collectors.joining(" AND "));
    }
}
