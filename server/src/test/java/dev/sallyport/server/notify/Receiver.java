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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/// An endpoint on loopback that keeps what it gets and answers as it is told.
public final class Receiver implements AutoCloseable {

    /// What came in.
    public record Got(HttpHeaders headers, String body, int status) {}

    /// How it answers one request.
    @FunctionalInterface
    public interface Answer {
        /// @return the status that was sent; 0 for none
        int answer(HttpExchange exchange) throws IOException;
    }

    public final List<Got> got = new CopyOnWriteArrayList<>();
    public volatile Answer answer = status(200);

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
            int status = answer.answer(exchange);
            got.add(new Got(headers, body, status));
        }
    }

    public static Answer status(int status) {
        return exchange -> {
            exchange.sendResponseHeaders(status, -1);
            return status;
        };
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
