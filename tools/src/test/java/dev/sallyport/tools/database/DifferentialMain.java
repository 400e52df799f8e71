package dev.sallyport.tools.database;

import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.database.Analyst.Understanding;
import dev.sallyport.tools.database.Catalogue.TableId;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Holds our reading of SQL against PostgreSQL's own, statement by statement.
///
/// On standard input come the lines of `differential.mjs`. What changes the catalogue is run in a real PostgreSQL,
/// so that every query meets the tables it was written for. The result goes to standard output as Markdown, every
/// difference and every refusal to files in the directory given.
///
/// Started by `tools/src/differential/run`. Ends with 1 when the two readings differ anywhere.
final class DifferentialMain {

    /// What is counted, in the order of the report.
    private enum Count {
        STATEMENTS("statements in the scripts"),
        NOT_SINGLE("of these no or several statements to PostgreSQL's parser"),
        PURE("pure reads to PostgreSQL's parser"),
        READ_SELECT("statements that our parser reads as `select`"),
        READ_WRITE("statements that our parser reads as `insert`, `update` or `delete`"),
        MANGLED("mangled statements"),
        MANGLED_SINGLE("of these one statement to PostgreSQL's parser"),
        MANGLED_READ("mangled statements that our parser reads"),
        MANGLED_BROKEN("mangled statements that our parser reads and PostgreSQL's does not"),
        VALID("pure reads of user tables that PostgreSQL can plan"),
        ACCEPTED("of these understood"),
        LISTED("with functions of the list alone"),
        ACCEPTED_LISTED("of these understood"),
        SEARCH_PATH("understood, but runs only with the script's search path"),
        OWN_FUNCTION("understood, but means a function of the script"),
        COLUMNS("understood, but refused when run: other number of columns"),
        MASKED_RUNS("understood, and PostgreSQL can plan it with every column masked"),
        MASKED_REFUSED("understood, and refused with every column masked"),
        MASKED_FAILS("understood, and PostgreSQL refuses it with every column masked");

        private final String label;

        Count(String label) {
            this.label = label;
        }
    }

    private static final int CODES_MAX = 20;
    private static final int REASONS_MAX = 40;

    private final DifferentialDatabase database;
    private static final Dialect SQL = PostgreSqlDialect.INSTANCE;

    private final AllowList allowed = SQL.allowed();
    private final Map<Count, Integer> counts = new EnumMap<>(Count.class);
    private final Map<String, Integer> reasons = new TreeMap<>();
    private final Map<String, Integer> codes = new TreeMap<>();
    private final List<String> differences = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();

    private DifferentialMain(DifferentialDatabase database) {
        this.database = database;
    }

    public static void main(String[] arguments) throws IOException, SQLException {
        var directory = Path.of(arguments[0]);
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (var server = EmbeddedPostgres.builder().start();
                var database = new DifferentialDatabase(server)) {
            var main = new DifferentialMain(database);
            var mapper = JsonMapper.shared();
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                main.statement(mapper.readTree(line));
            }
            Files.write(directory.resolve("differences.txt"), main.differences);
            Files.write(directory.resolve("refusals.txt"), main.refusals);
            main.print(database.version());
            if (!main.differences.isEmpty()) {
                System.exit(1);
            }
        }
    }

    private void statement(JsonNode line) throws SQLException {
        var sql = line.path("sql").asString();
        database.enter(line.path("file").asString());
        boolean mangled = line.path("mangled").asBoolean();
        boolean single = line.path("count").asInt() == 1;
        if (mangled) {
            count(Count.MANGLED, true);
            count(Count.MANGLED_SINGLE, single);
            parse(line, sql);
            return;
        }
        boolean pure = line.path("pureRead").asBoolean();
        count(Count.STATEMENTS, true);
        count(Count.NOT_SINGLE, !single);
        count(Count.PURE, pure);
        parse(line, sql);
        if (pure && !ofSystem(line)) {
            read(line, sql);
        }
        if (line.hasNonNull("run")) {
            database.run(line.path("run").asString());
        }
    }

    private void parse(JsonNode line, String sql) {
        boolean mangled = line.path("mangled").asBoolean();
        try {
            var tokens = SQL.lex(sql);
            var statement = StatementParser.parse(tokens, SQL.grammar());
            var kind = Accesses.statement(statement);
            boolean select = statement instanceof Syntax.Read;
            count(Count.MANGLED_READ, mangled);
            count(Count.READ_SELECT, select && !mangled);
            count(Count.READ_WRITE, !select && !mangled);
            if (line.path("count").asInt() == -1 && mangled) {
                // Our parser knows no precedence, so `1 < 2 < 3` is left for the database to
                // refuse.
                count(Count.MANGLED_BROKEN, true);
                refusals.add(where(line) + " broken\t" + sql);
            } else if (line.path("count").asInt() != 1) {
                differ("accepted as one " + kind, line, "");
            } else if (select && !line.path("pureRead").asBoolean()) {
                differ("read that is none", line, line.path("impure").toString());
            } else if (!line.path("kind").asString().equalsIgnoreCase(node(statement))) {
                differ("other kind of statement", line, kind);
            } else if (!(statement instanceof Syntax.Define)) {
                compare(line, tokens, statement);
            }
        } catch (NotUnderstood e) {
            // Refusing is never a difference; how many it hits is counted for the reads below.
            return;
        }
    }

    /// What PostgreSQL's parser calls such a statement.
    private static String node(Syntax.Statement statement) {
        return switch (statement) {
            case Syntax.CreateTable _ -> "CreateStmt";
            case Syntax.AddColumn _ -> "AlterTableStmt";
            case Syntax.CreateIndex _ -> "IndexStmt";
            case Syntax.Read _, Syntax.Insert _, Syntax.Update _, Syntax.Delete _, Syntax.Merge _ ->
                    Accesses.statement(statement) + "Stmt";
        };
    }

    private void compare(JsonNode line, List<SqlToken> tokens, Syntax.Statement statement) {
        var ours = OurReading.comparable(OurReading.of(statement));
        var theirs = OurReading.comparable(texts(line.path("units")));
        if (!ours.equals(theirs)) {
            var only = new ArrayList<>(ours);
            theirs.forEach(only::remove);
            var missing = new ArrayList<>(theirs);
            ours.forEach(missing::remove);
            differ("tree", line, "ours " + only + " theirs " + missing);
        }
        var strings = texts(line.path("strings"));
        for (var token : tokens) {
            if (token.kind() == SqlToken.Kind.STRING && !strings.contains(token.text())) {
                differ("string", line, token.text());
            }
        }
    }

    private static boolean ofSystem(JsonNode line) {
        for (var table : line.path("tables")) {
            var schema = table.size() > 1 ? table.get(table.size() - 2).asString() : "";
            if (table.get(table.size() - 1).asString().startsWith("pg_")
                    || schema.startsWith("pg_")
                    || schema.equals("information_schema")) {
                return true;
            }
        }
        return false;
    }

    /// A pure read of user tables.
    private void read(JsonNode line, String sql) throws SQLException {
        if (database.types(sql, false).isEmpty()) {
            return;
        }
        boolean listed = true;
        for (var call : line.path("calls")) {
            var name = texts(call);
            listed &=
                    name.size() == 1 || (name.size() == 2 && name.getFirst().equals("pg_catalog"));
            listed &= allowed.allowsFunction(name.getLast()) || special(name);
        }
        count(Count.VALID, true);
        count(Count.LISTED, listed);
        var analyst = new Analyst(SQL, database.catalogue());
        switch (analyst.understand(sql)) {
            case Understanding.Refused(var refusal, var touched) -> {
                var message = refusal.message();
                codes.merge(refusal.code(), 1, Integer::sum);
                reasons.merge(message, 1, Integer::sum);
                refusals.add(
                        where(line)
                                + (listed ? " + " : " - ")
                                + refusal.code()
                                + " "
                                + message
                                + "\t"
                                + sql.replace('\n', ' '));
            }
            case Understanding.Understood(var analysis) -> {
                count(Count.ACCEPTED, true);
                count(Count.ACCEPTED_LISTED, listed);
                try {
                    understood(line, analyst, analysis);
                } catch (NotUnderstood e) {
                    differ("rendering is not read again", line, e.refusal().message());
                }
            }
        }
    }

    /// Calls that have a grammar of their own and may be written as plain ones too.
    private static boolean special(List<String> name) {
        return name.size() == 1 && SQL.grammar().specialCalls().contains(name.getFirst());
    }

    private void understood(JsonNode line, Analyst analyst, Analysis analysis) throws SQLException {
        var theirs = new ArrayList<String>();
        for (var table : line.path("tables")) {
            var name = texts(table);
            var found =
                    name.size() == 1
                            ? analyst.catalogue().find(name.getFirst())
                            : analyst.catalogue()
                                    .find(new TableId(name.getFirst(), name.getLast()));
            theirs.add(found.map(t -> t.id().toString()).orElse("no " + name));
        }
        var ours = analysis.uses().stream().map(use -> use.table().id().toString()).toList();
        if (!OurReading.counted(ours).equals(OurReading.counted(theirs))) {
            differ("tables", line, "ours " + ours + " theirs " + theirs);
        }
        var run = SQL.sql(new Rewriter(analyst, Protection.NONE).tokens(analysis));
        var asked = database.types(line.path("sql").asString(), false);
        var answered = database.types(run, true);
        if (answered.isEmpty() && database.types(run, false).isPresent()) {
            // The script put a collation, text search configuration or operator into its search
            // path.
            count(Count.SEARCH_PATH, true);
        } else if (answered.isEmpty() && database.defines(called(line))) {
            count(Count.OWN_FUNCTION, true);
        } else if (answered.isEmpty()) {
            differ("rendering does not run", line, run);
        } else if (!asked.equals(answered)) {
            differ("rendering answers otherwise", line, asked + " " + answered + " " + run);
        } else if (width(answered.get()) != analysis.outputs().size()) {
            count(Count.COLUMNS, true);
            refusals.add(where(line) + " columns " + analysis.outputs() + " " + answered.get());
        }
        var masks = new Protection(new Obligations(List.of(new MaskColumn("*", "redact"))));
        try {
            var masked = SQL.sql(new Rewriter(analyst, masks).tokens(analysis));
            boolean runs = database.types(masked, true).isPresent();
            count(Count.MASKED_RUNS, runs);
            count(Count.MASKED_FAILS, !runs);
            if (!runs) {
                refusals.add(
                        where(line) + " masked\t" + line.path("sql").asString().replace('\n', ' '));
            }
        } catch (NotUnderstood e) {
            count(Count.MASKED_REFUSED, true);
        }
    }

    private static List<String> called(JsonNode line) {
        var names = new ArrayList<String>();
        line.path("calls").forEach(call -> names.add(texts(call).getLast()));
        return names;
    }

    private static int width(String types) {
        return types.equals("{}") ? 0 : types.split(",").length;
    }

    private void differ(String how, JsonNode line, String details) {
        differences.add(
                how
                        + "\t"
                        + where(line)
                        + "\t"
                        + details
                        + "\t"
                        + line.path("sql").asString().replace('\n', ' '));
    }

    private static String where(JsonNode line) {
        return line.path("file").asString() + ":" + line.path("line").asInt();
    }

    private static List<String> texts(JsonNode list) {
        var texts = new ArrayList<String>();
        list.forEach(text -> texts.add(text.asString()));
        return texts;
    }

    private void count(Count what, boolean applies) {
        counts.merge(what, applies ? 1 : 0, Integer::sum);
    }

    private void print(String version) {
        var out = new StringBuilder("PostgreSQL " + version + "\n\n| | |\n|---|---|\n");
        counts.forEach((count, n) -> out.append(row(count.label, n)));
        out.append(row("differences", differences.size()));
        out.append("\n| refusals of reads that PostgreSQL can plan | |\n|---|---|\n");
        sorted(codes, CODES_MAX).forEach(out::append);
        out.append("\n| the commonest reasons | |\n|---|---|\n");
        sorted(reasons, REASONS_MAX).forEach(out::append);
        System.out.print(out);
    }

    private static String row(String label, int count) {
        return "| " + label + " | " + String.format(Locale.ROOT, "%,d", count) + " |\n";
    }

    private static List<String> sorted(Map<String, Integer> histogram, int max) {
        return histogram.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(max)
                .map(entry -> row(entry.getKey(), entry.getValue()))
                .toList();
    }
}
