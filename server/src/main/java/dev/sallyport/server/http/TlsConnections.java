package dev.sallyport.server.http;

import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.server.tls.ClientCertificates;
import dev.sallyport.server.tls.TlsFiles;
import dev.sallyport.server.tls.TlsMaterial;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// TLS 1.3 and 1.2 on the listener, with certificates that change while it runs. Connections that are open keep what
/// they began with.
final class TlsConnections {

    private static final Logger LOG = LoggerFactory.getLogger(TlsConnections.class);

    private final TlsFiles files;
    private final ClientCertificates clients;
    private final SslContextFactory.Server factory = new SslContextFactory.Server();

    TlsConnections(TlsFiles files, Clock clock) {
        this.files = files;
        this.clients = new ClientCertificates(files::current, clock);
        factory.setSslContext(files.current().context());
        factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        factory.setRenegotiationAllowed(false);
        files.clients()
                .ifPresent(clients -> {
                    if (clients.required()) {
                        factory.setNeedClientAuth(true);
                    } else {
                        factory.setWantClientAuth(true);
                    }
                });
    }

    SslConnectionFactory factory() {
        return new SslConnectionFactory(factory, "http/1.1");
    }

    /// Whether certificates of clients hold.
    ClientCertificates clients() {
        return clients;
    }

    /// Begins to take changed files into use; the listener must have started.
    void follow() {
        files.watch(this::use);
    }

    private void use(TlsMaterial material) {
        try {
            factory.reload(changed -> changed.setSslContext(material.context()));
        } catch (Exception e) {
            throw new IllegalStateException("the listener did not take the changed TLS files", e);
        }
    }

    void close() {
        files.close();
    }

    /// Tells the operator why handshakes fail, a line a second at most: anyone can make them fail.
    static final class Refusals implements SslHandshakeListener {

        private static final long EVERY_NANOS = Duration.ofSeconds(1).toNanos();

        private final AtomicLong last = new AtomicLong(System.nanoTime() - EVERY_NANOS);

        @Override
        public void handshakeFailed(Event event, Throwable failure) {
            long now = System.nanoTime();
            long before = last.get();
            if (now - before >= EVERY_NANOS && last.compareAndSet(before, now)) {
                LOG.info("refused a TLS handshake: {}", Quoted.of(reason(failure)));
            }
        }

        /// What lies deepest says most: `validity check failed` on top may be an expired certificate.
        private static String reason(Throwable failure) {
            var reason = failure;
            for (var cause = failure.getCause(); cause != null; cause = cause.getCause()) {
                reason = cause;
            }
            return String.valueOf(reason.getMessage());
        }
    }
}
