package dev.sallyport.tools.database;

import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.Tool.Execution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Two databases of a product that runs inside the tests, one for readers and one for writers, and the tools over them.
final class EmbeddedDatabase {

    /// Where a product's database is, and how a test reaches it past the gate.
    record Place(String url, String user, String password) {

        Connection connect() throws SQLException {
            return DriverManager.getConnection(url, user, password);
        }
    }

    private final String corpus;
    private final Place readers;
    private final Place writers;
    private final ToolCalls calls;

    private EmbeddedDatabase(String corpus, Place readers, Place writers, String open) {
        this.corpus = corpus;
        this.readers = readers;
        this.writers = writers;
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 7);
        try {
            for (var place : List.of(readers, writers)) {
                try (var connection = place.connect();
                        var statement = connection.createStatement()) {
                    statement.executeUpdate(resource(corpus + "/schema.sql"));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        var tools =
                DatabaseTools.open(
                        List.of(target("shop", readers, open), target("work", writers, open)), key);
        Runtime.getRuntime().addShutdownHook(new Thread(tools::close));
        calls = new ToolCalls(tools);
    }

    private static DatabaseTarget target(String name, Place place, String open) {
        return new DatabaseTarget(name, place.url() + open, place.user(), place.password());
    }

    static EmbeddedDatabase sqlite() {
        return new EmbeddedDatabase("sqlite", file(), file(), "");
    }

    private static Place file() {
        return new Place("jdbc:sqlite:" + folder().resolve("shop.db"), "", "");
    }

    static EmbeddedDatabase h2() {
        return new EmbeddedDatabase("h2", memory(), memory(), ";IFEXISTS=TRUE");
    }

    private static Place memory() {
        return new Place("jdbc:h2:mem:" + folder().getFileName() + ";DB_CLOSE_DELAY=-1", "sa", "");
    }

    static Path folder() {
        try {
            var folder = Files.createTempDirectory("embedded");
            folder.toFile().deleteOnExit();
            folder.resolve("shop.db").toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Connection readers() throws SQLException {
        return readers.connect();
    }

    Connection writers() throws SQLException {
        return writers.connect();
    }

    Stream<String> corpus(String file) {
        return Stream.of(resource(corpus + "/" + file).split("\n---\n")).map(String::strip);
    }

    ToolCalls calls() {
        return calls;
    }

    /// A query's whole answer: its execution, or the refusal of its plan.
    Execution query(String sql, Obligations obligations) {
        return calls.run("query_database", "shop", sql, obligations);
    }

    private static String resource(String file) {
        try (var in = EmbeddedDatabase.class.getResourceAsStream("/database/" + file)) {
            if (in == null) {
                throw new IllegalArgumentException(file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
