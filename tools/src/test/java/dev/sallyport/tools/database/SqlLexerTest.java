package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SqlLexerTest {

    private static final Dialect SQL = PostgreSqlDialect.INSTANCE;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SELECT  Ab -- c|select ab",
                "select/*+ hint */1/* /* nested */ */|select 1",
                "select E'a\\nb\\x41\\101\\u0041'|select 'a\\nbAAA'",
                "select e'it\\'s'|select 'it''s'",
                "select $x$it's$x$|select 'it''s'",
                "select $$a$b$$|select 'a$b'",
                "select U&'d\\0061t\\+000061'|select 'data'",
                "select \"A b\"\".\"|select \"A b\"\".\"",
                "a=-1|a = - 1",
                "a<-1|a < - 1",
                "a->>'b'|a ->> 'b'",
                "a!=b|a <> b",
                "a::int[]|a :: int [ ]",
                "1.5e3+.5|1.5e3 + .5",
                "t.*|t.*",
                "f ( a . b , 1 .5 )|f (a.b, 1 .5)",
                "a--b|a",
                "1_000;|1_000"
            })
    void canonicalFormHasOneSpellingForEach(String text, String canonical) {
        assertThat(SQL.sql(SQL.lex(text))).isEqualTo(canonical.replace("\\n", "\n"));
    }

    @Test
    void canonicalFormOfCanonicalFormIsItself() {
        Stream.concat(
                        Stream.of("reads.sql", "writes.sql").flatMap(TestDatabase::corpus),
                        TestDatabase.corpus("laundering.sql").filter(SqlLexerTest::isRead))
                .forEach(sql -> {
                    var tokens = SQL.lex(sql);

                    assertThat(SQL.lex(SQL.sql(tokens))).isEqualTo(tokens);
                });
    }

    private static boolean isRead(String sql) {
        try {
            SQL.lex(sql);
            return true;
        } catch (NotUnderstood e) {
            return false;
        }
    }

    @Test
    void questionMarkOperatorIsNoParameterForTheDriver() {
        assertThat(SQL.jdbc(SQL.lex("a ?| b"))).isEqualTo("a ??| b");
    }

    @Test
    void backslashAtTheEndOfAStringIsReadAgain() {
        for (var sql : List.of("select E'a\\\\'", "a like 'b\\%' escape '\\'")) {
            var tokens = SQL.lex(sql);

            assertThat(SQL.sql(tokens)).endsWith("\\\\'");
            assertThat(SQL.lex(SQL.sql(tokens))).isEqualTo(tokens);
        }
        assertThatThrownBy(() -> SQL.lex("a like 'b' escape '\\''"))
                .isInstanceOf(NotUnderstood.class);
        assertThatThrownBy(() -> SQL.lex("select '\\'")).isInstanceOf(NotUnderstood.class);
    }
}
