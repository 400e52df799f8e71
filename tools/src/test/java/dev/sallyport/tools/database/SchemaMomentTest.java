package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.Tool.Execution;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// When a schema counts as the one that was read: exactly as long as nothing that is to be seen has changed it.
@ParameterizedClass(name = "{0}")
@MethodSource("dev.sallyport.tools.database.TestDatabase#servers")
final class SchemaMomentTest {

    private final TestDatabase server;

    SchemaMomentTest(TestDatabase server) {
        this.server = server;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table shop.second (a int)",
                "alter table shop.changing add column c int",
                "alter table shop.changing rename column b to c",
                "alter table shop.changing alter column b type bigint",
                "alter table shop.changing drop column b",
                "drop table shop.changing"
            })
    void momentEndsWhenChangeCommitsAndNotBefore(String change) throws SQLException {
        var engine = new PostgreSqlEngine();
        try (var reading = server.connect("writers");
                var changing = server.connect("writers")) {
            execute(changing, "create table shop.changing (a int, b int)");
            engine.begin(reading, true);
            var moment = engine.moment(reading);
            var fingerprint = engine.fingerprint(reading);
            changing.setAutoCommit(false);
            execute(changing, change);

            assertThat(moment).isPresent();
            assertThat(engine.fingerprint(reading)).isEqualTo(fingerprint);

            changing.commit();

            assertThat(engine.moment(reading)).isPresent().isNotEqualTo(moment);
            assertThat(engine.fingerprint(reading)).isNotEqualTo(fingerprint);
            reading.rollback();
            execute(changing, "drop table if exists shop.changing, shop.second");
            changing.commit();
        }
    }

    @Test
    void databasesOfOneServerHaveMomentsOfTheirOwn() throws SQLException {
        var engine = new PostgreSqlEngine();
        try (var one = server.connect("readers");
                var other = server.connect("twins")) {
            assertThat(engine.moment(one)).isNotEqualTo(engine.moment(other));
        }
    }

    @Test
    void transactionThatWroteItselfHasNoMoment() throws SQLException {
        var engine = new PostgreSqlEngine();
        try (var connection = server.connect("writers")) {
            engine.begin(connection, false);
            assertThat(engine.moment(connection)).isPresent();

            execute(connection, "create table shop.own (a int)");

            assertThat(engine.moment(connection)).isEmpty();
            connection.rollback();
        }
    }

    @Test
    void renamedColumnIsFoundByTheNextCall() throws SQLException {
        try (var connection = server.connect("writers")) {
            execute(connection, "create table shop.renaming (hidden int, shown int)");
            var before = server.query("work", "select shown from shop.renaming", Obligations.NONE);
            execute(connection, "alter table shop.renaming rename column shown to other");

            var after = server.query("work", "select other from shop.renaming", Obligations.NONE);
            var gone = server.query("work", "select shown from shop.renaming", Obligations.NONE);

            execute(connection, "drop table shop.renaming");
            assertThat(before).isInstanceOf(Execution.Done.class);
            assertThat(after).isInstanceOf(Execution.Done.class);
            assertThat(gone).isInstanceOf(Execution.Refused.class);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
