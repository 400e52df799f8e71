package dev.sallyport.tools.database;

import java.util.Set;

/// The words and constructs of one product's SQL, as far as they are understood.
///
/// @param reserved words that name nothing without quotes
/// @param functionOnly words that may name functions and types, never a column or table
/// @param noBareLabel words that are no column's label without `AS`, beyond the reserved ones
/// @param specialCalls functions with a grammar of their own or whose name is a keyword: never qualified, all harmless
/// @param nowWords values written as a bare word
/// @param identityWords bare words that tell who is connected to what, which is nobody's business
/// @param features what is understood beyond the common ground
record Grammar(
        Set<String> reserved,
        Set<String> functionOnly,
        Set<String> noBareLabel,
        Set<String> specialCalls,
        Set<String> nowWords,
        Set<String> identityWords,
        Set<Feature> features) {

    /// Constructs that some products have. What a product has not is refused, even where its own parser would.
    enum Feature {
        /// `a::text` and `numeric '1'`.
        CAST_OPERATOR,
        /// `ARRAY[…]`, `a[1]`, `= ANY (array)`.
        ARRAYS,
        /// A table's name as a value, `(row).field`.
        WHOLE_ROWS,
        /// `LATERAL` in front of a query.
        LATERAL,
        /// A function in `FROM`.
        CALLS_IN_FROM,
        /// There, also one that returns a value and not rows.
        VALUES_IN_FROM,
        /// `DISTINCT ON (…)`.
        DISTINCT_ON,
        /// `ON CONFLICT`.
        ON_CONFLICT,
        /// `TABLE name` for a query.
        WHOLE_TABLES,
        /// `ONLY` before a table.
        INHERITANCE,
        /// `JSON_VALUE(… RETURNING …)` and its like, `JSON_TABLE`, `IS JSON`, `IS NORMALIZED`.
        JSON_SYNTAX,
        /// `MERGE`.
        MERGE,
        /// `UPDATE … FROM` and `DELETE … USING`.
        WRITE_JOINS,
        /// `LIMIT 20, 10`.
        LIMIT_PAIR,
        /// `a IS b` for any `b`, and `a NOT NULL`.
        IS_ANY,
        /// `a GLOB 'x*'`.
        GLOB,
        /// `*` shows the columns of `USING` where the left table has them, and not in front of all others.
        USING_IN_PLACE,
        /// `a JOIN b` with no condition.
        JOIN_WITHOUT_CONDITION,
        /// The expressions of [MySqlForms].
        MYSQL_FORMS,
        /// `ON DUPLICATE KEY UPDATE`.
        ON_DUPLICATE_KEY,
        /// An output's name within the expressions of `GROUP BY`, `HAVING` and `ORDER BY`.
        OUTPUT_NAMES,
        /// `GROUP BY … WITH ROLLUP`.
        WITH_ROLLUP,
        /// The statements of [DefinitionParser], within a transaction that can be rolled back.
        ADDING_DDL
    }

    Grammar {
        reserved = Set.copyOf(reserved);
        functionOnly = Set.copyOf(functionOnly);
        noBareLabel = Set.copyOf(noBareLabel);
        specialCalls = Set.copyOf(specialCalls);
        nowWords = Set.copyOf(nowWords);
        identityWords = Set.copyOf(identityWords);
        features = Set.copyOf(features);
    }

    boolean has(Feature feature) {
        return features.contains(feature);
    }

    boolean canNameColumn(String word) {
        return !reserved.contains(word) && !functionOnly.contains(word);
    }

    boolean canBeBareLabel(String word) {
        return !noBareLabel.contains(word) && !reserved.contains(word);
    }
}
