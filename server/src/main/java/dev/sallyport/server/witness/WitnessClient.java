package dev.sallyport.server.witness;

import dev.sallyport.audit.Cosignature;
import dev.sallyport.server.config.Witness;
import dev.sallyport.server.tls.TrustedServers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks one witness. Redirects are not followed, and of an answer no more is read than a few cosignatures take. Safe
/// from many threads.
///
/// @see <a href="https://c2sp.org/tlog-witness">C2SP tlog-witness, add-checkpoint</a>
final class WitnessClient implements AutoCloseable {

    /// From the first byte sent to the last of the answer.
    static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(WitnessClient.class);

    private static final String SIZE_TYPE = "text/x.tlog.size";
    private static final String SIZE = "(?:0|[1-9][0-9]{0,17})\n";

    private final URI url;
    private final Duration answerMax;
    private final HttpClient client;

    /// What a witness answered.
    sealed interface Answer {

        /// @param lines what is to be a cosignature
        record Cosigned(String lines) implements Answer {}

        /// It has another size than it was asked from, or, of a checkpoint of that very size, another root.
        ///
        /// @param size that it has; empty where it does not say
        record Conflict(OptionalLong size) implements Answer {}

        /// It has another history of the size that it was asked from.
        record Inconsistent() implements Answer {}

        /// @param why to follow the witness's name
        record Refused(String why) implements Answer {}
    }

    /// @param answerMax at most [#ANSWER_MAX]
    /// @throws IOException when the CA of the witness cannot be used
    WitnessClient(Witness witness, Duration answerMax) throws IOException {
        this.url = URI.create(witness.url() + "/add-checkpoint");
        this.answerMax = answerMax;
        this.client =
                HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(answerMax)
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(TrustedServers.context("audit.witnesses.ca", witness.ca()))
                        .build();
    }

    /// @param older the size that the witness is thought to have
    /// @param proof from there to the checkpoint
    /// @param note the signed checkpoint
    /// @throws IOException when there is no answer; the message says why
    Answer submit(long older, List<String> proof, String note)
            throws IOException, InterruptedException {
        var body = new StringBuilder("old ").append(older).append('\n');
        proof.forEach(hash -> body.append(hash).append('\n'));
        body.append('\n').append(note);
        return answer(post(body.toString()));
    }

    private static Answer answer(HttpResponse<byte[]> answer) {
        return switch (answer.statusCode()) {
            case 200 -> cosigned(answer.body());
            case 409 -> conflict(answer);
            case 422 -> new Answer.Inconsistent();
            case 400 -> new Answer.Refused("finds the request malformed");
            case 403 ->
                    new Answer.Refused(
                            "does not trust the log's key; give its operator the public key");
            case 404 ->
                    new Answer.Refused(
                            "does not know the log; give its operator the origin and the public key");
            default -> new Answer.Refused("answered with status " + answer.statusCode());
        };
    }

    private static Answer cosigned(byte[] body) {
        try {
            return new Answer.Cosigned(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
        } catch (CharacterCodingException e) {
            LOG.debug("a witness answered with no text", e);
            return new Answer.Refused("answered with what is no UTF-8");
        }
    }

    private static Answer conflict(HttpResponse<byte[]> answer) {
        var type = answer.headers().firstValue("Content-Type").orElse("");
        var size = new String(answer.body(), StandardCharsets.ISO_8859_1);
        return new Answer.Conflict(
                type.equals(SIZE_TYPE) && size.matches(SIZE)
                        ? OptionalLong.of(Long.parseLong(size.strip()))
                        : OptionalLong.empty());
    }

    private HttpResponse<byte[]> post(String body) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(url)
                        .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                        .build();
        var answer =
                client.sendAsync(
                        request,
                        BodyHandlers.limiting(
                                BodyHandlers.ofByteArray(), Cosignature.LINES_BYTES_MAX));
        try {
            return answer.get(answerMax.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("did not answer within " + answerMax.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            var cause = e.getCause();
            throw new IOException(
                    "cannot be asked, or its answer has no end ("
                            + (cause == null ? "unknown" : cause.getClass().getSimpleName())
                            + ")",
                    e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw e;
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
