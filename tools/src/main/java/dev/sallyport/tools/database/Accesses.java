package dev.sallyport.tools.database;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.FactDefinition.Place;
import dev.sallyport.policy.FactDefinition.SetFact;
import dev.sallyport.policy.FactDefinition.TextFact;
import dev.sallyport.policy.FactValue;
import dev.sallyport.tools.database.Catalogue.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Puts what a statement touches into the policy's words.
final class Accesses {

    private static final String CREATE_TABLE = "create_table";
    private static final String ADD_COLUMN = "add_column";
    private static final String CREATE_INDEX = "create_index";

    static final TextFact DATABASE =
            new TextFact("database", "database", Place.ON, "The configured database: `shop`.");
    static final TextFact SCHEMA =
            new TextFact("schema", "schema", Place.ON, "The schema of a table.");
    static final TextFact TABLE =
            new TextFact(
                    "table",
                    "table",
                    Place.ON,
                    "The table or view. A view also counts as every table it reads.");
    static final TextFact STATEMENT =
            new TextFact(
                    "statement",
                    "statements",
                    Place.RULE,
                    "What the statement does: `select`, `insert`, `update`, `delete` or `merge`; on PostgreSQL also"
                            + " `create_table`, `add_column` and `create_index`, which are allowed only where a rule"
                            + " writes them out.",
                    Set.of(CREATE_TABLE, ADD_COLUMN, CREATE_INDEX));

    static final SetFact COLUMNS =
            new SetFact(
                    "columns",
                    "columns",
                    Place.RULE,
                    "The columns that are read, or for a table that is written, those that are: all of them where a"
                            + " row is deleted, or inserted without a list of columns; those that are defined or"
                            + " indexed.");

    private static final String READ = "db.read";
    private static final String WRITE = "db.write";

    private final String database;

    Accesses(String database) {
        this.database = database;
    }

    /// Everything an understood statement touches, in a stable order.
    List<Access> of(Analysis analysis) {
        var statement = FactValue.text(statement(analysis.statement()));
        var accesses = new ArrayList<Access>();
        var target = analysis.target().map(Catalogue.Table::id);
        var defined = defined(analysis);
        for (var table : sorted(analysis.touched())) {
            boolean written = target.equals(Optional.of(table)) || defined.contains(table);
            if (written) {
                accesses.add(access(WRITE, table, statement, FactValue.texts(analysis.written())));
            }
            if (!written || (defined.isEmpty() && reads(analysis, table))) {
                accesses.add(
                        access(READ, table, statement, FactValue.texts(read(analysis, table))));
            }
        }
        return accesses.isEmpty() ? nowhere(statement) : accesses;
    }

    /// The table that a definition adds to, with its partitions and children, to which it adds the same; none where the
    /// statement is another.
    private static List<TableId> defined(Analysis analysis) {
        return analysis.statement() instanceof Syntax.Define
                ? analysis.target().stream()
                        .flatMap(table ->
                                Stream.concat(Stream.of(table.id()), table.relatives().stream()))
                        .toList()
                : List.of();
    }

    private static boolean reads(Analysis analysis, TableId table) {
        return analysis.uses().stream().anyMatch(use -> use.table().id().equals(table))
                || analysis.referenced().stream().anyMatch(origin -> origin.table().equals(table))
                || analysis.views().values().stream()
                        .anyMatch(view -> view.touched().contains(table));
    }

    private static Set<String> read(Analysis analysis, TableId table) {
        return Stream.concat(Stream.of(analysis), analysis.views().values().stream())
                .flatMap(part -> part.referenced().stream())
                .filter(origin -> origin.table().equals(table))
                .map(Analysis.Origin::column)
                .collect(Collectors.toSet());
    }

    /// Whether accesses are those of a statement that adds to the schema.
    static boolean defines(List<Access> accesses) {
        return accesses.stream()
                .anyMatch(access ->
                        access.fact(STATEMENT.name()) instanceof FactValue.Text(var statement)
                                && STATEMENT.byName().contains(statement));
    }

    /// What a refused statement names.
    List<Access> of(Collection<TableId> touched, boolean writing) {
        var statement = writing ? FactValue.NOT_APPLICABLE : FactValue.text("select");
        return touched.isEmpty()
                ? nowhere(statement)
                : sorted(touched).stream()
                        .map(table ->
                                access(
                                        writing ? WRITE : READ,
                                        table,
                                        statement,
                                        FactValue.NOT_APPLICABLE))
                        .toList();
    }

    private List<Access> nowhere(FactValue statement) {
        return List.of(
                new Access(
                        READ,
                        database,
                        Map.of(
                                DATABASE.name(),
                                FactValue.text(database),
                                SCHEMA.name(),
                                FactValue.NOT_APPLICABLE,
                                TABLE.name(),
                                FactValue.NOT_APPLICABLE,
                                STATEMENT.name(),
                                statement,
                                COLUMNS.name(),
                                FactValue.NOT_APPLICABLE)));
    }

    private Access access(String action, TableId table, FactValue statement, FactValue columns) {
        return new Access(
                action,
                database + "/" + table,
                Map.of(
                        DATABASE.name(), FactValue.text(database),
                        SCHEMA.name(), FactValue.text(table.schema()),
                        TABLE.name(), FactValue.text(table.name()),
                        STATEMENT.name(), statement,
                        COLUMNS.name(), columns));
    }

    /// A look at the structure of a schema, or of one table in it. A look at a whole schema cannot say which tables
    /// it stays clear of, so a rule about single tables does not permit it.
    Access describing(Optional<String> schema, Optional<String> table) {
        return new Access(
                READ,
                database + schema.map(s -> "/" + s).orElse("") + table.map(t -> "." + t).orElse(""),
                Map.of(
                        DATABASE.name(), FactValue.text(database),
                        SCHEMA.name(), schema.map(FactValue::text).orElse(FactValue.NOT_APPLICABLE),
                        TABLE.name(),
                                schema.isEmpty()
                                        ? FactValue.NOT_APPLICABLE
                                        : table.map(FactValue::text).orElse(FactValue.UNKNOWN)));
    }

    private static List<TableId> sorted(Collection<TableId> tables) {
        return tables.stream()
                .sorted(Comparator.comparing(TableId::schema).thenComparing(TableId::name))
                .toList();
    }

    static String statement(Syntax.Statement statement) {
        return switch (statement) {
            case Syntax.Read read -> "select";
            case Syntax.Insert insert -> "insert";
            case Syntax.Update update -> "update";
            case Syntax.Delete delete -> "delete";
            case Syntax.Merge merge -> "merge";
            case Syntax.CreateTable create -> CREATE_TABLE;
            case Syntax.AddColumn add -> ADD_COLUMN;
            case Syntax.CreateIndex create -> CREATE_INDEX;
        };
    }
}
