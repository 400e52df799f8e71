package dev.sallyport.tools.database;

import java.util.Set;

/// PostgreSQL's keywords by what they may name.
///
/// @see <a href="https://www.postgresql.org/docs/18/sql-keywords-appendix.html">SQL Key Words</a>
final class Keywords {

    private Keywords() {}

    /// May name nothing without quotes.
    static final Set<String> RESERVED =
            Set.of(
                    "all",
                    "analyse",
                    "analyze",
                    "and",
                    "any",
                    "array",
                    "as",
                    "asc",
                    "asymmetric",
                    "both",
                    "case",
                    "cast",
                    "check",
                    "collate",
                    "column",
                    "constraint",
                    "create",
                    "current_catalog",
                    "current_date",
                    "current_role",
                    "current_time",
                    "current_timestamp",
                    "current_user",
                    "default",
                    "deferrable",
                    "desc",
                    "distinct",
                    "do",
                    "else",
                    "end",
                    "except",
                    "false",
                    "fetch",
                    "for",
                    "foreign",
                    "from",
                    "grant",
                    "group",
                    "having",
                    "in",
                    "initially",
                    "intersect",
                    "into",
                    "lateral",
                    "leading",
                    "limit",
                    "localtime",
                    "localtimestamp",
                    "not",
                    "null",
                    "offset",
                    "on",
                    "only",
                    "or",
                    "order",
                    "placing",
                    "primary",
                    "references",
                    "returning",
                    "select",
                    "session_user",
                    "some",
                    "symmetric",
                    "system_user",
                    "table",
                    "then",
                    "to",
                    "trailing",
                    "true",
                    "union",
                    "unique",
                    "user",
                    "using",
                    "variadic",
                    "when",
                    "where",
                    "window",
                    "with");

    /// May name functions and types, never a column or table.
    static final Set<String> FUNCTION_ONLY =
            Set.of(
                    "authorization",
                    "binary",
                    "collation",
                    "concurrently",
                    "cross",
                    "current_schema",
                    "freeze",
                    "full",
                    "ilike",
                    "inner",
                    "is",
                    "isnull",
                    "join",
                    "left",
                    "like",
                    "natural",
                    "notnull",
                    "outer",
                    "overlaps",
                    "right",
                    "similar",
                    "tablesample",
                    "verbose");

    /// May not be a column's label without `AS`, beyond the reserved ones.
    static final Set<String> NO_BARE_LABEL =
            Set.of(
                    "char",
                    "character",
                    "day",
                    "filter",
                    "hour",
                    "isnull",
                    "minute",
                    "month",
                    "notnull",
                    "over",
                    "overlaps",
                    "precision",
                    "second",
                    "varying",
                    "within",
                    "without",
                    "year");

    /// Reserved words that nevertheless may be a bare label; the grammar lets them through.
    static final Set<String> BARE_LABEL_THOUGH_RESERVED =
            Set.of("user", "end", "desc", "asc", "default", "check", "column", "constraint");

    /// Functions with a grammar of their own or whose name is a keyword: never qualified, all harmless.
    static final Set<String> SPECIAL_CALLS =
            Set.of(
                    "coalesce",
                    "nullif",
                    "greatest",
                    "least",
                    "grouping",
                    "extract",
                    "substring",
                    "position",
                    "overlay",
                    "trim",
                    "normalize");

    /// Calls whose grammar is not read, since nothing of XML is available.
    static final Set<String> XML_CALLS =
            Set.of(
                    "xmlconcat",
                    "xmlelement",
                    "xmlexists",
                    "xmlforest",
                    "xmlparse",
                    "xmlpi",
                    "xmlroot",
                    "xmlserialize",
                    "xmltable");

    /// What [#SPECIAL_CALLS] may name behind the text to normalize.
    static final Set<String> NORMAL_FORMS = Set.of("nfc", "nfd", "nfkc", "nfkd");

    /// Values written as a bare word.
    static final Set<String> NOW_WORDS =
            Set.of(
                    "current_date",
                    "current_time",
                    "current_timestamp",
                    "localtime",
                    "localtimestamp");

    static boolean canNameColumn(String word) {
        return !RESERVED.contains(word) && !FUNCTION_ONLY.contains(word);
    }
}
