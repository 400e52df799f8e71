package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the comparison with PostgreSQL's own parser brought to light (docs/sql-differential.md).
final class GrammarTest {

    private static final Dialect SQL = PostgreSqlDialect.INSTANCE;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select distinct from t",
                "select * from rank() over (order by 1)",
                "select * from count(a) filter (where true)",
                "select percentile_cont(p order by p) within group (order by x) from t",
                "select percentile_cont(distinct p) within group (order by x) from t",
                "select percentile_cont(variadic p) within group (order by x) from t",
                "select a from t fetch first 2 rows with ties",
                "select 1_000._5",
                "select 1._5",
                "select ()",
                "select a from t group by ((), ())",
                "select select '1'",
                "select default 'x'",
                "select '1'::select",
                "select cast('1' as from)",
                "select * from from (values (1)) t",
                "select * from where (a)",
                "select '{1}' [1]",
                "select f(1) [1]",
                "select 1::int[] [1] [a]",
                "select a collate collate \"C\" from t",
                "select jsonpath with time zone '1'",
                "select interval '1' second to hour",
                "select interval '1' year to day",
                "select position('a')",
                "select substring(from 'a')",
                "select xmlparse(document '<a/>')",
                "select xmlelement(name a)",
                "select * from xmltable('/a' passing a columns b text)",
                "select json_table('[]', '$')",
                "select json()",
                "select json_scalar()",
                "select json_serialize()",
                "select json_object('a' value 1, null)",
                "select json_object(returning text format json encoding latin1)",
                "select json_value('{}', '$' error on error null on empty)",
                "select json_value('{}', '$' error on error error on error)",
                "select json_exists('{}', '$' error on empty)",
                "select json_query('{}', '$' default default 1 on error)",
                "select * from json_table('{}', '$' || 'a' columns (a int))",
                "select * from json_table('{}', '$' columns ())",
                "select * from json_table('{}', '$' columns (a int exists null on empty))",
                "select * from only t*",
                "table t where true",
                "table (select 1)",
                "select a from t order by a using",
                "select a operator(shop.+) b from t",
                "select a := b from t",
                "select f(1 := 2)",
                "update t set a := 1",
                "select a operator(pg_catalog.=>) b from t",
                "with a as (select 1) search depth first by b set c select 1",
                "select * from t join u join v on true"
            })
    void textThatPostgresqlDoesNotReadIsNotRead(String sql) {
        assertThatThrownBy(() -> parsed(sql)).isInstanceOf(NotUnderstood.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"select E'\\\\'", "select $$a\\$$"})
    void stringThatEndsInBackslashIsReadAgainAsItIs(String sql) {
        var tokens = SQL.lex(sql);

        assertThat(SQL.lex(SQL.sql(tokens))).isEqualTo(tokens);
    }

    @Test
    void nestedJoinIsTheRightSideOfTheOuterOne() {
        var ours = OurReading.of(read("select 1 from a join b join c using (y) on a.x = b.x"));

        assertThat(ours)
                .contains("select: column a.x, column b.x, table a, table b, table c, using y");
    }

    @Test
    void normalFormIsNoColumn() {
        assertThat(OurReading.of(read("select normalize(a, nfc) from t")))
                .contains("select: call normalize, column a, table t");
    }

    @Test
    void everythingInsideJsonConstructsIsRead() {
        var ours =
                OurReading.of(
                        read(
                                """
                                select json_object(a value b, c : d returning e),
                                  json_array(f, g returning h), json_objectagg(i : j) filter (where k),
                                  json_arrayagg(l order by m) over (partition by n),
                                  json_query(o, p passing q as x returning r default s on empty default u on error)
                                from t, json_table(v, '$' passing w as x columns (
                                  y z default aa on empty, nested '$' columns (bb cc))) dd
                                """));

        for (var column : List.of("a", "b", "c", "d", "f", "g", "i", "j", "k", "l", "m", "n")) {
            assertThat(ours.toString()).contains("column " + column + ",");
        }
        for (var column : List.of("o", "p", "q", "s", "u", "v", "w", "aa")) {
            assertThat(ours.toString()).contains("column " + column + ",");
        }
        for (var type : List.of("e", "h", "r", "z", "cc")) {
            assertThat(ours.toString()).contains("type " + type);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table x (a int)",
                "alter table x add a int",
                "create index on x (a)"
            })
    void otherProductsTakeNoDefinition(String sql) {
        for (var dialect :
                List.of(H2Dialect.INSTANCE, MySqlDialect.INSTANCE, SqliteDialect.INSTANCE)) {
            assertThatThrownBy(() -> StatementParser.parse(dialect.lex(sql), dialect.grammar()))
                    .isInstanceOfSatisfying(
                            NotUnderstood.class,
                            refused ->
                                    assertThat(refused.refusal().next())
                                            .startsWith("query_database takes SELECT")
                                            .endsWith(
                                                    "the schema cannot be changed on this product."));
        }
    }

    private static Syntax.Statement read(String sql) {
        return parsed(sql);
    }

    private static Syntax.Statement parsed(String sql) {
        return StatementParser.parse(SQL.lex(sql), SQL.grammar());
    }
}
