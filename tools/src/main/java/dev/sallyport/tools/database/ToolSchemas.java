package dev.sallyport.tools.database;

import dev.sallyport.policy.FactDefinition.Unit;
import dev.sallyport.policy.ObligationDefinition;
import dev.sallyport.policy.ToolTerms;
import dev.sallyport.tools.ToolDescription;
import dev.sallyport.tools.ToolDescription.Impact;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// How the three tools present themselves to models and to the role map.
final class ToolSchemas {

    static final long ROWS_FALLBACK = 1000;
    static final long TIMEOUT_FALLBACK_MS = 10_000;

    private static final JsonMapper JSON = new JsonMapper();

    private static final ObligationDefinition MASK =
            new ObligationDefinition.MaskObligation(
                    "Columns whose values are replaced before the query sees them.");
    private static final ObligationDefinition FILTER =
            new ObligationDefinition.FilterObligation(
                    "Rows that are shown, by a condition over the table's own columns.");
    private static final ObligationDefinition ROWS =
            new ObligationDefinition.LimitObligation(
                    "rows", Unit.COUNT, ROWS_FALLBACK, "The most rows a query returns.");
    private static final ObligationDefinition TIMEOUT =
            new ObligationDefinition.LimitObligation(
                    "timeout", Unit.DURATION, TIMEOUT_FALLBACK_MS, "The longest a statement runs.");

    static final String TOLERANCE = "tolerance";

    private static final ObligationDefinition TOLERATED =
            new ObligationDefinition.LimitObligation(
                    TOLERANCE,
                    Unit.COUNT,
                    0,
                    "How many rows more than were counted for the approvers a released write may change.");

    private ToolSchemas() {}

    static ToolDescription query(List<String> databases) {
        return new ToolDescription(
                QueryTool.NAME,
                "Query a database",
                "Runs one SELECT in the database's own SQL (joins, WITH, window functions, aggregates and set operations"
                        + " included) and returns its rows. Read-only. Some columns may be masked and some rows"
                        + " left out for you; columns that a mask touches are marked. Write tables as schema.table."
                        + " Use describe_database first to learn tables and columns.",
                Impact.READ,
                input(
                        """
                        {"type":"object","additionalProperties":false,"required":["database","sql"],"properties":{
                          "database":{"type":"string","description":"The database to query."},
                          "sql":{"type":"string","maxLength":65536,"description":"One SELECT statement, without parameters."},
                          "reason":{"type":"string","maxLength":2000,"description":"Why you need this; shown to reviewers."}}}
                        """),
                input(
                        """
                        {"columns":{"type":"array","description":"The columns, in order.","items":{"type":"object",
                           "required":["name","type","masked"],"properties":{
                             "name":{"type":"string"},"type":{"type":"string","description":"The product's name of the type."},
                             "masked":{"type":"boolean","description":"Whether a masked column went into it."}}}},
                         "rows":{"type":"array","description":"The rows, each a list of values in the columns' order. Numbers too large or too precise for JSON are strings.","items":{"type":"array"}},
                         "row_count":{"type":"integer","description":"How many rows are returned here."},
                         "truncated":{"type":"boolean","description":"Whether there were more rows than are returned."}}
                        """),
                "database",
                databases,
                Map.of(Accesses.DATABASE.name(), "database"),
                new ToolTerms(
                        QueryTool.NAME,
                        Optional.of(Accesses.DATABASE.name()),
                        List.of(
                                Accesses.DATABASE,
                                Accesses.SCHEMA,
                                Accesses.TABLE,
                                Accesses.STATEMENT,
                                Accesses.COLUMNS),
                        List.of(MASK, FILTER, ROWS, TIMEOUT)));
    }

    static ToolDescription modify(List<String> databases) {
        return new ToolDescription(
                ModifyTool.NAME,
                "Change a database",
                "Runs one INSERT, UPDATE, DELETE or MERGE in one transaction and returns how many rows it touched. On"
                        + " PostgreSQL also one CREATE TABLE, ALTER TABLE … ADD COLUMN or CREATE INDEX, where the"
                        + " role map names them. The change may be held until a human has seen the statement and the"
                        + " number of rows. Masked columns can be set but neither read nor compared. RETURNING is not"
                        + " available.",
                Impact.DESTROY,
                input(
                        """
                        {"type":"object","additionalProperties":false,"required":["database","sql","reason"],"properties":{
                          "database":{"type":"string","description":"The database to change."},
                          "sql":{"type":"string","maxLength":65536,"description":"One INSERT, UPDATE, DELETE or MERGE statement, without parameters; on PostgreSQL also CREATE TABLE name (column type, …), ALTER TABLE name ADD COLUMN column type, or CREATE [UNIQUE] INDEX ON table (column, …)."},
                          "reason":{"type":"string","maxLength":2000,"description":"Why the change is needed; shown to reviewers."}}}
                        """),
                input(
                        """
                        {"rows_affected":{"type":"integer","description":"How many rows were inserted, updated or deleted; 0 for a definition."}}
                        """),
                "database",
                databases,
                Map.of(Accesses.DATABASE.name(), "database"),
                new ToolTerms(
                        ModifyTool.NAME,
                        Optional.of(Accesses.DATABASE.name()),
                        List.of(
                                Accesses.DATABASE,
                                Accesses.SCHEMA,
                                Accesses.TABLE,
                                Accesses.STATEMENT,
                                Accesses.COLUMNS),
                        List.of(MASK, FILTER, TIMEOUT, TOLERATED)));
    }

    static ToolDescription describe(List<String> databases) {
        return new ToolDescription(
                DescribeTool.NAME,
                "Describe a database",
                "Lists the tables and views of one schema with their columns, types, comments, keys and rough row"
                        + " counts, or one table alone. Masked columns are marked with the name of their mask.",
                Impact.READ,
                input(
                        """
                        {"type":"object","additionalProperties":false,"required":["database"],"properties":{
                          "database":{"type":"string","description":"The database to describe."},
                          "schema":{"type":"string","maxLength":63,"description":"The schema; needed where the database has several."},
                          "table":{"type":"string","maxLength":63,"description":"One table or view of the schema; all of them when absent."}}}
                        """),
                input(
                        """
                        {"product":{"type":"string","description":"Whose SQL the database speaks: PostgreSQL, MySQL, SQLite or H2."},
                         "schema":{"type":"string"},
                         "tables":{"type":"array","items":{"type":"object","required":["name","kind"],"properties":{
                           "name":{"type":"string"},
                           "kind":{"type":"string","enum":["table","view","materialized view","foreign table"]},
                           "comment":{"type":"string"},
                           "rows":{"type":"integer","description":"A rough count; absent when unknown."},
                           "primary_key":{"type":"array","items":{"type":"string"}},
                           "foreign_keys":{"type":"array","items":{"type":"string"},"description":"`column -> table(column)`, within this schema."},
                           "columns":{"type":"array","items":{"type":"object","required":["name","type"],"properties":{
                             "name":{"type":"string"},"type":{"type":"string"},"required":{"type":"boolean"},
                             "comment":{"type":"string"},"masked":{"type":"string","description":"The mask over its values."}}}}}}},
                         "note":{"type":"string","description":"What was left out, and how to get it."}}
                        """),
                "database",
                databases,
                Map.of(Accesses.DATABASE.name(), "database", Accesses.SCHEMA.name(), "schema"),
                new ToolTerms(
                        DescribeTool.NAME,
                        Optional.of(Accesses.DATABASE.name()),
                        List.of(Accesses.DATABASE, Accesses.SCHEMA, Accesses.TABLE),
                        List.of(MASK)));
    }

    private static ObjectNode input(String json) {
        return (ObjectNode) JSON.readTree(json);
    }
}
