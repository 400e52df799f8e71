package dev.sallyport.server.export;

import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.server.config.ExportFormat;
import dev.sallyport.server.notify.RetryAfter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// A collector that takes logs by OTLP over HTTP with JSON. Redirects are not followed. One call of [#send] at a time;
/// [#close] from any thread ends it.
///
/// @see <a href="https://opentelemetry.io/docs/specs/otlp/#otlphttp-response">OTLP/HTTP Response</a>
final class OtlpSink implements Sink {

    private static final Logger LOG = LoggerFactory.getLogger(OtlpSink.class);

    private static final int TOO_LARGE = 413;
    private static final int ANSWER_BYTES_MAX = 1 << 16;

    private final URI url;
    private final String authorization;
    private final ExportFormat format;
    private final Duration most;
    private final HttpClient client;
    private final AtomicLong refused = new AtomicLong();

    /// @param authorization the header's value; empty for none
    /// @param most how long a request may take
    OtlpSink(URI url, String authorization, SSLContext tls, ExportFormat format, Duration most) {
        this.url = url;
        this.authorization = authorization;
        this.format = format;
        this.most = most;
        this.client =
                HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(most)
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(tls)
                        .build();
    }

    /// The specification forbids to send them again.
    @Override
    public long refused() {
        return refused.get();
    }

    @Override
    public void send(List<LoggedRecord> records) throws IOException, InterruptedException {
        var answer = post(OtlpLogs.request(records, format).toString());
        int status = answer.statusCode();
        if (status == TOO_LARGE && records.size() > 1) {
            int half = records.size() / 2;
            send(records.subList(0, half));
            send(records.subList(half, records.size()));
            return;
        }
        switch (status) {
            case 200 -> partial(answer.body());
            case 429, 502, 503, 504 ->
                    throw SinkException.passing(
                            "it answered with status " + status, RetryAfter.of(answer));
            default -> throw SinkException.lasting("it answered with status " + status);
        }
    }

    private HttpResponse<byte[]> post(String json) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(url)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json, StandardCharsets.UTF_8));
        if (!authorization.isEmpty()) {
            authorize(request);
        }
        var answer =
                client.sendAsync(
                        request.build(),
                        BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
        try {
            return answer.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw SinkException.passing(
                    "it did not answer within " + most.toSeconds() + " s", Optional.empty());
        } catch (ExecutionException e) {
            throw SinkException.passing(
                    e.getCause() instanceof SSLException
                            ? "there is no TLS with it; is its certificate trusted?"
                            : "it cannot be asked (" + name(e.getCause()) + ")",
                    e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw e;
        }
    }

    private void authorize(HttpRequest.Builder request) throws SinkException {
        try {
            request.header("Authorization", authorization);
        } catch (IllegalArgumentException e) {
            // Not as its cause: its message has the value.
            throw SinkException.lasting("the authorization is no value of a header");
        }
    }

    private static String name(@org.jspecify.annotations.Nullable Throwable cause) {
        return cause == null ? "unknown" : cause.getClass().getSimpleName();
    }

    /// What it took only in part is done with; it says itself that the rest would be refused again.
    private void partial(byte[] body) {
        if (body.length == 0) {
            return;
        }
        try {
            var rejected =
                    JsonMapper.shared()
                            .readTree(body)
                            .path("partialSuccess")
                            .path("rejectedLogRecords")
                            .asString("0");
            long count = Long.parseLong(rejected);
            if (count > 0) {
                LOG.error("{} refused {} records for good", url.getHost(), count);
                refused.addAndGet(count);
            }
        } catch (JacksonException | NumberFormatException e) {
            LOG.debug("{} answered with a body that says nothing", url.getHost(), e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
