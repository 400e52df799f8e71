package dev.sallyport.tools.database;

import dev.sallyport.tools.database.SqlToken.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Reads MySQL's text into canonical tokens, as [SqlLexer] does for the products nearer to the standard.
///
/// Strings in either quote become one form with their escapes undone, executable comments are refused, and so is
/// whatever depends on a session's `sql_mode` or on the product's version. The canonical text means the same with and
/// without backslash escapes as far as the ends of its strings go, since backslashes come in pairs.
///
/// Linear in the text, with the bounds of [SqlLexer].
///
/// @see <a href="https://dev.mysql.com/doc/refman/9.4/en/language-structure.html">MySQL, Language Structure</a>
/// @see <a href="https://mariadb.com/docs/server/reference/sql-structure/sql-language-structure">MariaDB, Language
///     Structure</a>
final class MySqlLexer {

    /// Longest first, so that the first that fits is the one meant.
    private static final List<String> OPERATORS =
            List.of(
                    "<=>", "->>", "->", "<<", ">>", "<=", ">=", "<>", "!=", "&&", "+", "-", "*",
                    "/", "%", "=", "<", ">", "^", "|", "&", "~");

    /// What may stand in front of a string and changes nothing, since the connection speaks UTF-8.
    private static final Set<String> INTRODUCERS = Set.of("_utf8mb4", "_utf8mb3", "_utf8");

    private final String text;
    private final boolean own;
    private final Lexis lexis;
    private final List<SqlToken> tokens = new ArrayList<>();

    /// How each name was first written: whether case counts in a table's alias depends on the server.
    private final Map<String, String> spellings = new HashMap<>();

    private int at;
    private int depth;

    private MySqlLexer(String text, boolean own, Lexis lexis) {
        this.text = text;
        this.own = own;
        this.lexis = lexis;
    }

    /// The tokens of an agent's or an admin's statement, without a trailing semicolon.
    ///
    /// @throws NotUnderstood when the text is no single statement that has one meaning
    static List<SqlToken> lex(String sql, Lexis lexis) {
        SqlLexer.checkLength(sql);
        return new MySqlLexer(sql, false, lexis).run();
    }

    /// The tokens of a text this package made or the server keeps, which may hold `$1` and be longer.
    static List<SqlToken> lexOwn(String sql, Lexis lexis) {
        return new MySqlLexer(sql, true, lexis).run();
    }

    private List<SqlToken> run() {
        SqlLexer.checkCharacters(text);
        while (skipSpace()) {
            if (!next()) {
                break;
            }
        }
        if (depth != 0) {
            throw SqlLexer.refused("a bracket is not closed");
        }
        return List.copyOf(tokens);
    }

    /// Skips white space and comments; false at the end.
    private boolean skipSpace() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (isSpace(c)) {
                at++;
            } else if (c == '#' || isDashComment()) {
                skipLine();
            } else if (text.startsWith("/*", at)) {
                skipBlockComment();
            } else {
                return true;
            }
        }
        return false;
    }

    /// Two dashes begin a comment only with a space or the end behind them; else they are two signs.
    private boolean isDashComment() {
        return text.startsWith("--", at) && (at + 2 >= text.length() || isSpace(peek(2)));
    }

    private void skipLine() {
        while (at < text.length() && text.charAt(at) != '\n') {
            if (text.charAt(at) == '\r' && peek(1) != '\n' && at + 1 < text.length()) {
                throw SqlLexer.refused("a comment holds the end of a line as only some count it");
            }
            at++;
        }
    }

    private void skipBlockComment() {
        if (peek(2) == '!' || ((peek(2) == 'M' || peek(2) == 'm') && peek(3) == '!')) {
            throw SqlLexer.refused("a comment that some versions run is not available");
        }
        int end = text.indexOf("*/", at + 2);
        if (end < 0) {
            throw SqlLexer.refused("a comment is not closed");
        }
        if (text.substring(at + 2, end).contains("/*")) {
            throw SqlLexer.refused("a comment holds the beginning of another");
        }
        at = end + 2;
    }

    /// Reads one token; false when the text ended with a semicolon.
    private boolean next() {
        char c = text.charAt(at);
        if (isLetter(c)) {
            word();
        } else if (isDigit(c) || (c == '.' && isDigit(peek(1)) && !afterName())) {
            number();
        } else if (c == '\'' || c == '"') {
            string();
        } else if (c == '`') {
            quotedName();
        } else if (c == '$' && own && isDigit(peek(1))) {
            int start = at++;
            digitRun();
            add(Kind.PARAMETER, text.substring(start, at));
        } else if (c == ';') {
            at++;
            if (skipSpace()) {
                throw new NotUnderstood(
                        SqlRefusals.statement(
                                "there is more than one statement",
                                "Send exactly one statement in a call."));
            }
            return false;
        } else if (!operator()) {
            symbol(c);
        }
        return true;
    }

    private void symbol(char c) {
        switch (c) {
            case '(' -> {
                if (++depth > SqlLexer.NESTING_MAX) {
                    throw new NotUnderstood(
                            SqlRefusals.limit(
                                    "brackets are nested deeper than "
                                            + SqlLexer.NESTING_MAX
                                            + " levels"));
                }
            }
            case ')' -> {
                if (--depth < 0) {
                    throw SqlLexer.refused("a bracket is closed that was not opened");
                }
            }
            case ',', '.' -> {}
            case '@' -> throw SqlLexer.refused("variables such as `@name` are not available");
            case ':', '?' -> throw SqlLexer.refused("parameters and `:=` are not available");
            case '!' -> throw SqlLexer.refused("`!` binds otherwise than NOT; write NOT");
            default ->
                    throw SqlLexer.refused(
                            c >= 0x20 && c < 0x7f
                                    ? "character "
                                            + SqlRefusals.quote(String.valueOf(c))
                                            + " has no place here"
                                    : "a control or non-ASCII character stands outside of quotes");
        }
        add(Kind.SYMBOL, String.valueOf(c));
        at++;
    }

    private boolean operator() {
        if (text.startsWith("||", at)) {
            throw SqlLexer.refused("`||` means OR or joins texts by setting; write OR or CONCAT()");
        }
        if (text.startsWith("*/", at)) {
            throw SqlLexer.refused("a comment is closed that was not opened");
        }
        for (var operator : OPERATORS) {
            if (text.startsWith(operator, at)) {
                at += operator.length();
                switch (operator) {
                    case "!=" -> add(Kind.OPERATOR, "<>");
                    case "&&" -> name(Kind.WORD, "and");
                    default -> add(Kind.OPERATOR, operator);
                }
                return true;
            }
        }
        return false;
    }

    private void word() {
        int start = at;
        while (isWordPart(peek(0))) {
            at++;
        }
        char after = peek(0);
        if (after == '$' || after >= 0x80) {
            throw SqlLexer.refused("a name with other characters than a-z, 0-9 and _ needs quotes");
        }
        var written = text.substring(start, at);
        if (after == '\'' || after == '"') {
            prefixed(written.toLowerCase(Locale.ROOT), after);
            return;
        }
        checkName(written);
        name(Kind.WORD, written);
    }

    /// A string with something in front: `x'1f'`, `b'01'`, `n'…'`, `_utf8mb4'…'`.
    private void prefixed(String prefix, char quote) {
        if (INTRODUCERS.contains(prefix) || (prefix.equals("n") && quote == '\'')) {
            string();
        } else if (prefix.equals("x") && quote == '\'') {
            hexadecimal("x'", digits(), "'");
        } else if (prefix.equals("b") && quote == '\'') {
            binary("b'", digits(), "'");
        } else {
            throw SqlLexer.refused("a string stands directly behind a word");
        }
    }

    private String digits() {
        int end = text.indexOf('\'', at + 1);
        if (end < 0) {
            throw SqlLexer.refused("a string is not closed");
        }
        var digits = text.substring(at + 1, end);
        at = end + 1;
        return digits;
    }

    private void hexadecimal(String before, String digits, String after) {
        require(digits, "0123456789abcdefABCDEF");
        if (digits.length() % 2 != 0) {
            throw SqlLexer.refused("a hexadecimal string has half a byte");
        }
        add(Kind.BITS, before + digits.toLowerCase(Locale.ROOT) + after);
    }

    private void binary(String before, String digits, String after) {
        require(digits, "01");
        add(Kind.BITS, before + digits + after);
    }

    private static void require(String text, String allowed) {
        if (!text.chars().allMatch(c -> allowed.indexOf(c) >= 0)) {
            throw SqlLexer.refused("a bit string holds something else than digits");
        }
    }

    private void string() {
        char quote = text.charAt(at++);
        var value = new StringBuilder();
        while (true) {
            char c = inside("a string");
            if (c == '\\') {
                escape(value, inside("a string"));
            } else if (c == quote && peek(0) != quote) {
                break;
            } else {
                if (c == quote) {
                    at++;
                }
                value.append(c);
            }
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7f) {
                throw SqlLexer.refused("a string holds a control character");
            }
        }
        if (!tokens.isEmpty() && tokens.getLast().kind() == Kind.STRING) {
            throw SqlLexer.refused("two strings stand side by side; write one string or CONCAT()");
        }
        add(Kind.STRING, value.toString());
    }

    private static void escape(StringBuilder value, char c) {
        switch (c) {
            case '0', 'b', 'Z' -> throw SqlLexer.refused("a string holds a control character");
            case 'n' -> value.append('\n');
            case 'r' -> value.append('\r');
            case 't' -> value.append('\t');
            // The backslash stays for LIKE to see.
            case '%', '_' -> value.append('\\').append(c);
            default -> value.append(c);
        }
    }

    private void quotedName() {
        at++;
        var name = new StringBuilder();
        while (true) {
            char c = inside("a quoted name");
            if (c == '`') {
                if (peek(0) != '`') {
                    break;
                }
                at++;
            }
            // Drivers look for escapes in braces; beyond the first plane the server writes another
            // character.
            if (c < 0x20 || c == 0x7f || c == '{' || c == '}' || Character.isSurrogate(c)) {
                throw SqlLexer.refused(
                        "a name holds a character that names cannot be trusted with");
            }
            name.append(c);
        }
        if (name.isEmpty() || name.charAt(name.length() - 1) == ' ') {
            throw SqlLexer.refused("a quoted name is empty or ends in a space");
        }
        checkName(name.toString());
        name(Kind.QUOTED, name.toString());
    }

    private void checkName(String name) {
        if (name.getBytes(StandardCharsets.UTF_8).length > lexis.nameBytesMax()) {
            throw SqlLexer.refused("a name is longer than " + lexis.nameBytesMax() + " bytes");
        }
    }

    private void number() {
        int start = at;
        if (peek(0) == '0' && (peek(1) == 'x' || peek(1) == 'b')) {
            // To MariaDB `0x41` can be a number where `x'41'` is a text, so each keeps its form.
            boolean hexadecimal = peek(1) == 'x';
            at += 2;
            int digits = at;
            while (isWordPart(peek(0))) {
                at++;
            }
            checkNumberEnd();
            var value = text.substring(digits, at);
            if (value.isEmpty()) {
                throw SqlLexer.refused("a number runs into something else");
            }
            if (hexadecimal) {
                hexadecimal("0x", value.length() % 2 == 0 ? value : "0" + value, "");
            } else {
                binary("0b", value, "");
            }
            return;
        }
        digitRun();
        if (peek(0) == '.') {
            at++;
            digitRun();
        }
        if ((peek(0) == 'e' || peek(0) == 'E')
                && (isDigit(peek(1)) || ((peek(1) == '+' || peek(1) == '-') && isDigit(peek(2))))) {
            at += 2;
            digitRun();
        }
        checkNumberEnd();
        add(Kind.NUMBER, text.substring(start, at).toLowerCase(Locale.ROOT));
    }

    /// `1a` is a name to MySQL, `1e5` a number.
    private void checkNumberEnd() {
        char after = peek(0);
        if (isWordPart(after)
                || after == '.'
                || after == '$'
                || after == '\''
                || after == '"'
                || after == '`'
                || after >= 0x80) {
            throw SqlLexer.refused("a number runs into something else");
        }
    }

    private void digitRun() {
        while (isDigit(peek(0))) {
            at++;
        }
    }

    private boolean afterName() {
        return !tokens.isEmpty()
                && at > 0
                && (isWordPart(text.charAt(at - 1))
                        || text.charAt(at - 1) == '`'
                        || text.charAt(at - 1) == ')');
    }

    private char inside(String what) {
        if (at >= text.length()) {
            throw SqlLexer.refused(what + " is not closed");
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

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWordPart(char c) {
        return isLetter(c) || isDigit(c);
    }
}
