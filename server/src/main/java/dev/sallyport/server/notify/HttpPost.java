package dev.sallyport.server.notify;

import dev.sallyport.server.notify.Sender.Sent;
import dev.sallyport.server.tls.TrustedServers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Posts JSON and looks at the status alone: 2xx is an acknowledgement, whatever else the receiver says or goes on
/// saying. Redirects are not followed, since they would carry the message to a place that no operator named.
final class HttpPost implements AutoCloseable {

    /// From the first byte sent to the last of the answer's head.
    static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final Duration answerMax;
    private final HttpClient client;

    /// @param answerMax at most [#ANSWER_MAX]
    HttpPost(Duration answerMax) {
        this.answerMax = answerMax;
        this.client =
                HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(answerMax)
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
    }

    Sent send(URI to, String json, Map<String, String> headers) throws InterruptedException {
        var request =
                HttpRequest.newBuilder(to)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json, StandardCharsets.UTF_8));
        headers.forEach(request::header);
        var answer = client.sendAsync(request.build(), _ -> new NoBody());
        try {
            return sent(answer.get(answerMax.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            answer.cancel(true);
            return failed("it did not answer within " + answerMax.toMillis() + " ms");
        } catch (ExecutionException e) {
            return failed(
                    e.getCause() instanceof IOException cause
                            ? unreachable(cause)
                            : "it cannot be asked");
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw e;
        }
    }

    /// Connects, by TLS where the URL says so, and hangs up.
    ///
    /// @return empty when that works
    String problem(URI to) {
        boolean tls = "https".equals(to.getScheme());
        int port = to.getPort() > 0 ? to.getPort() : tls ? HTTPS_PORT : HTTP_PORT;
        var host = to.getHost().replaceAll("^\\[|]$", "");
        try (var socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(host, port), Math.toIntExact(answerMax.toMillis()));
            socket.setSoTimeout(Math.toIntExact(answerMax.toMillis()));
            if (tls) {
                var trusted = TrustedServers.context("", Optional.empty());
                TrustedServers.handshake(trusted, socket, host, port).close();
            }
            return "";
        } catch (IOException e) {
            return unreachable(e);
        }
    }

    private static String unreachable(IOException cause) {
        return "it cannot be reached (" + cause.getClass().getSimpleName() + ")";
    }

    private static Sent sent(HttpResponse<?> answer) {
        int status = answer.statusCode();
        if (status >= 200 && status < 300) {
            return new Sent.Acknowledged();
        }
        return new Sent.Failed("it answered with status " + status, RetryAfter.of(answer));
    }

    private static Sent failed(String why) {
        return new Sent.Failed(why, Optional.empty());
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    /// Wants none of the body, so that no receiver can hold us with one.
    private static final class NoBody implements BodySubscriber<Boolean> {
        private final CompletableFuture<Boolean> done = CompletableFuture.completedFuture(true);

        @Override
        public CompletionStage<Boolean> getBody() {
            return done;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.cancel();
        }

        @Override
        public void onNext(List<ByteBuffer> item) {
            // Cancelled before the first.
        }

        @Override
        public void onError(Throwable throwable) {
            // The status is known, and it is all that counts.
        }

        @Override
        public void onComplete() {
            // As above.
        }
    }
}
