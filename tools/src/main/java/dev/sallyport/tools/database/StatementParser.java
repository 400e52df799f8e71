package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Grammar.Feature;
import dev.sallyport.tools.database.SqlToken.Kind;
import dev.sallyport.tools.database.Syntax.Assignment;
import dev.sallyport.tools.database.Syntax.Conflict;
import dev.sallyport.tools.database.Syntax.Delete;
import dev.sallyport.tools.database.Syntax.Expression;
import dev.sallyport.tools.database.Syntax.From;
import dev.sallyport.tools.database.Syntax.Group;
import dev.sallyport.tools.database.Syntax.Insert;
import dev.sallyport.tools.database.Syntax.Place;
import dev.sallyport.tools.database.Syntax.Query;
import dev.sallyport.tools.database.Syntax.Read;
import dev.sallyport.tools.database.Syntax.Span;
import dev.sallyport.tools.database.Syntax.Statement;
import dev.sallyport.tools.database.Syntax.Target;
import dev.sallyport.tools.database.Syntax.Update;
import dev.sallyport.tools.database.Syntax.With;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads exactly one statement of a kind that is understood to its last token.
///
/// The grammar is the products' own, as far as it goes; whatever it does not know is refused. It is
/// written by hand, since the parsers at hand accept texts that PostgreSQL reads otherwise.
final class StatementParser {

    private final TokenCursor cursor;
    private final QueryParser queries;

    private StatementParser(List<SqlToken> tokens, Grammar grammar) {
        this.cursor = new TokenCursor(tokens, grammar);
        this.queries = new QueryParser(cursor);
    }

    /// @throws NotUnderstood when the tokens are anything else than one known statement
    static Statement parse(List<SqlToken> tokens, Grammar grammar) {
        var parser = new StatementParser(tokens, grammar);
        var statement = parser.statement();
        parser.end();
        return statement;
    }

    /// One expression, as an admin writes it in a row filter or a mask.
    static Expression expression(List<SqlToken> tokens, Grammar grammar) {
        var parser = new StatementParser(tokens, grammar);
        var expression = parser.queries.expressions().expression();
        parser.end();
        return expression;
    }

    private void end() {
        if (cursor.peek().kind() != Kind.END) {
            throw cursor.unexpected("its end");
        }
    }

    private Statement statement() {
        if (cursor.atSymbol("(")
                || cursor.atWord("select")
                || cursor.atWord("values")
                || (cursor.grammar().has(Feature.WHOLE_TABLES) && cursor.atWord("table"))) {
            return new Read(queries.query());
        }
        if (cursor.atWord("with")) {
            return withStatement();
        }
        if (atWrite()) {
            return write(With.NONE);
        }
        if (cursor.grammar().has(Feature.ADDING_DDL)
                && (cursor.atWord("create") || cursor.atWord("alter"))) {
            return new DefinitionParser(cursor, queries.expressions()).definition();
        }
        if (cursor.peek().kind() == Kind.END) {
            throw new NotUnderstood(
                    SqlRefusals.statement(
                            "the statement is empty", "Send exactly one statement in a call."));
        }
        throw new NotUnderstood(
                SqlRefusals.statement(
                        "a statement that starts with "
                                + SqlRefusals.quote(cursor.peek().text().toUpperCase(Locale.ROOT))
                                + " is not available",
                        "query_database takes SELECT; modify_database takes INSERT, UPDATE, DELETE and MERGE"
                                + (cursor.grammar().has(Feature.ADDING_DDL)
                                        ? ", CREATE TABLE, ALTER TABLE … ADD COLUMN and CREATE INDEX."
                                        : "; the schema cannot be changed on this product.")));
    }

    private Statement withStatement() {
        var with = queries.with();
        if (atWrite()) {
            return write(with);
        }
        if (cursor.atWord("with")) {
            throw cursor.unexpected("`SELECT`");
        }
        var query = queries.query();
        return new Read(new Query(with, query.body(), query.order(), query.limits()));
    }

    private boolean atWrite() {
        return cursor.atWord("insert")
                || cursor.atWord("update")
                || cursor.atWord("delete")
                || (cursor.grammar().has(Feature.MERGE) && cursor.atWord("merge"));
    }

    private Statement write(With with) {
        var statement =
                switch (cursor.take().text()) {
                    case "insert" -> insert(with);
                    case "update" -> update(with);
                    case "merge" -> new MergeParser(cursor, queries, this).merge(with);
                    default -> delete(with);
                };
        if (cursor.atWord("returning")) {
            throw new NotUnderstood(
                    SqlRefusals.statement(
                            "`RETURNING` is not available", "Read the rows with query_database."));
        }
        return statement;
    }

    Target target(boolean bareAlias) {
        if (cursor.atWord("only")) {
            throw cursor.unexpected("a table without `ONLY`");
        }
        int start = cursor.at();
        var first = cursor.name("a table");
        Optional<String> schema = Optional.empty();
        var table = first;
        if (cursor.acceptSymbol(".")) {
            schema = Optional.of(first);
            table = cursor.label("a table");
        }
        var span = new Span(start, cursor.at());
        Optional<String> alias = Optional.empty();
        if (cursor.accept("as")
                || (bareAlias
                        && cursor.peek().isName()
                        && !cursor.atWord("set")
                        && (cursor.peek().kind() == Kind.QUOTED
                                || cursor.grammar().canNameColumn(cursor.peek().text())))) {
            alias = Optional.of(cursor.name("an alias"));
        }
        return new Target(schema, table, span, alias);
    }

    private Insert insert(With with) {
        cursor.expect("into");
        var target = target(false);
        var columns = new ArrayList<String>();
        if (cursor.atSymbol("(") && !queries.expressions().holdsQuery(cursor.at())) {
            cursor.take();
            do {
                columns.add(cursor.name("a column"));
            } while (cursor.acceptSymbol(","));
            cursor.expectSymbol(")");
        }
        if (cursor.atWord("overriding")) {
            throw cursor.unexpected("`VALUES` or a query");
        }
        Optional<Query> source = Optional.empty();
        if (cursor.accept("default")) {
            cursor.expect("values");
        } else {
            source = Optional.of(queries.query());
        }
        return new Insert(with, target, columns, source, conflict());
    }

    private Optional<Conflict> conflict() {
        if (cursor.grammar().has(Feature.ON_DUPLICATE_KEY) && cursor.accept("on")) {
            cursor.expect("duplicate");
            cursor.expect("key");
            cursor.expect("update");
            return Optional.of(new Conflict(List.of(), assignments(), Optional.empty()));
        }
        if (!cursor.grammar().has(Feature.ON_CONFLICT) || !cursor.accept("on")) {
            return Optional.empty();
        }
        cursor.expect("conflict");
        var columns = new ArrayList<Expression>();
        if (cursor.acceptSymbol("(")) {
            columns.addAll(queries.expressions().list());
            cursor.expectSymbol(")");
        }
        if (cursor.atWord("on") || cursor.atWord("where")) {
            throw cursor.unexpected("`DO`");
        }
        cursor.expect("do");
        if (cursor.accept("nothing")) {
            return Optional.of(new Conflict(columns, List.of(), Optional.empty()));
        }
        cursor.expect("update");
        cursor.expect("set");
        var assignments = assignments();
        return Optional.of(new Conflict(columns, assignments, where()));
    }

    private Update update(With with) {
        var target = target(true);
        cursor.expect("set");
        var assignments = assignments();
        var from = joined("from");
        int start = cursor.at();
        var where = where();
        return new Update(with, target, assignments, from, where, place(start));
    }

    private Delete delete(With with) {
        cursor.expect("from");
        var target = target(true);
        var using = joined("using");
        int start = cursor.at();
        var where = where();
        return new Delete(with, target, using, where, place(start));
    }

    private List<From> joined(String word) {
        return cursor.grammar().has(Feature.WRITE_JOINS) && cursor.accept(word)
                ? queries.from().list()
                : List.of();
    }

    private Optional<Expression> where() {
        if (!cursor.accept("where")) {
            return Optional.empty();
        }
        if (cursor.atWords("current", "of")) {
            throw cursor.unexpected("a condition");
        }
        return Optional.of(queries.expressions().expression());
    }

    private Place place(int start) {
        return new Place(
                cursor.at() == start ? new Span(start, start) : new Span(start + 1, cursor.at()));
    }

    List<Assignment> assignments() {
        var list = new ArrayList<Assignment>();
        do {
            var columns = new ArrayList<String>();
            if (cursor.acceptSymbol("(")) {
                do {
                    columns.add(cursor.name("a column"));
                } while (cursor.acceptSymbol(","));
                cursor.expectSymbol(")");
            } else {
                columns.add(cursor.name("a column"));
            }
            if (!cursor.acceptOperator("=")) {
                throw cursor.unexpected("`=`");
            }
            list.add(
                    new Assignment(
                            columns,
                            cursor.accept("default")
                                    ? new Group(List.of(), Syntax.NAMELESS)
                                    : queries.expressions().expression()));
        } while (cursor.acceptSymbol(","));
        return list;
    }
}
