package dev.sallyport.tools.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import java.io.ByteArrayOutputStream;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// The way to one cluster: sends requests as they are and bounds what comes back. Safe from many threads.
///
/// Fabric8 brings the configuration, TLS and credentials; its typed objects are left aside, because what is sent
/// must be exactly the text that was judged. Nothing is retried.
final class ClusterConnection implements AutoCloseable {

    private static final int CONNECT_MS_MAX = 3_000;
    private static final Duration ANSWER_MAX = Duration.ofSeconds(15);
    private static final int ANSWER_BYTES_MAX = 16 * 1024 * 1024;

    private final String name;
    private final KubernetesClient client;
    private final ClusterThreads threads;
    private final String base;
    private final Duration answerMax;

    /// @param body the answer where it is JSON, else missing
    /// @param text the answer as UTF-8
    record Answer(int status, JsonNode body, String text) {
        boolean successful() {
            return status >= 200 && status < 300;
        }
    }

    private ClusterConnection(
            String name, KubernetesClient client, ClusterThreads threads, Duration answerMax) {
        this.name = name;
        this.client = client;
        this.threads = threads;
        this.answerMax = answerMax;
        var url = client.getMasterUrl().toString();
        this.base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /// Reads the configuration; does not connect.
    ///
    /// @throws IllegalArgumentException when it cannot be used; without credentials in the message
    static ClusterConnection open(ClusterTarget target) {
        return open(target, ANSWER_MAX);
    }

    /// @param answerMax how long a whole answer may take
    static ClusterConnection open(ClusterTarget target, Duration answerMax) {
        var config =
                new ConfigBuilder(configuration(target))
                        .withConnectionTimeout(CONNECT_MS_MAX)
                        .withRequestTimeout((int) answerMax.toMillis())
                        .withRequestRetryBackoffLimit(0)
                        .build();
        var threads = new ClusterThreads();
        try {
            var client =
                    new KubernetesClientBuilder()
                            .withConfig(config)
                            .withHttpClientFactory(threads.http())
                            .build();
            return new ClusterConnection(target.name(), client, threads, answerMax);
        } catch (RuntimeException e) {
            threads.close();
            throw e;
        }
    }

    private static Config configuration(ClusterTarget target) {
        switch (target.access()) {
            case ClusterTarget.Kubeconfig(var file, var context) -> {
                try {
                    var config = Config.fromKubeconfig(context.orElse(null), file.toFile());
                    // A context that is not there would silently be another, or the client's own
                    // default.
                    var current = config.getCurrentContext();
                    if (current == null
                            || !current.getName().equals(context.orElse(current.getName()))) {
                        throw new IllegalArgumentException("no such context");
                    }
                    // What the client falls back to when the context's cluster is not in the file.
                    if (config.getMasterUrl().equals(Config.DEFAULT_MASTER_URL + "/")) {
                        throw new IllegalArgumentException("no server");
                    }
                    return config;
                } catch (RuntimeException e) {
                    throw new IllegalArgumentException(
                            "the kubeconfig of cluster `%s` cannot be used: `%s`%s"
                                    .formatted(
                                            target.name(),
                                            file,
                                            context.map(c -> ", context `" + c + "`").orElse("")),
                            e);
                }
            }
            case ClusterTarget.Token(var url, var token, var ca) -> {
                var builder =
                        new ConfigBuilder(Config.empty())
                                .withMasterUrl(url.toString())
                                .withOauthToken(token);
                ca.ifPresent(pem ->
                        builder.withCaCertData(
                                Base64.getEncoder()
                                        .encodeToString(pem.getBytes(StandardCharsets.UTF_8))));
                return builder.build();
            }
        }
    }

    String name() {
        return name;
    }

    Answer get(String path) {
        return send("GET", path, "", null, ANSWER_BYTES_MAX);
    }

    /// An answer longer than the bound is cut there.
    Answer getCut(String path, int bytesMax) {
        return send("GET", path, "", null, bytesMax);
    }

    /// Server-side apply of exactly this text.
    Answer apply(String path, String body) {
        return send("PATCH", path, "application/apply-patch+yaml", body, ANSWER_BYTES_MAX);
    }

    Answer delete(String path, String body) {
        return send("DELETE", path, "application/json", body, ANSWER_BYTES_MAX);
    }

    private Answer send(
            String method, String path, String contentType, @Nullable String body, int bytesMax) {
        var http = client.getHttpClient();
        var builder =
                http.newHttpRequestBuilder()
                        .uri(base + path)
                        .setHeader("Accept", "application/json, */*")
                        .timeout(answerMax.toMillis(), TimeUnit.MILLISECONDS);
        if (body != null) {
            builder.method(method, contentType, body);
        }
        return await(builder.build(), bytesMax);
    }

    private Answer await(HttpRequest request, int bytesMax) {
        var received = new BoundedBytes(bytesMax);
        CompletableFuture<Answer> answer =
                client.getHttpClient()
                        .consumeBytes(request, received::take)
                        .thenCompose(response -> {
                            var body = response.body();
                            body.consume();
                            return body.done()
                                    .handle((_, failure) ->
                                            received.finish(response.code(), failure));
                        });
        try {
            return answer.get(answerMax.toMillis() + CONNECT_MS_MAX, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw unavailable(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw unavailable(e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw unavailable(e);
        }
    }

    private ClusterUnavailableException unavailable(Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof ConnectException || at instanceof UnknownHostException) {
                return new ClusterUnavailableException(name, false, cause);
            }
        }
        return new ClusterUnavailableException(name, true, cause);
    }

    @Override
    public void close() {
        client.close();
        threads.close();
    }

    /// Collects an answer up to a bound. Called from one thread at a time by the client.
    private static final class BoundedBytes {
        private final int bytesMax;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean cut;

        BoundedBytes(int bytesMax) {
            this.bytesMax = bytesMax;
        }

        synchronized void take(List<ByteBuffer> buffers, AsyncBody body) {
            for (var buffer : buffers) {
                int room = Math.min(buffer.remaining(), bytesMax - bytes.size());
                var chunk = new byte[room];
                buffer.get(chunk);
                bytes.writeBytes(chunk);
                cut |= buffer.hasRemaining();
            }
            if (cut) {
                body.cancel();
            } else {
                body.consume();
            }
        }

        synchronized Answer finish(int status, @Nullable Throwable failure) {
            if (failure != null && !cut) {
                throw new IllegalStateException("the answer broke off", failure);
            }
            var text = bytes.toString(StandardCharsets.UTF_8);
            var json = text.startsWith("{") ? Json.parse(text) : Optional.<JsonNode>empty();
            return new Answer(status, json.orElse(MissingNode.getInstance()), text);
        }
    }
}
