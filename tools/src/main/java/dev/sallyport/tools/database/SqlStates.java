package dev.sallyport.tools.database;

import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Refusal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns a database's failure into our own words. The driver's text holds values of rows and never leaves here;
/// only the five characters of the SQLSTATE do.
///
/// @see <a href="https://www.postgresql.org/docs/18/errcodes-appendix.html">PostgreSQL Error Codes</a>
final class SqlStates {

    private record Meaning(String what, String next) {}

    private static final Map<String, Meaning> STATES =
            Map.ofEntries(
                    Map.entry(
                            "22012",
                            new Meaning(
                                    "a division by zero", "Guard the divisor with nullif(x, 0).")),
                    Map.entry(
                            "22P02",
                            new Meaning(
                                    "a text is not a value of the type it is used as",
                                    "Check casts; masked columns hold placeholders that do not cast.")),
                    Map.entry(
                            "22007",
                            new Meaning(
                                    "a text is no valid date or time",
                                    "Check casts; masked columns hold placeholders that do not cast.")),
                    Map.entry(
                            "22008",
                            new Meaning(
                                    "a date or time is out of range", "Check the computation.")),
                    Map.entry(
                            "22003",
                            new Meaning("a number is out of range", "Cast to numeric or bigint.")),
                    Map.entry(
                            "22001",
                            new Meaning("a text is too long for its column", "Shorten the text.")),
                    Map.entry(
                            "42883",
                            new Meaning(
                                    "no function or operator takes these types",
                                    "Add casts; masked columns keep their type.")),
                    Map.entry(
                            "42804",
                            new Meaning(
                                    "types do not match", "Add casts so that both sides agree.")),
                    Map.entry(
                            "42846",
                            new Meaning(
                                    "a value cannot be cast to that type", "Choose another cast.")),
                    Map.entry(
                            "42803",
                            new Meaning(
                                    "a column is neither grouped nor aggregated",
                                    "Name every plain output column in GROUP BY; the primary key alone is not"
                                            + " enough for tables with masked columns or filtered rows.")),
                    Map.entry(
                            "42601",
                            new Meaning("the syntax is not right", "Rewrite the statement.")),
                    Map.entry(
                            "42702",
                            new Meaning(
                                    "a column name is ambiguous",
                                    "Qualify it with its table's alias.")),
                    Map.entry(
                            "42703",
                            new Meaning(
                                    "a column does not exist there",
                                    "Check the columns with describe_database.")),
                    Map.entry(
                            "42P10",
                            new Meaning(
                                    "ORDER BY or GROUP BY names what the select list does not hold",
                                    "Add it to the select list.")),
                    Map.entry(
                            "42P01",
                            new Meaning(
                                    "a table does not exist there",
                                    "Check the tables with describe_database.")),
                    Map.entry(
                            "3F000",
                            new Meaning(
                                    "a schema does not exist",
                                    "Check the schemas with describe_database.")),
                    Map.entry(
                            "42830",
                            new Meaning(
                                    "a reference names columns that are no key together",
                                    "Refer to a primary key or to unique columns.")),
                    Map.entry(
                            "42P17",
                            new Meaning(
                                    "the definition holds something that may not stand there",
                                    "In the condition of an index use functions that always give the same answer.")),
                    Map.entry(
                            "42501",
                            new Meaning(
                                    "the gate's login may not do this",
                                    "Ask the operator of the gate to grant it.")),
                    Map.entry(
                            "21000",
                            new Meaning(
                                    "a subquery used as a value gave several rows",
                                    "Add a condition, LIMIT 1 or an aggregate.")),
                    Map.entry(
                            "53200",
                            new Meaning("the database ran out of memory", "Ask for less at once.")),
                    Map.entry(
                            "54000",
                            new Meaning(
                                    "a limit of the database is exceeded",
                                    "Ask for less at once.")),
                    Map.entry(
                            "25006",
                            new Meaning("the statement tried to write", "Use modify_database.")));

    private static final Map<String, Meaning> CLASSES =
            Map.of(
                    "22",
                            new Meaning(
                                    "a value does not fit what is done with it",
                                    "Check casts and ranges."),
                    "23",
                            new Meaning(
                                    "a constraint does not allow it",
                                    "Check keys, references and required columns."),
                    "42",
                            new Meaning(
                                    "the statement does not fit the schema",
                                    "Check it against describe_database."),
                    "40",
                            new Meaning(
                                    "it collided with another transaction", "Make the call again."),
                    "53",
                            new Meaning(
                                    "the database is short of resources",
                                    "Ask for less, or later."),
                    "54",
                            new Meaning(
                                    "a limit of the database is exceeded",
                                    "Ask for less at once."));

    private SqlStates() {}

    /// The state where it is one, else `unknown`.
    static String checked(@Nullable String state) {
        if (state == null || state.length() != 5) {
            return "unknown";
        }
        for (int i = 0; i < 5; i++) {
            char c = state.charAt(i);
            if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'))) {
                return "unknown";
            }
        }
        return state;
    }

    /// @param state what [Engine#stateOf] made of the failure
    static Refusal refusal(String state, CallControl control) {
        if (control.cancelled()) {
            return Refusal.failed("CANCELLED", "the call was cancelled", "");
        }
        if (state.equals("57014") || state.equals("55P03")) {
            return Refusal.failed(
                    "QUERY_TIMED_OUT",
                    "the statement took longer than allowed",
                    "Narrow it with conditions, a LIMIT or fewer joins.");
        }
        if (state.startsWith("08")
                || state.startsWith("28")
                || state.startsWith("57P")
                || state.equals("3D000")
                || state.equals("53300")
                || state.equals("unknown")) {
            return unavailable();
        }
        var meaning = STATES.getOrDefault(state, CLASSES.get(state.substring(0, 2)));
        return Refusal.failed(
                "QUERY_FAILED",
                "the database refused the statement (SQLSTATE "
                        + state
                        + ")"
                        + (meaning == null ? "" : ": " + meaning.what()),
                meaning == null ? "Try a simpler statement." : meaning.next());
    }

    static Refusal unavailable() {
        return Refusal.failed(
                "TARGET_UNAVAILABLE",
                "the database cannot be reached now",
                "Try again later; the operator of the gate can see why.");
    }
}
