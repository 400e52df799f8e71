package dev.sallyport.examples.kubernetes;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A stand-in for a Kubernetes API server, on the loopback address, in memory. Nothing ever runs in it.
///
/// It answers get, list, create, update, merge patches, server-side apply with managed fields, dry runs, deletes
/// and Pod logs for the kinds the demo uses, in the shapes of a real server of the 1.26 line. It calls itself a
/// stand-in in `/version` and in the header `X-Sallyport-Standin` of every answer. Safe from many threads; close it.
public final class KubernetesStandin implements AutoCloseable {

    private static final int BACKLOG = 64;

    private final HttpServer server;
    private final ExecutorService threads;
    private final StandinOptions options;

    private KubernetesStandin(HttpServer server, ExecutorService threads, StandinOptions options) {
        this.server = server;
        this.threads = threads;
        this.options = options;
    }

    /// Starts listening.
    ///
    /// @throws UncheckedIOException when the port is taken
    public static KubernetesStandin start(StandinOptions options) {
        var store = new ObjectStore();
        var api = new ObjectApi(store, options);
        if (options.seeded()) {
            new DemoObjects(api, store).seed();
        }
        try {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), options.port());
            var server = HttpServer.create(address, BACKLOG);
            var threads = Executors.newVirtualThreadPerTaskExecutor();
            server.setExecutor(threads);
            server.createContext("/", new RequestHandler(api, options));
            server.start();
            return new KubernetesStandin(server, threads, options);
        } catch (IOException e) {
            throw new UncheckedIOException("the stand-in cannot listen", e);
        }
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// The bearer token that may do everything.
    public String token() {
        return options.token();
    }

    /// Writes a kubeconfig with the one context `standin`, readable by its owner alone where the file system can
    /// say so.
    public void writeKubeconfig(Path file) {
        writeKubeconfig(file, options.token());
    }

    /// The same for the user who may do nothing.
    public void writePowerlessKubeconfig(Path file) {
        writeKubeconfig(file, options.powerlessToken());
    }

    private void writeKubeconfig(Path file, String token) {
        var text =
                """
                apiVersion: v1
                kind: Config
                current-context: standin
                clusters:
                - name: standin
                  cluster:
                    server: %s
                users:
                - name: standin
                  user:
                    token: %s
                contexts:
                - name: standin
                  context:
                    cluster: standin
                    user: standin
                """
                        .formatted(url(), token);
        try {
            Files.deleteIfExists(file);
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        file,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
            }
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("the kubeconfig cannot be written", e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
