package dev.sallyport.tools.kubernetes;

import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

/// The platform threads that serve one cluster's connections: three at most, where the client would take up to forty by
/// itself. Requests do not wait on them, so a few are enough. Safe from many threads.
final class ClusterThreads implements AutoCloseable {

    /// Names are looked up on them, by the virtual machine's own resolver; so many lookups at a time.
    private static final int LOOKUPS_MAX = 2;

    static {
        // The resolver of Vert.x does not read all that a host says of its names (nsswitch, for
        // one).
        System.setProperty("vertx.disableDnsResolver", "true");
    }

    private final Vertx vertx =
            Vertx.vertx(
                    new VertxOptions()
                            .setUseDaemonThread(true)
                            .setEventLoopPoolSize(1)
                            .setWorkerPoolSize(1)
                            .setInternalBlockingPoolSize(LOOKUPS_MAX)
                            .setFileSystemOptions(
                                    new FileSystemOptions()
                                            .setFileCachingEnabled(false)
                                            .setClassPathResolvingEnabled(false)));

    HttpClient.Factory http() {
        return new VertxHttpClientFactory(vertx);
    }

    /// Does not wait for them to end.
    @Override
    public void close() {
        var _ = vertx.close();
    }
}
