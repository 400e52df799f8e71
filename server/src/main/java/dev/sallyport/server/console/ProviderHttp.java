package dev.sallyport.server.console;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// How the provider is asked: no redirect is followed, and what an answer takes in time and room is bounded. Safe
/// from many threads.
final class ProviderHttp implements HTTPRequestSender, ResourceRetriever, AutoCloseable {

    /// From the first byte sent to the last received.
    static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    /// Metadata and key sets of large providers have some 20 KiB.
    private static final int BODY_BYTES_MAX = 512 * 1024;

    private final HttpClient client =
            HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(ANSWER_MAX)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();

    @Override
    public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest given) throws IOException {
        var request = HttpRequest.newBuilder(given.getURI());
        given.getHeaderMap()
                .forEach((name, values) -> values.forEach(value -> request.header(name, value)));
        request.method(
                given.getMethod().name(),
                given.getBody() == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(given.getBody()));
        var answer = exchange(request.build());
        var response = new HTTPResponse(answer.statusCode());
        var type = answer.headers().firstValue("Content-Type");
        if (type.isPresent()) {
            response.setHeader("Content-Type", type.get());
        }
        response.setBody(new String(answer.body(), StandardCharsets.UTF_8));
        return response;
    }

    @Override
    public Resource retrieveResource(URL url) throws IOException {
        try {
            return new Resource(get(url.toURI()), "application/json");
        } catch (URISyntaxException e) {
            throw new IOException("no URL: " + url, e);
        }
    }

    /// @throws IOException unless it answers 200
    String get(URI url) throws IOException {
        var answer =
                exchange(HttpRequest.newBuilder(url).header("Accept", "application/json").build());
        if (answer.statusCode() != 200) {
            throw new IOException(url + " answers " + answer.statusCode());
        }
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private HttpResponse<byte[]> exchange(HttpRequest request) throws IOException {
        var answer =
                client.sendAsync(
                        request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), BODY_BYTES_MAX));
        try {
            return answer.get(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException(request.uri() + " does not answer in time", e);
        } catch (ExecutionException e) {
            throw new IOException(request.uri() + " cannot be asked", e.getCause());
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while asking " + request.uri());
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
