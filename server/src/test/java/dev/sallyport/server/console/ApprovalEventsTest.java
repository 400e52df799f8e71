package dev.sallyport.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.server.api.TestPolicy;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.Desk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Open pages follow what happens.
class ApprovalEventsTest extends ApprovalPagesFixture {

    /// An open stream, read by the test's own thread.
    private final class Stream implements AutoCloseable {
        private final InputStream in;
        private final BufferedReader lines;

        Stream(Browser browser) throws IOException, InterruptedException {
            var response =
                    http.send(
                            browser.request("/approvals/events").build(),
                            BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            in = response.body();
            lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        }

        /// @return empty when the stream is over
        String next() throws IOException {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event: ")) {
                    return line.substring("event: ".length());
                }
            }
            return "";
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    @Test
    void whatHappensIsToldWithinASecond() throws IOException, InterruptedException {
        var ana = as("ana");
        try (var stream = new Stream(ana)) {
            assertThat(stream.next()).as("from the beginning").isEqualTo("changed");

            long start = System.nanoTime();
            var request = desk.hold("update 1");
            assertThat(stream.next()).isEqualTo("changed");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(1));
            assertThat(ana.get("/approvals").body()).contains(request.id());

            var decided = desk.decide(request, Desk.ANA, Desk.DBA, Verdict.APPROVE);
            assertThat(Desk.accepted(decided).id()).isEqualTo(request.id());
            assertThat(stream.next()).isEqualTo("changed");
        }
    }

    @Test
    void whatAnotherProcessDoesIsToldToo() throws IOException, InterruptedException {
        try (var stream = new Stream(as("ana"))) {
            assertThat(stream.next()).isEqualTo("changed");

            // A write that this process's own feed knows nothing of.
            desk.holdMany(1);

            assertThat(stream.next()).isEqualTo("changed");
        }
    }

    @Test
    void aStreamEndsWithItsSession() throws IOException, InterruptedException {
        var ana = as("ana");
        try (var stream = new Stream(ana)) {
            assertThat(stream.next()).isEqualTo("changed");

            signIn.signOut(ana.secret);

            assertThat(stream.next()).isEqualTo("ended");
            assertThat(stream.next()).isEmpty();
        }
        assertThat(ana.get("/approvals/events").status()).isEqualTo(404);
    }

    @Test
    void aStreamEndsWithTheRightToIt() throws IOException, InterruptedException {
        try (var stream = new Stream(as("ana"))) {
            assertThat(stream.next()).isEqualTo("changed");

            policy = new TestPolicy(Map.of(), Map.of());

            assertThat(stream.next()).isEqualTo("ended");
        }
    }

    @Test
    void anOpenPageDoesNotKeepASessionAlive() throws IOException {
        var ana = as("ana");
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofMinutes(4));
            assertThat(ana.get("/approvals", "HX-Request", "true").status()).isEqualTo(200);
        }
        provider.answerWith(provider.sign(provider.claims("").claim("nonce", null).subject("ana")));
        clock.advance(Duration.ofMinutes(19));

        assertThat(ana.get("/approvals", "HX-Request", "true").status()).isEqualTo(401);
    }

    @Test
    void oneSessionHasFewStreams() throws IOException, InterruptedException {
        var ana = as("ana");
        var open = new ArrayList<Stream>();
        try {
            for (int i = 0; i < EventStreams.PER_SESSION_MAX; i++) {
                var stream = new Stream(ana);
                open.add(stream);
                assertThat(stream.next()).isEqualTo("changed");
            }

            var newest = new Stream(ana);
            open.add(newest);
            assertThat(newest.next()).isEqualTo("changed");
            assertThat(open.getFirst().next()).as("the oldest gives way").isEqualTo("ended");
            assertThat(open.getFirst().next()).isEmpty();
            var _ = desk.hold("update 1");
            assertThat(open.get(1).next()).isEqualTo("changed");
            assertThat(newest.next()).isEqualTo("changed");
            try (var other = new Stream(as("ben"))) {
                assertThat(other.next()).isEqualTo("changed");
            }
        } finally {
            for (var stream : open) {
                stream.close();
            }
        }
    }

    @Test
    void withoutTheDatabaseNoStreamBeginsAndOpenOnesBreakOff()
            throws IOException, InterruptedException {
        var ana = as("ana");
        try (var stream = new Stream(ana)) {
            assertThat(stream.next()).isEqualTo("changed");

            store.close();

            assertThat(stream.next()).as("a browser comes back").isEmpty();
        }
        var refused = ana.get("/approvals/events");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("content-type")).isEqualTo("application/json");
        assertThat(refused.body()).contains("\"error\":\"unavailable\"");
    }

    @Test
    void theServerStopsWithStreamsOpen() throws IOException, InterruptedException {
        try (var stream = new Stream(as("ana"))) {
            assertThat(stream.next()).isEqualTo("changed");

            front.close();

            assertThat(stream.next()).isEmpty();
        }
    }
}
