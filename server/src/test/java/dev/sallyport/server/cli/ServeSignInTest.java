package dev.sallyport.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `sallyport serve` tells the first human.
class ServeSignInTest {

    private static final long SECONDS_MAX = 60;

    @TempDir private Path directory;

    private final StringWriter out = new StringWriter();
    private final Lines err = new Lines();

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(
                directory.resolve("sallyport.yaml"),
                """
                server: { listen: "127.0.0.1:0" }
                policy: policy.yaml
                audit: { directory: audit, key: keys/audit-key }
                state: { url: "jdbc:sqlite:state.db" }
                """);
    }

    private void bind(String to) throws IOException {
        Files.writeString(
                directory.resolve("policy.yaml"),
                """
                roles: { admin: { console: [approve, audit, administer] } }
                bindings: [ { role: admin, to: ["%s"] } ]
                """
                        .formatted(to));
    }

    /// Hands out what is written, line by line.
    private static final class Lines extends Writer {

        private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
        // Guarded by the writer's lock, which PrintWriter holds.
        private final StringBuilder line = new StringBuilder();

        @Override
        public void write(char[] text, int offset, int length) {
            for (int i = offset; i < offset + length; i++) {
                if (text[i] == '\n') {
                    lines.add(line.toString());
                    line.setLength(0);
                } else {
                    line.append(text[i]);
                }
            }
        }

        String await(String part) throws InterruptedException {
            while (true) {
                var next = lines.poll(SECONDS_MAX, TimeUnit.SECONDS);
                if (next == null) {
                    throw new AssertionError("no line with `" + part + "`");
                }
                if (next.contains(part)) {
                    return next;
                }
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private Thread serve() {
        return Thread.ofPlatform()
                .start(() ->
                        Cli.commandLine()
                                .setOut(new PrintWriter(out, true))
                                .setErr(new PrintWriter(err, true))
                                .execute(
                                        "serve",
                                        "--config",
                                        directory.resolve("sallyport.yaml").toString()));
    }

    private static void end(Thread serving) throws InterruptedException {
        serving.interrupt();
        serving.join();
    }

    @Test
    void thePrintedLinkSignsTheFirstAdministratorIn() throws Exception {
        bind("user:zoe");
        var serving = serve();
        try (var http = HttpClient.newHttpClient()) {
            assertThat(err.await("signs in")).contains("user:zoe", "once", "15 minutes");
            var link = URI.create(err.await("/login/once?code=").strip());
            assertThat(out.toString()).isEmpty();

            var page = http.send(HttpRequest.newBuilder(link).build(), BodyHandlers.ofString());
            assertThat(page.body()).contains("Sign in as user:zoe");
            var entered =
                    http.send(
                            HttpRequest.newBuilder(link.resolve("/login/once"))
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .header("Origin", "http://" + link.getAuthority())
                                    .POST(BodyPublishers.ofString(link.getQuery()))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(entered.statusCode()).isEqualTo(303);
            var cookie = entered.headers().firstValue("Set-Cookie").orElseThrow().split(";", -1)[0];
            var home =
                    http.send(
                            HttpRequest.newBuilder(link.resolve("/"))
                                    .header("Cookie", cookie)
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(home.body()).contains("user:zoe", "administer the gate");
        } finally {
            end(serving);
        }
    }

    @Test
    void whereNobodyIsBoundItSaysHowToBindOne() throws Exception {
        bind("group:admins");
        var serving = serve();
        try {
            assertThat(err.await("sign in"))
                    .contains("user:NAME", "sallyport key create NAME --human")
                    .doesNotContain("code=");
        } finally {
            end(serving);
        }
    }
}
