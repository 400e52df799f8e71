package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Obligation;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.database.Analyst.Understanding.Understood;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What columns without a label are called. A column that the database does not find under the name that the resolver
/// took for its own is looked for in the tables around, and those may be ones that a statement writes, as they are.
@ParameterizedClass(name = "{0}")
@MethodSource("dev.sallyport.tools.database.TestDatabase#servers")
final class NamesOfColumnsTest {

    private static final Obligations MASKED =
            new Obligations(List.<Obligation>of(new MaskColumn("customers.ssn", "redact")));

    /// Not the same in all releases; no name at all in ours.
    private static final Set<String> UNNAMED = Set.of("?column?", "bool");

    private final TestDatabase server;

    NamesOfColumnsTest(TestDatabase server) {
        this.server = server;
    }

    static Stream<String> expressions() {
        return TestDatabase.corpus("unlabelled.sql");
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void nameIsTheDatabasesOwnOrNone(String expression) throws SQLException {
        var sql = "select " + expression + " from shop.customers";
        try (var connection = server.connect("readers")) {
            var analyst =
                    new Analyst(
                            PostgreSqlDialect.INSTANCE,
                            new PostgreSqlEngine().catalogue(connection));
            if (!(analyst.understand(sql) instanceof Understood(var analysis))) {
                // What one release does not know is refused there by the database.
                return;
            }
            var ours = analysis.outputs().stream().map(Analysis.Output::name).toList();
            List<String> theirs;
            try (var statement = connection.prepareStatement(sql)) {
                var meta = statement.getMetaData();
                theirs =
                        Stream.iterate(1, i -> i <= ours.size(), i -> i + 1)
                                .map(i -> label(meta, i))
                                .toList();
            } catch (SQLException e) {
                return;
            }

            for (int i = 0; i < ours.size(); i++) {
                if (!ours.get(i).equals(Syntax.UNCERTAIN) && !UNNAMED.contains(ours.get(i))) {
                    assertThat(ours.get(i)).isEqualTo(theirs.get(i));
                }
            }
        }
    }

    private static String label(java.sql.ResultSetMetaData meta, int column) {
        try {
            return meta.getColumnLabel(column);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select ssn from unnest('a'::tsvector) ssn",
                "select ssn from unnest('a'::tsvector) with ordinality ssn",
                "select ssn from unnest('a'::tsvector) with ordinality ssn (a)",
                "select ssn from rows from (unnest('a'::tsvector)) ssn",
                "select ssn from rows from (unnest('a'::tsvector), unnest('b'::tsvector)) ssn",
                "select ssn from rows from (unnest('a'::tsvector), generate_series(1, 1)) ssn (a)",
                "select ssn from unnest(array(select k from shop.categories k limit 1)) ssn",
                "select ssn from unnest(array(select k from shop.categories k limit 1)) as ssn limit 1",
                "select q.ssn from (select ssn from unnest('a'::tsvector) ssn) q",
                "select ssn from (select (ssn.*) from shop.categories ssn limit 1) q",
                "select ssn from (select ((ssn.*)) from shop.categories ssn limit 1) q",
                "select ssn from (select (ssn).* from shop.categories ssn limit 1) q",
                "select ssn from (select q.ssn from (select (ssn.*) from shop.categories ssn limit 1) q) z",
                "select ssn from (values ((1,2))) q (ssn)",
                "select ssn from json_each('{}') as ssn",
                "select ssn from json_array_elements('[1]') as ssn limit 1",
                "select ssn from (table shop.categories) ssn limit 1",
                "select ssn from generate_series(1, 1) as ssn",
                "select ssn from json_to_record('{}') as ssn (a int)",
                "select ssn from (select ssn from shop.categories ssn) q limit 1",
                "select ssn from (select (select ssn.* from (select 1 as a) ssn)) s",
                "select customers::text from (select (select customers.* from (select 1 as a) customers)) s",
                "select ssn from ((select true, 1 as x) a natural join (select true, 'b' as ssn) b) as j (p, q, r)",
                "select ssn from (select * from (select true, 1 as x) a natural join (select true, 'b' as ssn) b) as j (p, q, r)",
                "select ssn from ((select 1 as a, 2 as b, 'c' as ssn, now() at time zone 'utc') x natural join (select 1+1) y) as j (p, q, r)",
                "select ssn from (select ssn from (values (1)) v (a)) w",
                "with recursive x (n) as (select 1 union all select n + 1 from x where n < 2)"
                        + " search depth first by n set ssn select ssn::text from (select * from x limit 1) y",
                "with recursive x (n) as (select 1 union all select n + 1 from x where n < 2)"
                        + " cycle n set ssn using p select ssn::text from (table x) y limit 1"
            })
    void nameOfNoColumnReachesTheRowThatIsWritten(String query) throws SQLException {
        for (var sql :
                List.of(
                        "update shop.customers set notes = (" + query + ") where id = 1",
                        "merge into shop.customers using (select 1 as one) s on id = 1"
                                + " when matched then update set notes = ("
                                + query
                                + ")",
                        "delete from shop.customers where id = 1 and ("
                                + query
                                + ")::text = 'JQXW-KVZB-7731'")) {
            var told = ToolCalls.told(server.run("modify_database", "work", sql, MASKED));

            try (var connection = server.connect("writers");
                    var statement = connection.createStatement()) {
                assertThat(
                                PostgreSqlCatalogue.texts(
                                        connection,
                                        "select count(*) from shop.customers where id = 1"
                                                + " and notes is distinct from ssn"))
                        .as(sql + " " + told)
                        .containsExactly("1");
                statement.execute("update shop.customers set notes = null where id = 1");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select ssn.ssn from unnest(array['a', 'b']) ssn order by 1 | [[\"a\"],[\"b\"]]",
                "select unnest from unnest(array[1]) | [[1]]",
                "select a, b from unnest(array[1], array['x']) as t (a, b) | [[1,\"x\"]]",
                "select a, unnest from unnest(array[1], array['x']) as t (a) | [[1,\"x\"]]",
                "select g, ordinality from generate_series(4, 5) with ordinality g | [[4,1],[5,2]]",
                "select x, n from generate_series(4, 5) with ordinality as g (x, n) | [[4,1],[5,2]]",
                "select key, value from jsonb_each('{\"a\": 1}') | [[\"a\",\"1\"]]",
                "select k, value from jsonb_each('{\"a\": 1}') as j (k) | [[\"a\",\"1\"]]",
                "select * from rows from (generate_series(1, 2), unnest(array['x'])) as r (a, b) | [[1,\"x\"],[2,null]]",
                "select generate_series from generate_series(1, 1), lateral (select 1) q | [[1]]"
            })
    void callInFromIsCalledAsTheDatabaseCallsIt(String line) {
        var parts = line.split(" \\| ");

        var result = ToolCalls.result(server.query("shop", parts[0], Obligations.NONE));

        assertThat(result.path("rows").toString()).isEqualTo(parts[1]);
    }
}
