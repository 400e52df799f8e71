package dev.sallyport.tools.database;

import dev.sallyport.tools.database.SqlToken.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A place in the tokens of one statement, and the bounds on what is read from there. One thread at a time.
final class TokenCursor {

    /// Names, values and calls in one statement.
    static final int TERMS_MAX = 2000;

    /// Expressions within expressions: brackets are bounded by [SqlLexer], this adds CASE, NOT and signs.
    static final int DEPTH_MAX = 200;

    private final List<SqlToken> tokens;
    private final Grammar grammar;
    private final int[] closing;
    private int at;
    private int terms;
    private int depth;

    TokenCursor(List<SqlToken> tokens, Grammar grammar) {
        this.tokens = tokens;
        this.grammar = grammar;
        this.closing = new int[tokens.size()];
        var open = new ArrayDeque<Integer>();
        for (int i = 0; i < tokens.size(); i++) {
            var token = tokens.get(i);
            if (token.isSymbol("(") || token.isSymbol("[")) {
                open.push(i);
            } else if (token.isSymbol(")") || token.isSymbol("]")) {
                int start = open.pop();
                if (token.isSymbol(")") != tokens.get(start).isSymbol("(")) {
                    throw new NotUnderstood(
                            SqlRefusals.unexpected(
                                    SqlRefusals.quote(token.text()), "the other kind of bracket"));
                }
                closing[start] = i;
            }
        }
    }

    Grammar grammar() {
        return grammar;
    }

    int at() {
        return at;
    }

    SqlToken get(int index) {
        return index >= 0 && index < tokens.size() ? tokens.get(index) : SqlToken.END;
    }

    SqlToken peek() {
        return get(at);
    }

    SqlToken peek(int ahead) {
        return get(at + ahead);
    }

    SqlToken take() {
        return get(at++);
    }

    /// The index of the bracket that closes the one at `index`.
    int closing(int index) {
        return closing[index];
    }

    boolean atWord(String word) {
        return peek().isWord(word);
    }

    boolean atWords(String first, String second) {
        return peek().isWord(first) && peek(1).isWord(second);
    }

    boolean atAny(Set<String> words) {
        return peek().kind() == Kind.WORD && words.contains(peek().text());
    }

    boolean atSymbol(String symbol) {
        return peek().isSymbol(symbol);
    }

    boolean atOperator(String operator) {
        return peek().kind() == Kind.OPERATOR && peek().text().equals(operator);
    }

    boolean accept(String word) {
        if (atWord(word)) {
            at++;
            return true;
        }
        return false;
    }

    boolean acceptSymbol(String symbol) {
        if (atSymbol(symbol)) {
            at++;
            return true;
        }
        return false;
    }

    boolean acceptOperator(String operator) {
        if (atOperator(operator)) {
            at++;
            return true;
        }
        return false;
    }

    void expect(String word) {
        if (!accept(word)) {
            throw unexpected("`" + word.toUpperCase(java.util.Locale.ROOT) + "`");
        }
    }

    void expectSymbol(String symbol) {
        if (!acceptSymbol(symbol)) {
            throw unexpected("`" + symbol + "`");
        }
    }

    /// A name for a column, table or alias.
    String name(String what) {
        var token = peek();
        if (token.kind() == Kind.QUOTED
                || (token.kind() == Kind.WORD && grammar.canNameColumn(token.text()))) {
            at++;
            return token.text();
        }
        throw unexpected(what);
    }

    /// Names with commas between them, in brackets.
    List<String> names() {
        var names = new ArrayList<String>();
        expectSymbol("(");
        do {
            names.add(name("a name"));
        } while (acceptSymbol(","));
        expectSymbol(")");
        return names;
    }

    /// A name behind `AS` or a dot, where keywords are names too.
    String label(String what) {
        if (!peek().isName()) {
            throw unexpected(what);
        }
        return take().text();
    }

    void enter() {
        if (++depth > DEPTH_MAX) {
            throw new NotUnderstood(
                    SqlRefusals.limit(
                            "expressions are nested deeper than " + DEPTH_MAX + " levels"));
        }
    }

    void leave() {
        depth--;
    }

    void countTerm() {
        if (++terms > TERMS_MAX) {
            throw new NotUnderstood(
                    SqlRefusals.limit("the statement has more than " + TERMS_MAX + " terms"));
        }
    }

    NotUnderstood unexpected(String expected) {
        var found = peek().kind() == Kind.END ? "its end" : SqlRefusals.quote(peek().text());
        return new NotUnderstood(SqlRefusals.unexpected(found, expected));
    }
}
