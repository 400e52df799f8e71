package dev.sallyport.tools.database;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// What [StatementParser] reads: as much of a statement's structure as decides what its names mean.
///
/// Operators carry no precedence here, since nothing that is decided depends on it. Everything has the place
/// of its tokens, since [Rewriter] changes tokens and never prints a tree.
final class Syntax {

    private Syntax() {}

    /// Tokens `from` to `to`, exclusive.
    record Span(int from, int to) {}

    /// A whole statement.
    sealed interface Statement {}

    record Read(Query query) implements Statement {}

    /// @param source rows or a query; empty for `DEFAULT VALUES`
    /// @param conflict empty where there is no `ON CONFLICT`
    record Insert(
            With with,
            Target target,
            List<String> columns,
            Optional<Query> source,
            Optional<Conflict> conflict)
            implements Statement {}

    record Update(
            With with,
            Target target,
            List<Assignment> assignments,
            List<From> from,
            Optional<Expression> where,
            Place place)
            implements Statement {}

    record Delete(
            With with, Target target, List<From> using, Optional<Expression> where, Place place)
            implements Statement {}

    /// @param on the condition that pairs rows of the source with rows of the target
    record Merge(With with, Target target, From source, Expression on, List<When> whens)
            implements Statement {}

    /// A statement that adds to the schema.
    sealed interface Define extends Statement {

        /// The table that is made, extended or indexed.
        Target target();
    }

    /// @param keys the columns of each `PRIMARY KEY` and `UNIQUE`
    record CreateTable(
            Target target,
            List<NewColumn> columns,
            List<List<String>> keys,
            List<Reference> references,
            List<Expression> checks)
            implements Define {}

    record AddColumn(Target target, NewColumn column) implements Define {}

    /// @param name empty where the product is to choose one
    /// @param columns those of the index, and then those of `INCLUDE`
    record CreateIndex(
            Target target,
            boolean unique,
            Optional<String> name,
            List<String> columns,
            Optional<Expression> where)
            implements Define {}

    /// @param value the `DEFAULT`
    record NewColumn(String name, TypeUse type, Optional<Expression> value) {}

    /// A foreign key.
    ///
    /// @param columns of the new table
    /// @param table the one referred to
    /// @param referred its columns, none where its primary key is meant
    record Reference(List<String> columns, Target table, List<String> referred) {}

    /// One `WHEN` of a `MERGE`.
    sealed interface When {

        /// Beyond the pairing.
        Optional<Expression> condition();
    }

    record MergeUpdate(Optional<Expression> condition, List<Assignment> assignments)
            implements When {}

    record MergeDelete(Optional<Expression> condition) implements When {}

    record MergeNothing(Optional<Expression> condition) implements When {}

    /// @param columns none where all are meant
    /// @param row none for `DEFAULT VALUES`
    record MergeInsert(Optional<Expression> condition, List<String> columns, List<Expression> row)
            implements When {}

    /// The table that is written. Its alias is its own name where none is given.
    record Target(Optional<String> schema, String table, Span name, Optional<String> alias) {}

    /// @param columns several for `(a, b) = (…)`
    record Assignment(List<String> columns, Expression value) {}

    /// @param columns the unique columns named; empty for a bare `DO NOTHING` and for `ON DUPLICATE KEY`
    record Conflict(
            List<Expression> columns, List<Assignment> assignments, Optional<Expression> where) {}

    /// Where a condition can be added.
    ///
    /// @param condition the tokens of the present condition, empty span where there is none
    record Place(Span condition) {}

    record With(boolean recursive, List<Cte> ctes) {
        static final With NONE = new With(false, List.of());
    }

    /// @param place of the name
    /// @param added the columns that `SEARCH` and `CYCLE` add
    /// @param marks the values that `CYCLE` gives
    record Cte(
            String name,
            Span place,
            List<String> columns,
            Query query,
            List<String> added,
            List<Expression> marks) {}

    /// @param order each with its direction left out
    /// @param limits the expressions of `LIMIT`, `OFFSET` and `FETCH`
    record Query(With with, Body body, List<Expression> order, List<Expression> limits) {}

    sealed interface Body {}

    /// @param inner the other expressions of the select, which see its tables: `DISTINCT ON`, `WHERE`, `WINDOW`
    /// @param groupEnd the token behind a plain `GROUP BY` list; empty where there is none or it has grouping sets
    /// @param having the condition of `HAVING`, none where there is none
    record Select(
            List<Item> items,
            List<From> from,
            List<Expression> inner,
            List<Expression> group,
            OptionalInt groupEnd,
            List<Expression> having)
            implements Body {}

    /// `UNION`, `INTERSECT` and `EXCEPT` of any number of branches.
    record SetOperation(List<Body> branches) implements Body {}

    record Nested(Query query) implements Body {}

    record Rows(List<List<Expression>> rows) implements Body {}

    /// `TABLE name`, as the select it stands for.
    ///
    /// @param word the keyword
    record WholeTable(Span word, Select select) implements Body {}

    /// @param span of the expression
    record Item(Expression expression, Optional<String> label, Span span) {}

    sealed interface From {}

    /// @param name all that names the table, with an `ONLY` before it or a `*` behind
    /// @param only whether the rows of its partitions and inheritance children are left out
    record TableRef(
            Optional<String> schema, String table, boolean only, Span name, Optional<Alias> alias)
            implements From {}

    record SubqueryRef(Query query, boolean lateral, Optional<Alias> alias) implements From {}

    /// @param defined the columns of a column definition list: `AS t(a int, b text)`
    /// @param names the list of the alias's columns with its brackets, or the empty place where it would stand
    record CallRef(
            List<Call> calls,
            boolean ordinality,
            Optional<Alias> alias,
            List<Definition> defined,
            Span names)
            implements From {}

    /// @param call everything inside the brackets
    record JsonTable(Call call, List<String> columns, Optional<Alias> alias) implements From {}

    record Definition(String name, TypeUse type) {}

    /// @param merged what the columns of `USING` are called together
    record Joined(
            From left,
            From right,
            boolean natural,
            List<String> using,
            Optional<String> merged,
            Optional<Expression> on,
            Optional<Alias> alias)
            implements From {}

    record Alias(String name, List<String> columns) {}

    sealed interface Expression {}

    /// A name of one to three parts, or with `star` one that ends in `.*` or is `*` alone.
    record ColumnRef(List<String> parts, boolean star, Span span) implements Expression {}

    /// A call by name.
    ///
    /// @param special whether the name is a keyword with a grammar of its own, which cannot be qualified
    /// @param arguments everything inside, with the expressions of `ORDER BY`, `FILTER` and `OVER`
    record Call(List<String> name, Span span, boolean special, List<Expression> arguments)
            implements Expression {}

    record Subquery(Query query, Optional<String> name) implements Expression {}

    /// `(row).field`, or with an empty field `(row).*`.
    record Member(Expression row, String field) implements Expression {}

    /// A type's name where one is used.
    record TypeUse(List<String> parts, Span span) implements Expression {}

    /// Anything else, by its parts.
    ///
    /// @param name what PostgreSQL would call the column, `?column?` when nothing better
    record Group(List<Expression> parts, String name) implements Expression {}

    static final String NAMELESS = "?column?";

    /// The name of a column that has one, but not certainly which: no text can name it. A wrong name would be worse: where
    /// the database does not find it, it goes on to look in the tables around.
    static final String UNCERTAIN = "";

    /// Types that PostgreSQL calls as everybody writes them.
    private static final Set<String> CALLED_AS_WRITTEN =
            Set.of("date", "text", "uuid", "json", "jsonb", "numeric", "interval", "bytea");

    /// What PostgreSQL calls an output column that has no label.
    static String nameOf(Expression expression) {
        return switch (expression) {
            case ColumnRef column -> column.star() ? UNCERTAIN : column.parts().getLast();
            case Call call ->
                    call.special() && call.name().getLast().equals("trim")
                            ? UNCERTAIN
                            : call.name().getLast();
            case Member member -> member.field();
            case Subquery subquery ->
                    subquery.name().orElseGet(() -> firstName(subquery.query().body()));
            case Group group -> group.name();
            case TypeUse type ->
                    type.parts().size() == 1 && CALLED_AS_WRITTEN.contains(type.parts().getLast())
                            ? type.parts().getLast()
                            : UNCERTAIN;
        };
    }

    /// What PostgreSQL calls a cast: as the value, where that has a name of its own.
    static String nameOfCast(Expression value) {
        return switch (value) {
            case ColumnRef _, Call _, Member _ -> nameOf(value);
            case Group _, Subquery _, TypeUse _ -> UNCERTAIN;
        };
    }

    /// What PostgreSQL calls a `CASE` with this behind `ELSE`.
    static String nameOfCase(Expression otherwise) {
        return switch (otherwise) {
            case ColumnRef _, Call _, Member _ -> nameOf(otherwise);
            case Group _, Subquery _, TypeUse _ -> UNCERTAIN;
        };
    }

    private static String firstName(Body body) {
        return switch (body) {
            case Select select ->
                    select.items().isEmpty()
                            ? NAMELESS
                            : select.items()
                                    .getFirst()
                                    .label()
                                    .orElseGet(
                                            () -> nameOf(select.items().getFirst().expression()));
            case SetOperation set -> firstName(set.branches().getFirst());
            case Nested nested -> firstName(nested.query().body());
            case Rows rows -> "column1";
            case WholeTable table -> NAMELESS;
        };
    }
}
