package dev.sallyport.tools.database;

import dev.sallyport.tools.database.SqlToken.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Reads a text into canonical tokens: comments and hints gone, unquoted names folded,
/// every form of string one form. What two readers could take in two ways is refused.
///
/// Linear in the text, at most [#LENGTH_MAX] bytes and [#NESTING_MAX] brackets deep.
///
/// @see <a href="https://www.postgresql.org/docs/18/sql-syntax-lexical.html">PostgreSQL, Lexical Structure</a>
final class SqlLexer {

    static final int LENGTH_MAX = 64 * 1024;
    static final int NESTING_MAX = 64;

    /// No run of operators with signs behind them is longer in earnest, and a run is read from its start again for
    /// every one of them.
    private static final int OPERATOR_MAX = 16;

    private static final String OPERATOR_CHARACTERS = "+-*/<>=~!@#%^&|?";

    private final String text;
    private final boolean own;
    private final Lexis lexis;
    private final List<SqlToken> tokens = new ArrayList<>();

    /// How each name was first written, so that the product, whatever case means to it, sees one name as one.
    private final Map<String, String> spellings = new HashMap<>();

    private int at;
    private int depth;

    private SqlLexer(String text, boolean own, Lexis lexis) {
        this.text = text;
        this.own = own;
        this.lexis = lexis;
    }

    /// The tokens of an agent's or an admin's statement, without a trailing semicolon.
    ///
    /// @throws NotUnderstood when the text is no canonical-able single statement
    static List<SqlToken> lex(String sql, Lexis lexis) {
        checkLength(sql);
        return new SqlLexer(sql, false, lexis).run();
    }

    /// @throws NotUnderstood when the statement is longer than [#LENGTH_MAX] bytes in UTF-8
    static void checkLength(String sql) {
        if (sql.length() > LENGTH_MAX || sql.getBytes(StandardCharsets.UTF_8).length > LENGTH_MAX) {
            throw new NotUnderstood(
                    SqlRefusals.limit("the statement is longer than " + LENGTH_MAX + " bytes"));
        }
    }

    /// The tokens of a text this package made, which may hold `$1` and be longer.
    static List<SqlToken> lexOwn(String sql, Lexis lexis) {
        return new SqlLexer(sql, true, lexis).run();
    }

    private List<SqlToken> run() {
        checkCharacters(text);
        while (skipSpace()) {
            if (!next()) {
                break;
            }
        }
        if (depth != 0) {
            throw refused("a bracket is not closed");
        }
        return List.copyOf(tokens);
    }

    static void checkCharacters(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw refused("the statement holds a NUL character");
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    throw refused("the statement holds half a character");
                }
                i++;
            }
        }
    }

    /// Skips white space and comments; false at the end.
    private boolean skipSpace() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
                at++;
            } else if (text.startsWith("--", at)) {
                while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
                    at++;
                }
            } else if (text.startsWith("/*", at)) {
                skipBlockComment();
            } else {
                return true;
            }
        }
        return false;
    }

    private void skipBlockComment() {
        int open = 0;
        do {
            if (text.startsWith("/*", at)) {
                if (open > 0 && !lexis.nestedComments()) {
                    throw refused("a comment holds the beginning of another");
                }
                open++;
                at += 2;
            } else if (text.startsWith("*/", at)) {
                open--;
                at += 2;
            } else if (at >= text.length()) {
                throw refused("a comment is not closed");
            } else {
                at++;
            }
        } while (open > 0);
    }

    /// Reads one token; false when the text ended with a semicolon.
    private boolean next() {
        char c = text.charAt(at);
        if (isLetter(c)) {
            word();
        } else if (isDigit(c) || (c == '.' && isDigit(peek(1)) && !afterName())) {
            number();
        } else if (c == '\'') {
            at++;
            string(plain());
        } else if (c == lexis.nameQuote()) {
            quotedName();
        } else if (c == '$') {
            dollar();
        } else if (OPERATOR_CHARACTERS.indexOf(c) >= 0) {
            operator();
        } else if (c == ';') {
            at++;
            if (skipSpace()) {
                throw new NotUnderstood(
                        SqlRefusals.statement(
                                "there is more than one statement",
                                "Send exactly one statement in a call."));
            }
            return false;
        } else {
            symbol(c);
        }
        return true;
    }

    private void symbol(char c) {
        if ((c == '[' || c == ']' || c == ':') && !lexis.brackets()) {
            throw refused(
                    "character " + SqlRefusals.quote(String.valueOf(c)) + " has no place here");
        }
        switch (c) {
            case '(', '[' -> {
                if (++depth > NESTING_MAX) {
                    throw new NotUnderstood(
                            SqlRefusals.limit(
                                    "brackets are nested deeper than " + NESTING_MAX + " levels"));
                }
            }
            case ')', ']' -> {
                if (--depth < 0) {
                    throw refused("a bracket is closed that was not opened");
                }
            }
            case ',', '.' -> {}
            case ':' -> {
                if (peek(1) == ':' && lexis.casts()) {
                    add(Kind.SYMBOL, "::");
                    at += 2;
                    return;
                }
                if (peek(1) == '=') {
                    // The older way to name an argument.
                    add(Kind.OPERATOR, "=>");
                    at += 2;
                    return;
                }
            }
            default ->
                    throw refused(
                            c >= 0x20 && c < 0x7f
                                    ? "character "
                                            + SqlRefusals.quote(String.valueOf(c))
                                            + " has no place here"
                                    : "a control or non-ASCII character stands outside of quotes");
        }
        add(Kind.SYMBOL, String.valueOf(c));
        at++;
    }

    private void word() {
        int start = at;
        while (at < text.length() && isWordPart(text.charAt(at))) {
            at++;
        }
        var word = text.substring(start, at).toLowerCase(Locale.ROOT);
        char after = peek(0);
        if (after == '\'') {
            prefixed(word);
            return;
        }
        if (word.equals("u") && after == '&' && (peek(1) == '\'' || peek(1) == '"')) {
            if (peek(1) == '"' || !lexis.prefixedStrings().contains("u&")) {
                throw refused("names and strings that start with U& are not available here");
            }
            at += 2;
            string(StringEscapes.unicode(plain()));
            return;
        }
        checkName(word);
        if (lexis.ignoresCase()) {
            name(Kind.WORD, text.substring(start, at));
        } else {
            add(Kind.WORD, word);
        }
    }

    /// A string with a letter in front: `e'…'`, `b'…'`, `x'…'`.
    private void prefixed(String prefix) {
        at++;
        if (!lexis.prefixedStrings().contains(prefix)) {
            throw refused("a string stands directly behind a word");
        }
        switch (prefix) {
            case "e" -> string(StringEscapes.backslashes(escaped()));
            case "b" -> add(Kind.BITS, "b'" + digits("01") + "'");
            case "x" -> add(Kind.BITS, "x'" + digits("0123456789abcdefABCDEF") + "'");
            default -> throw refused("a string stands directly behind a word");
        }
    }

    private String digits(String allowed) {
        var value = plain();
        for (int i = 0; i < value.length(); i++) {
            if (allowed.indexOf(value.charAt(i)) < 0) {
                throw refused("a bit string holds something else than digits");
            }
        }
        return value;
    }

    /// The rest of a string in which only `''` is special.
    private String plain() {
        var value = new StringBuilder();
        while (true) {
            char c = inside("a string");
            if (c == '\'') {
                if (peek(0) != '\'') {
                    return value.toString();
                }
                at++;
            } else if (c == '\\' && peek(0) == '\'' && !isEscapeCharacter(value)) {
                throw refused("a string holds a backslash before a quote");
            }
            value.append(c);
        }
    }

    /// Whether `ESCAPE '\'` stands here, which all readers of standard strings take for one backslash.
    private boolean isEscapeCharacter(StringBuilder before) {
        return before.isEmpty()
                && !tokens.isEmpty()
                && tokens.getLast().isWord("escape")
                && peek(1) != '\'';
    }

    /// The rest of an `e'…'` string, as it is written.
    private String escaped() {
        int start = at;
        while (true) {
            char c = inside("a string");
            if (c == '\\') {
                inside("a string");
            } else if (c == '\'') {
                if (peek(0) != '\'') {
                    return text.substring(start, at - 1);
                }
                at++;
            }
        }
    }

    private void string(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7f) {
                throw refused("a string holds a control character");
            }
        }
        if (value.contains("\\'")) {
            throw refused("a string holds a backslash before a quote");
        }
        if (!tokens.isEmpty() && tokens.getLast().kind() == Kind.STRING) {
            throw refused("two strings stand side by side; write one string or use ||");
        }
        add(Kind.STRING, value);
    }

    private void quotedName() {
        at++;
        char quote = lexis.nameQuote();
        var name = new StringBuilder();
        while (true) {
            char c = inside("a quoted name");
            if (c == quote) {
                if (peek(0) != quote) {
                    break;
                }
                at++;
            }
            if (c < 0x20 || c == 0x7f) {
                throw refused("a name holds a control character");
            }
            name.append(c);
        }
        if (name.isEmpty()) {
            throw refused("a quoted name is empty");
        }
        checkName(name.toString());
        name(Kind.QUOTED, name.toString());
    }

    private void checkName(String name) {
        // A character takes three bytes at most, so a short name needs no counting.
        if (name.length() > lexis.nameBytesMax() / 3
                && name.getBytes(StandardCharsets.UTF_8).length > lexis.nameBytesMax()) {
            throw refused("a name is longer than " + lexis.nameBytesMax() + " bytes");
        }
    }

    private void dollar() {
        int end = at + 1;
        if (own && isDigit(peek(1))) {
            while (end < text.length() && isDigit(text.charAt(end))) {
                end++;
            }
            add(Kind.PARAMETER, text.substring(at, end));
            at = end;
            return;
        }
        while (end < text.length() && text.charAt(end) != '$' && isWordPart(text.charAt(end))) {
            end++;
        }
        if (end >= text.length() || text.charAt(end) != '$' || isDigit(peek(1))) {
            throw refused("parameters such as `$1` are not available");
        }
        if (!lexis.dollarQuotes()) {
            throw refused("dollar-quoted strings are not available");
        }
        var tag = text.substring(at, end + 1);
        int close = text.indexOf(tag, end + 1);
        if (close < 0) {
            throw refused("a dollar-quoted string is not closed");
        }
        string(text.substring(end + 1, close));
        at = close + tag.length();
    }

    private void number() {
        int start = at;
        if (peek(0) == '0' && "xXoObB".indexOf(peek(1)) >= 0) {
            at += 2;
            while (at < text.length() && (isWordPart(text.charAt(at)) && text.charAt(at) != '$')) {
                at++;
            }
            checkRadix(text.substring(start, at).toLowerCase(Locale.ROOT));
        } else {
            digitRun();
            if (peek(0) == '.') {
                at++;
                digitRun();
            }
            if ((peek(0) == 'e' || peek(0) == 'E')
                    && (isDigit(peek(1))
                            || ((peek(1) == '+' || peek(1) == '-') && isDigit(peek(2))))) {
                at += 2;
                digitRun();
            }
        }
        if (isWordPart(peek(0)) || peek(0) == '.') {
            throw refused("a number runs into something else");
        }
        add(Kind.NUMBER, text.substring(start, at).toLowerCase(Locale.ROOT));
    }

    private static void checkRadix(String number) {
        var allowed =
                switch (number.charAt(1)) {
                    case 'x' -> "0123456789abcdef_";
                    case 'o' -> "01234567_";
                    default -> "01_";
                };
        if (number.length() == 2) {
            throw refused("a number runs into something else");
        }
        for (int i = 2; i < number.length(); i++) {
            if (allowed.indexOf(number.charAt(i)) < 0) {
                throw refused("a number runs into something else");
            }
        }
    }

    private void digitRun() {
        int start = at;
        while (isDigit(peek(0)) || (at > start && peek(0) == '_' && isDigit(peek(1)))) {
            at++;
        }
    }

    private void operator() {
        int end = at;
        while (end < text.length()
                && OPERATOR_CHARACTERS.indexOf(text.charAt(end)) >= 0
                && !text.startsWith("--", end)
                && !text.startsWith("/*", end)) {
            end++;
        }
        if (end - at > OPERATOR_MAX) {
            throw refused(
                    "operator " + SqlRefusals.quote(text.substring(at, end)) + " is not known");
        }
        // A longer operator ends in + or - only when it holds one of these (PostgreSQL, 4.1.3).
        while (end - at > 1
                && (text.charAt(end - 1) == '+' || text.charAt(end - 1) == '-')
                && !holdsAny(text.substring(at, end - 1), "~!@#%^&|?")) {
            end--;
        }
        var operator = text.substring(at, end);
        if (!lexis.operators().contains(operator)) {
            throw refused("operator " + SqlRefusals.quote(operator) + " is not known");
        }
        if ((operator.equals("#") || operator.equals("@"))
                && ((at > 0 && isWordPart(text.charAt(at - 1)))
                        || (end < text.length() && isWordPart(text.charAt(end))))) {
            throw refused("operator " + SqlRefusals.quote(operator) + " needs spaces around it");
        }
        at = end;
        add(Kind.OPERATOR, operator.equals("!=") ? "<>" : operator);
    }

    private static boolean holdsAny(String text, String characters) {
        return text.chars().anyMatch(c -> characters.indexOf(c) >= 0);
    }

    private boolean afterName() {
        if (tokens.isEmpty()) {
            return false;
        }
        var last = tokens.getLast();
        return last.kind() == Kind.QUOTED
                || last.isSymbol(")")
                || last.isSymbol("]")
                || (last.kind() == Kind.WORD && at > 0 && isWordPart(text.charAt(at - 1)));
    }

    private char inside(String what) {
        if (at >= text.length()) {
            throw refused(what + " is not closed");
        }
        return text.charAt(at++);
    }

    private char peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : '\0';
    }

    private void name(Kind kind, String written) {
        var folded = lexis.fold(written);
        tokens.add(
                new SqlToken(
                        kind,
                        folded,
                        own ? written : spellings.computeIfAbsent(folded, f -> written)));
    }

    private void add(Kind kind, String value) {
        tokens.add(new SqlToken(kind, value));
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWordPart(char c) {
        return isLetter(c) || isDigit(c) || c == '$';
    }

    static NotUnderstood refused(String what) {
        return new NotUnderstood(
                SqlRefusals.notUnderstood(
                        what, "Write the statement in plain SQL and send it again."));
    }
}
