package dev.sallyport.tools.database;

import java.util.List;
import java.util.function.Function;

/// One token of canonical SQL.
///
/// @param text the folded name of a [Kind#WORD], and of a [Kind#QUOTED] where the product ignores its case; the value
///     of a [Kind#STRING] or [Kind#QUOTED] with its escapes undone; otherwise the token itself
/// @param spelling a name as it is written down again; another than `text` only where the product ignores case
record SqlToken(Kind kind, String text, String spelling) {

    SqlToken(Kind kind, String text) {
        this(kind, text, text);
    }

    enum Kind {
        /// A keyword or an unquoted name, in lower case.
        WORD,
        /// A name in double quotes, which is never a keyword.
        QUOTED,
        STRING,
        /// `b'01'`, `x'1f'` or `0x1f`.
        BITS,
        NUMBER,
        OPERATOR,
        SYMBOL,
        /// A place for a bound value, made by [Rewriter] alone: `$1` for the check, `?` for the driver.
        PARAMETER,
        /// After the last token.
        END
    }

    static final SqlToken END = new SqlToken(Kind.END, "");

    boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED;
    }

    boolean isWord(String word) {
        return kind == Kind.WORD && text.equals(word);
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    /// The token as the product reads it.
    String sql(Lexis lexis) {
        return switch (kind) {
            case NUMBER, OPERATOR, SYMBOL, BITS, PARAMETER, END -> text;
            case WORD -> spelling;
            case QUOTED -> lexis.quoteName(spelling);
            case STRING -> lexis.quoteString(text);
        };
    }

    /// The token as the JDBC driver wants it, where `?` is a parameter and `??` the operator.
    String jdbc(Lexis lexis) {
        return switch (kind) {
            case PARAMETER -> "?";
            case OPERATOR -> lexis.questionOperators() ? text.replace("?", "??") : text;
            case WORD, QUOTED, STRING, BITS, NUMBER, SYMBOL, END -> sql(lexis);
        };
    }

    /// Spaces between tokens, but for the places where people write none and the lexer needs none.
    static String join(List<SqlToken> tokens, Function<SqlToken, String> text) {
        return join(tokens, text, false);
    }

    /// @param tightCalls whether no space stands between a word and a bracket, which some products need to see a call
    static String join(List<SqlToken> tokens, Function<SqlToken, String> text, boolean tightCalls) {
        var joined = new StringBuilder();
        for (int i = 0; i < tokens.size(); i++) {
            if (i > 0 && isSpaced(tokens, i, tightCalls)) {
                joined.append(' ');
            }
            joined.append(text.apply(tokens.get(i)));
        }
        return joined.toString();
    }

    private static boolean isSpaced(List<SqlToken> tokens, int i, boolean tightCalls) {
        var before = tokens.get(i - 1);
        var token = tokens.get(i);
        if (tightCalls && token.isSymbol("(") && before.kind() == Kind.WORD) {
            return false;
        }
        if (token.isSymbol(".")) {
            return !before.isName();
        }
        if (before.isSymbol(".")) {
            // `1 .5` and `a.b` are told apart by what stands before the dot.
            return !((token.isName() || token.text().equals("*"))
                    && i > 1
                    && tokens.get(i - 2).isName());
        }
        return !token.isSymbol(",") && !token.isSymbol(")") && !before.isSymbol("(");
    }
}
