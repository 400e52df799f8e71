package dev.sallyport.tools.database;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/// Two real MariaDB servers for all tests of this package, one for readers and one for writers: a schema is a database
/// there, so one server holds the schemas of the corpora once.
final class TestMariaDb {

    static final TestMariaDb SHARED = new TestMariaDb();

    private final MariaDbServer readers;
    private final MariaDbServer writers;
    private final ToolCalls calls;

    private TestMariaDb() {
        try {
            readers = MariaDbServer.start();
            writers = MariaDbServer.start();
            for (var server : List.of(readers, writers)) {
                try (var connection = server.connect("");
                        var statement = connection.createStatement()) {
                    statement.execute(ProductCorpus.resource("mysql", "schema.sql"));
                    statement.execute(
                            "create user gate@localhost identified by 'gate';"
                                    + " grant select, show view on shop.* to gate@localhost");
                }
            }
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        var key = new byte[32];
        Arrays.fill(key, (byte) 7);
        calls =
                new ToolCalls(
                        DatabaseTools.open(
                                List.of(
                                        new DatabaseTarget("shop", readers.url("shop"), "root", ""),
                                        new DatabaseTarget(
                                                "least", readers.url("shop"), "gate", "gate"),
                                        new DatabaseTarget(
                                                "work", writers.url("shop"), "root", "")),
                                key));
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> {
                            calls.tools().close();
                            readers.close();
                            writers.close();
                        }));
    }

    ToolCalls calls() {
        return calls;
    }

    Connection connect(String target) throws SQLException {
        return (target.equals("work") ? writers : readers).connect("shop");
    }
}
