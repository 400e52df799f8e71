package dev.sallyport.server.notify;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// An endpoint on loopback that keeps what it gets and answers as it is told.
public final class Receiver implements AutoCloseable {

    /// What came in.
    public record Got(HttpHeaders headers, String body, int status) {}

    /// @param status 0 to hang up
    public record Reply(int status, Map<String, String> headers, String body) {

        /// The same with one more header.
        public Reply with(String header, String value) {
            var all = new TreeMap<>(headers);
            all.put(header, value);
            return new Reply(status, all, body);
        }

        /// Answers, or does nothing at status 0.
        public void send(HttpExchange exchange) throws IOException {
            if (status == 0) {
                return;
            }
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            headers.forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    public final List<Got> got = new CopyOnWriteArrayList<>();
    public volatile Supplier<Reply> answer = status(200);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    public Receiver() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var headers = HttpHeaders.of(exchange.getRequestHeaders(), (_, _) -> true);
            var reply = answer.get();
            // Before the sender can know that it came.
            got.add(new Got(headers, body, reply.status()));
            reply.send(exchange);
        }
    }

    public static Supplier<Reply> status(int status) {
        return () -> new Reply(status, Map.of(), "");
    }

    public static Supplier<Reply> json(int status, String body) {
        return () -> new Reply(status, Map.of("Content-Type", "application/json"), body);
    }

    /// How many requests were acknowledged.
    long acknowledged() {
        return got.stream().filter(one -> one.status() / 100 == 2).count();
    }

    /// Waits until so many requests have been answered.
    public void await(int count) {
        await(() -> got.size() >= count);
    }

    /// @throws AssertionError when it does not come true in time
    public void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("nothing more came after " + got);
            }
            Thread.onSpinWait();
        }
    }

    /// What came in with a text in it.
    List<Got> about(String text) {
        return got.stream().filter(one -> one.body().contains(text)).toList();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
