package dev.sallyport.server.witness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sallyport.audit.Proof;
import dev.sallyport.audit.ProofCheck;
import dev.sallyport.audit.ProofException;
import dev.sallyport.audit.VerifierKey;
import dev.sallyport.server.config.Witness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// A witness on loopback, as C2SP tlog-witness wants one: it keeps the newest checkpoint it cosigned, checks signature
/// and consistency, and refuses to go back.
public final class StandInWitness implements AutoCloseable {

    /// What it answers in place of what it should.
    public interface Lie {
        Answer to(String request, StandInWitness self);
    }

    /// @param type empty for none
    public record Answer(int status, String type, String body) {
        static Answer of(int status) {
            return new Answer(status, "", "");
        }
    }

    public final CosigningKey key;
    public final List<String> requests = new CopyOnWriteArrayList<>();
    public volatile Optional<Lie> lie = Optional.empty();
    public volatile Instant now = Instant.now();
    private final VerifierKey log;
    private final HttpServer server;

    // The note last cosigned; of one request at a time.
    private Optional<String> newest = Optional.empty();

    public StandInWitness(CosigningKey key, VerifierKey log) {
        this.key = key;
        this.log = log;
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/prefix/add-checkpoint", this::handle);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/prefix");
    }

    public Witness witness() {
        return new Witness(url(), key.key(), Optional.empty());
    }

    static String text(String note) {
        return note.substring(0, note.lastIndexOf("\n\n") + 1);
    }

    private static long size(String note) {
        return Long.parseLong(note.split("\n", -1)[1]);
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var request =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(request);
            var answer = lie.map(one -> one.to(request, this)).orElseGet(() -> honest(request));
            if (!answer.type().isEmpty()) {
                exchange.getResponseHeaders().set("Content-Type", answer.type());
            }
            if (answer.status() >= 300 && answer.status() < 400) {
                exchange.getResponseHeaders().set("Location", url() + "/add-checkpoint");
            }
            var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    Answer honest(String request) {
        int blank = request.indexOf("\n\n");
        var head = new ArrayList<>(List.of(request.substring(0, blank).split("\n", -1)));
        var note = request.substring(blank + 2);
        if (!head.getFirst().matches("old (0|[1-9][0-9]*)") || head.size() > 64) {
            return Answer.of(400);
        }
        long old = Long.parseLong(head.removeFirst().substring(4));
        if (!note.startsWith(log.name() + "\n")) {
            return Answer.of(404);
        }
        if (!isSigned(note)) {
            return Answer.of(403);
        }
        if (old > size(note)) {
            return Answer.of(400);
        }
        long has = newest.map(StandInWitness::size).orElse(0L);
        boolean forked = old == size(note) && newest.isPresent() && !isSame(newest.get(), note);
        if (old != has || forked) {
            return new Answer(409, "text/x.tlog.size", has + "\n");
        }
        if (newest.isEmpty() ? !head.isEmpty() : !isConsistent(newest.get(), head, note)) {
            return Answer.of(422);
        }
        newest = Optional.of(note);
        return new Answer(200, "", key.cosign(text(note), now.getEpochSecond()));
    }

    private static boolean isSame(String older, String newer) {
        return text(older).equals(text(newer));
    }

    private boolean isSigned(String note) {
        return isConsistent(note, List.of(), note);
    }

    private boolean isConsistent(String older, List<String> hashes, String newer) {
        try {
            var _ = new ProofCheck(log).check(new Proof.Consistency(older, hashes, newer));
            return true;
        } catch (ProofException e) {
            return false;
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
