package dev.sallyport.tools.database;

import dev.sallyport.tools.Refusal;

/// Every refusal of a statement, in the agent's words. What they quote is the agent's own text, cut short.
final class SqlRefusals {

    private static final int QUOTED_MAX = 60;

    private SqlRefusals() {}

    static Refusal notUnderstood(String what, String next) {
        return Refusal.denied("DENIED_SQL_NOT_UNDERSTOOD", what, next);
    }

    static Refusal unexpected(String found, String expected) {
        return notUnderstood(
                "the statement could not be read at " + found + ": expected " + expected,
                "Rewrite that part in plain SQL; the gate runs only what it fully understands.");
    }

    static Refusal statement(String what, String next) {
        return Refusal.denied("DENIED_SQL_STATEMENT", what, next);
    }

    static Refusal limit(String what) {
        return Refusal.denied("DENIED_SQL_LIMIT", what, "Split the statement into smaller ones.");
    }

    static Refusal function(String name) {
        return Refusal.denied(
                "DENIED_SQL_FUNCTION",
                "function " + quote(name) + " is not on the list of functions that may be called",
                "Use the common built-in functions; functions with side effects or access to files, settings"
                        + " or other queries, and user-defined ones, are not available.");
    }

    static Refusal type(String name) {
        return Refusal.denied(
                "DENIED_SQL_TYPE",
                "type " + quote(name) + " is not on the list of types that may be named",
                "Use common built-in types, such as text, numeric or date, or an enumeration of the schema.");
    }

    static Refusal table(String name) {
        return Refusal.denied(
                "DENIED_SQL_NAME",
                "there is no table or view " + quote(name) + " that you could use",
                "List the tables with describe_database and write the name with its schema.");
    }

    /// @param kind what is there, or what it would hide or be hidden by
    static Refusal taken(String kind, String name) {
        return Refusal.denied(
                "DENIED_SQL_NAME_TAKEN",
                "there is a "
                        + kind
                        + " "
                        + quote(name)
                        + " already, and of two that share a name one would hide the other",
                "Choose another name, or leave the definition as it is.");
    }

    static Refusal catalogue(String name) {
        return Refusal.denied(
                "DENIED_SQL_CATALOGUE",
                quote(name) + " belongs to the database's own catalogue, which is not queried",
                "Use describe_database for tables, columns, types and keys.");
    }

    static Refusal column(String name) {
        return Refusal.denied(
                "DENIED_SQL_NAME",
                "there is no column " + quote(name) + " in scope",
                "Look the columns up with describe_database and qualify them with the table's alias.");
    }

    static Refusal ambiguous(String name) {
        return Refusal.denied(
                "DENIED_SQL_NAME",
                "column " + quote(name) + " could mean several columns",
                "Qualify it with the table's alias.");
    }

    static Refusal systemColumn(String name) {
        return Refusal.denied(
                "DENIED_SQL_NAME",
                "system column " + quote(name) + " is not available",
                "Use the table's own key.");
    }

    static Refusal view(String name) {
        return Refusal.denied(
                "DENIED_SQL_VIEW",
                "view " + quote(name) + " cannot be used: what it reads is not fully understood",
                "Query the tables under it instead.");
    }

    static Refusal hiddenPart(String name) {
        return Refusal.denied(
                "DENIED_SQL_VIEW",
                quote(name) + " stores columns or rows that are masked or filtered for you",
                "Query the tables it was made from instead.");
    }

    static Refusal filter(String table) {
        return Refusal.denied(
                "DENIED_SQL_FILTER",
                "a row filter that applies to "
                        + quote(table)
                        + " cannot be applied to this statement",
                "Tell the operator of the gate; nothing of this table can be used this way until it is fixed.");
    }

    static Refusal mask(String column) {
        return Refusal.denied(
                "DENIED_SQL_MASK",
                "the mask of " + quote(column) + " does not fit the table",
                "Tell the operator of the gate; nothing of this table can be read until it is fixed.");
    }

    static Refusal stateChanged() {
        return Refusal.denied(
                "DENIED_STATE_CHANGED",
                "the database has changed since the call was planned, nothing was done",
                "Make the call again.");
    }

    static String quote(String text) {
        var shown = new StringBuilder("`");
        text.codePoints()
                .limit(QUOTED_MAX)
                .forEach(c -> shown.appendCodePoint(c < 0x20 || c == 0x7f || c == '`' ? '?' : c));
        if (text.codePointCount(0, text.length()) > QUOTED_MAX) {
            shown.append('…');
        }
        return shown.append('`').toString();
    }
}
