package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Catalogue.TableId;
import java.util.Set;

/// The lexical rules in which products differ.
///
/// @param ignoresCase whether names that differ in the case of ASCII letters are one name, quoted or not
/// @param nameQuote what a quoted name is written in
/// @param nestedComments whether a block comment may hold another
/// @param dollarQuotes whether `$tag$…$tag$` is a string
/// @param prefixedStrings the letters that may stand directly before a string: `e`, `b`, `x`, `u&`
/// @param casts whether `::` is a token
/// @param brackets whether `[` and `]` are tokens
/// @param operators all operators that are known
/// @param questionOperators whether the driver takes `?` for a parameter, so that the operators with it are doubled
/// @param nameBytesMax longer names are cut short or refused by the product, so two texts could be one name
record Lexis(
        boolean ignoresCase,
        char nameQuote,
        boolean nestedComments,
        boolean dollarQuotes,
        Set<String> prefixedStrings,
        boolean casts,
        boolean brackets,
        Set<String> operators,
        boolean questionOperators,
        int nameBytesMax) {

    Lexis {
        prefixedStrings = Set.copyOf(prefixedStrings);
        operators = Set.copyOf(operators);
    }

    /// What names are compared by. Only ASCII letters lose their case.
    String fold(String name) {
        if (!ignoresCase) {
            return name;
        }
        var folded = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            folded.append(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
        }
        return folded.toString();
    }

    TableId fold(TableId table) {
        return ignoresCase ? new TableId(fold(table.schema()), fold(table.name())) : table;
    }

    String quoteName(String name) {
        var quote = String.valueOf(nameQuote);
        return quote + name.replace(quote, quote + quote) + quote;
    }

    /// A backslash at the end would hide the closing quote from readers that take it for an escape.
    String quoteString(String value) {
        if (value.endsWith("\\") && prefixedStrings.contains("e")) {
            return "E'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
        }
        return "'" + value.replace("'", "''") + "'";
    }
}
