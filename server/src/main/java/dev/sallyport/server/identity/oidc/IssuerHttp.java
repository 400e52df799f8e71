package dev.sallyport.server.identity.oidc;

import java.io.IOException;
import java.io.Serial;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.node.ObjectNode;

/// The one client that asks issuers anything. It follows no redirect, and bounds how long an answer takes and how
/// large it is. Safe from many threads.
final class IssuerHttp implements AutoCloseable {

    /// Discovery documents and key sets of large providers have some 20 KiB.
    static final int BODY_BYTES_MAX = 512 * 1024;

    private final Duration answerMax;
    private final HttpClient client;

    /// @param answerMax from the first byte sent to the last received
    IssuerHttp(Duration answerMax) {
        this.answerMax = answerMax;
        this.client =
                HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(answerMax)
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
    }

    /// What went wrong, in words for the operator's log; names the URL.
    static final class FetchException extends Exception {
        @Serial private static final long serialVersionUID = 1L;

        FetchException(String message) {
            super(message, null, false, false);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }

    ObjectNode get(URI url) throws FetchException {
        return send(HttpRequest.newBuilder(url).GET());
    }

    /// @param authorization the header's value
    ObjectNode post(URI url, String form, String authorization) throws FetchException {
        return send(
                HttpRequest.newBuilder(url)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Authorization", authorization)
                        .POST(BodyPublishers.ofString(form)));
    }

    private ObjectNode send(HttpRequest.Builder builder) throws FetchException {
        var request = builder.header("Accept", "application/json").timeout(answerMax).build();
        var answer =
                client.sendAsync(
                        request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), BODY_BYTES_MAX));
        HttpResponse<byte[]> response;
        try {
            response = answer.get(answerMax.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new FetchException(
                    request.uri() + " did not answer within " + answerMax.toSeconds() + " s");
        } catch (ExecutionException e) {
            var cause = e.getCause();
            throw new FetchException(
                    request.uri()
                            + (cause instanceof IOException
                                    ? " could not be read: " + cause
                                    : " could not be asked"));
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new FetchException(request.uri() + " was not waited for");
        }
        int status = response.statusCode();
        if (status != 200) {
            throw new FetchException(
                    request.uri()
                            + (status / 100 == 3
                                    ? " redirects, which is not followed"
                                    : " answers " + status));
        }
        return switch (StrictJson.object(response.body())) {
            case StrictJson.Read.Good(var object) -> object;
            case StrictJson.Read.Bad(var problem) ->
                    throw new FetchException("what " + request.uri() + " answers " + problem);
        };
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
