package dev.sallyport.tools.database;

import dev.sallyport.tools.database.SqlToken.Kind;
import dev.sallyport.tools.database.Syntax.AddColumn;
import dev.sallyport.tools.database.Syntax.Call;
import dev.sallyport.tools.database.Syntax.ColumnRef;
import dev.sallyport.tools.database.Syntax.CreateIndex;
import dev.sallyport.tools.database.Syntax.CreateTable;
import dev.sallyport.tools.database.Syntax.Define;
import dev.sallyport.tools.database.Syntax.Expression;
import dev.sallyport.tools.database.Syntax.Group;
import dev.sallyport.tools.database.Syntax.Member;
import dev.sallyport.tools.database.Syntax.NewColumn;
import dev.sallyport.tools.database.Syntax.Reference;
import dev.sallyport.tools.database.Syntax.Span;
import dev.sallyport.tools.database.Syntax.Subquery;
import dev.sallyport.tools.database.Syntax.Target;
import dev.sallyport.tools.database.Syntax.TypeUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Reads the statements that add to a schema: a table, a column, an index. Of each as much as changes no rows of other
/// tables and runs no code of others; what is left out is refused with what there is.
final class DefinitionParser {

    private static final String TABLE =
            "CREATE TABLE [IF NOT EXISTS] name (column type, …) is available with NOT NULL, DEFAULT, PRIMARY KEY,"
                    + " UNIQUE, REFERENCES and CHECK, the last four also for the whole table, all without names.";
    private static final String COLUMN =
            "ALTER TABLE name ADD [COLUMN] [IF NOT EXISTS] column type [NOT NULL] [DEFAULT value] is available, one"
                    + " column in a call.";
    private static final String INDEX =
            "CREATE [UNIQUE] INDEX [IF NOT EXISTS] [name] ON table [USING btree, hash, gin, gist or brin] (column [ASC"
                    + " or DESC] [NULLS FIRST or LAST], …) [INCLUDE (column, …)] [WHERE condition] is available.";
    private static final String ALL =
            "Of what changes a schema, CREATE TABLE, ALTER TABLE … ADD COLUMN and CREATE INDEX are available.";

    private static final Set<String> METHODS = Set.of("btree", "hash", "gin", "gist", "brin");

    private static final Set<String> COMPARISONS = Set.of("=", "<>", "!=", "<", "<=", ">", ">=");

    /// Words of expressions that fail at some values, or take long over them.
    private static final Set<String> FALLIBLE =
            Set.of(
                    "at",
                    "like",
                    "ilike",
                    "similar",
                    "escape",
                    "overlaps",
                    "collate",
                    "normalized",
                    "json");

    private final TokenCursor cursor;
    private final ExpressionParser expressions;

    // What is read of the table, owned by the one call of `definition`.
    private final List<NewColumn> columns = new ArrayList<>();
    private final List<List<String>> keys = new ArrayList<>();
    private final List<Reference> references = new ArrayList<>();
    private final List<Expression> checks = new ArrayList<>();

    DefinitionParser(TokenCursor cursor, ExpressionParser expressions) {
        this.cursor = cursor;
        this.expressions = expressions;
    }

    /// The whole statement, to its last token.
    Define definition() {
        boolean create = cursor.take().isWord("create");
        if (cursor.atWord("table")) {
            return create ? reading(TABLE, this::table) : reading(COLUMN, this::column);
        }
        if (create
                && (cursor.atWord("index")
                        || (cursor.atWord("unique") && cursor.peek(1).isWord("index")))) {
            return reading(INDEX, this::index);
        }
        throw new NotUnderstood(
                SqlRefusals.statement(
                        SqlRefusals.quote(
                                        (create ? "CREATE " : "ALTER ")
                                                + cursor.peek().text().toUpperCase(Locale.ROOT))
                                + " is not available",
                        ALL));
    }

    private <T extends Define> T reading(String available, Supplier<T> form) {
        try {
            var definition = form.get();
            if (cursor.peek().kind() != Kind.END) {
                throw cursor.unexpected("its end");
            }
            return definition;
        } catch (NotUnderstood e) {
            throw e.refusal().code().equals("DENIED_SQL_NOT_UNDERSTOOD")
                    ? new NotUnderstood(SqlRefusals.notUnderstood(e.refusal().message(), available))
                    : e;
        }
    }

    private CreateTable table() {
        cursor.expect("table");
        acceptIfNotExists();
        var target = target(true);
        cursor.expectSymbol("(");
        do {
            if (!tableConstraint()) {
                columns.add(column(true));
            }
        } while (cursor.acceptSymbol(","));
        cursor.expectSymbol(")");
        return new CreateTable(target, columns, keys, references, checks);
    }

    private AddColumn column() {
        cursor.expect("table");
        var target = target(false);
        cursor.expect("add");
        cursor.accept("column");
        acceptIfNotExists();
        int start = cursor.at();
        var added = column(false);
        added.value().ifPresent(value -> checkQuick(value, start));
        return new AddColumn(target, added);
    }

    /// A table is closed to everybody while a column is added, also when it is only tried; so its default costs nothing,
    /// and is the same for all rows that are there.
    private void checkQuick(Expression value, int start) {
        boolean computed = !isQuick(value);
        for (int i = start; i < cursor.at(); i++) {
            boolean sign = cursor.get(i).text().equals("-") && cursor.get(i - 1).isWord("default");
            computed |= cursor.get(i).kind() == Kind.OPERATOR && !sign;
        }
        if (computed) {
            throw new NotUnderstood(
                    SqlRefusals.statement(
                            "the default of a column that is added is a constant or `now()`",
                            "Add the column without one, and set its values by an UPDATE."));
        }
    }

    private static boolean isQuick(Expression value) {
        return switch (value) {
            case Group group -> group.parts().stream().allMatch(DefinitionParser::isQuick);
            case Call call -> call.arguments().isEmpty() && call.name().getLast().equals("now");
            // Names and queries are refused later, each with a reason of its own.
            case ColumnRef _, Member _, Subquery _, TypeUse _ -> true;
        };
    }

    /// Which rows are in an index: by comparisons that cannot fail, since a failure would tell of the row where it did, and
    /// that cost nothing, since nobody writes to the table meanwhile.
    private Expression indexCondition() {
        int start = cursor.at();
        var condition = expressions.expression();
        boolean plain = isPlain(condition);
        for (int i = start; i < cursor.at(); i++) {
            var token = cursor.get(i);
            plain &= token.kind() != Kind.OPERATOR || COMPARISONS.contains(token.text());
            plain &= token.kind() != Kind.WORD || !FALLIBLE.contains(token.text());
        }
        if (!plain) {
            throw new NotUnderstood(
                    SqlRefusals.statement(
                            "the condition of an index compares columns and constants and nothing else",
                            "Use =, <>, <, <=, >, >=, BETWEEN, IN, IS NULL, AND, OR and NOT."));
        }
        return condition;
    }

    private static boolean isPlain(Expression condition) {
        return switch (condition) {
            case ColumnRef column -> !column.star();
            case Group group -> group.parts().stream().allMatch(DefinitionParser::isPlain);
            case Call _, Member _, Subquery _, TypeUse _ -> false;
        };
    }

    private CreateIndex index() {
        boolean unique = cursor.accept("unique");
        cursor.expect("index");
        if (cursor.atWord("concurrently")) {
            throw new NotUnderstood(
                    SqlRefusals.statement(
                            "`CONCURRENTLY` is not available, since it cannot run in a transaction",
                            INDEX));
        }
        acceptIfNotExists();
        Optional<String> name =
                cursor.atWord("on") ? Optional.empty() : Optional.of(newName("an index"));
        cursor.expect("on");
        var target = target(false);
        if (cursor.accept("using")) {
            if (!cursor.atAny(METHODS)) {
                throw cursor.unexpected("a kind of index");
            }
            cursor.take();
        }
        var indexed = indexColumns();
        if (cursor.accept("include")) {
            indexed.addAll(names());
        }
        return new CreateIndex(
                target,
                unique,
                name,
                indexed,
                cursor.accept("where") ? Optional.of(indexCondition()) : Optional.empty());
    }

    private List<String> indexColumns() {
        var indexed = new ArrayList<String>();
        cursor.expectSymbol("(");
        do {
            cursor.countTerm();
            indexed.add(cursor.name("a column"));
            if (!cursor.accept("asc")) {
                cursor.accept("desc");
            }
            if (cursor.accept("nulls") && !cursor.accept("first")) {
                cursor.expect("last");
            }
        } while (cursor.acceptSymbol(","));
        cursor.expectSymbol(")");
        return indexed;
    }

    private void acceptIfNotExists() {
        if (cursor.atWords("if", "not")) {
            cursor.take();
            cursor.take();
            cursor.expect("exists");
        }
    }

    /// @param made whether the table is yet to be
    private Target target(boolean made) {
        int start = cursor.at();
        boolean qualified = cursor.peek(1).isSymbol(".");
        Optional<String> schema =
                qualified ? Optional.of(cursor.name("a schema")) : Optional.empty();
        if (qualified) {
            cursor.take();
        }
        var name =
                made
                        ? newName("a table")
                        : qualified ? cursor.label("a table") : cursor.name("a table");
        return new Target(schema, name, new Span(start, cursor.at()), Optional.empty());
    }

    /// A name that shall come into being. Of letters that look like others, of dots and of what cannot be seen there
    /// would be no telling, neither for a reviewer nor for a rule.
    private String newName(String what) {
        var name = cursor.name(what);
        boolean plain =
                name.chars()
                        .allMatch(c ->
                                c == '_'
                                        || (c >= '0' && c <= '9')
                                        || (c >= 'a' && c <= 'z')
                                        || (c >= 'A' && c <= 'Z'));
        if (!plain) {
            throw new NotUnderstood(
                    SqlRefusals.statement(
                            "the new name " + SqlRefusals.quote(name) + " is not plain",
                            "Make it of the letters a to z, digits and underscores."));
        }
        return name;
    }

    private List<String> names() {
        var names = cursor.names();
        names.forEach(name -> cursor.countTerm());
        return names;
    }

    private boolean tableConstraint() {
        if (cursor.accept("primary")) {
            cursor.expect("key");
            keys.add(names());
        } else if (cursor.accept("unique")) {
            keys.add(names());
        } else if (cursor.accept("foreign")) {
            cursor.expect("key");
            var from = names();
            cursor.expect("references");
            references.add(reference(from));
        } else if (cursor.accept("check")) {
            checks.add(check());
        } else {
            return false;
        }
        return true;
    }

    /// @param constrained whether constraints other than `NOT NULL` may follow
    private NewColumn column(boolean constrained) {
        cursor.countTerm();
        var name = newName("a column");
        var type = expressions.types().type();
        Optional<Expression> value = Optional.empty();
        while (true) {
            if (cursor.accept("not")) {
                cursor.expect("null");
            } else if (value.isEmpty() && cursor.accept("default")) {
                value = Optional.of(value());
            } else if (!cursor.accept("null") && !(constrained && columnConstraint(name))) {
                return new NewColumn(name, type, value);
            }
        }
    }

    private boolean columnConstraint(String column) {
        if (cursor.accept("primary")) {
            cursor.expect("key");
            keys.add(List.of(column));
        } else if (cursor.accept("unique")) {
            keys.add(List.of(column));
        } else if (cursor.accept("references")) {
            references.add(reference(List.of(column)));
        } else if (cursor.accept("check")) {
            checks.add(check());
        } else {
            return false;
        }
        return true;
    }

    private Expression check() {
        cursor.expectSymbol("(");
        var condition = expressions.expression();
        cursor.expectSymbol(")");
        return condition;
    }

    /// A default takes operators alone without brackets, since `NOT` and `IN` could belong to what follows it.
    private Expression value() {
        int start = cursor.at();
        if (cursor.atWord("not")) {
            throw cursor.unexpected("a value");
        }
        var parts = new ArrayList<Expression>();
        parts.add(expressions.operand());
        while (cursor.peek().kind() == Kind.OPERATOR) {
            cursor.take();
            parts.add(expressions.operand());
        }
        for (int i = start; i < cursor.at(); i++) {
            if (cursor.get(i).isWord("collate")) {
                throw new NotUnderstood(
                        SqlRefusals.unexpected("`collate`", "a default without a collation"));
            }
        }
        return new Group(parts, Syntax.NAMELESS);
    }

    private Reference reference(List<String> from) {
        var table = target(false);
        List<String> referred = cursor.atSymbol("(") ? names() : List.of();
        while (cursor.accept("on")) {
            if (!cursor.accept("delete")) {
                cursor.expect("update");
            }
            if (!cursor.accept("restrict")) {
                if (!cursor.atWords("no", "action")) {
                    throw new NotUnderstood(
                            SqlRefusals.statement(
                                    "a reference that changes rows on its own account, by "
                                            + SqlRefusals.quote(
                                                    cursor.peek().text().toUpperCase(Locale.ROOT))
                                            + ", is not available",
                                    "For ON DELETE and ON UPDATE write NO ACTION or RESTRICT."));
                }
                cursor.take();
                cursor.take();
            }
        }
        return new Reference(from, table, referred);
    }
}
