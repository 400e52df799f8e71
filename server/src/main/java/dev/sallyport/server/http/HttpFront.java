package dev.sallyport.server.http;

import dev.sallyport.server.config.Tls;
import dev.sallyport.server.tls.TlsFileException;
import dev.sallyport.server.tls.TlsFiles;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one HTTP listener. Every request runs on a virtual thread of its own, so a servlet may block; a
/// handful of platform threads only accept and select.
///
/// Built once, started once, closed once; the builder is for one thread, a running front for many.
public final class HttpFront implements AutoCloseable {

    static final Set<String> PROBES = Set.of("/healthz", "/readyz");

    private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);

    /// Enough for a token of 8 KiB and the rest; longer headers are answered 431.
    private static final int HEADER_BYTES_MAX = 16 * 1024;

    /// One process serves a team; beyond this the listener stops accepting until others leave.
    private static final int CONNECTIONS_MAX = 16_384;

    /// Jetty's own threads: one acceptor, the selectors, and a few to spare.
    private static final int PLATFORM_THREADS_MAX = 8;

    /// What a connection reads into. Jetty keeps it as long as the request is being answered, so a call that waits pays
    /// for it.
    private static final int INPUT_BYTES = 1024;

    /// Of each size. Without it, as many buffers stay as thousands of calls need that come in the same second.
    private static final int BUFFERS_KEPT_MAX = 64;

    /// Connections that may wait to be taken in. The JDK's 50 is less than agents open at once after a restart, and a
    /// client whose handshake is lost for that either waits a second or is cut off. The system may allow less
    /// (`net.core.somaxconn`).
    private static final int ACCEPT_QUEUE_MAX = 1024;

    /// A silent client is dropped after this long; waiting calls write heartbeats more often.
    private static final Duration IDLE_MAX = Duration.ofSeconds(60);

    /// How long running requests may take to end when the front closes.
    private static final Duration STOP_MAX = Duration.ofSeconds(5);

    private final Server server;
    private final ServerConnector connector;
    private final List<Runnable> onClose;
    private final URI address;

    private HttpFront(
            Server server, ServerConnector connector, List<Runnable> onClose, URI address) {
        this.server = server;
        this.connector = connector;
        this.onClose = List.copyOf(onClose);
        this.address = address;
    }

    /// @param host the address or name to listen on; `0.0.0.0` for every interface
    /// @param port 0 to 65,535; 0 takes a free one
    public static Builder listen(String host, int port) {
        return new Builder(host, port);
    }

    /// The port it listens on, also when 0 was asked for.
    public int port() {
        return connector.getLocalPort();
    }

    /// `http://HOST:PORT`, or `https://`, without a slash at the end.
    public URI address() {
        return address;
    }

    /// Stops accepting, ends what waits, lets the rest finish for up to five seconds, and frees the port.
    @Override
    public void close() {
        onClose.forEach(action -> {
            try {
                action.run();
            } catch (RuntimeException e) {
                LOG.warn("a part did not close cleanly", e);
            }
        });
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("the HTTP listener did not stop cleanly", e);
        }
    }

    /// Why the front could not start, in one sentence for the operator.
    public static final class StartFailed extends IOException {
        @java.io.Serial private static final long serialVersionUID = 1L;

        StartFailed(String message, Exception cause) {
            super(message, cause);
        }
    }

    /// Collects what the front serves. Filters run in the order they were added.
    public static final class Builder {

        private final String host;
        private final int port;
        private final ServletContextHandler context = new ServletContextHandler("/");
        private final List<FilterAt> filters = new ArrayList<>();
        private final List<Runnable> onClose = new ArrayList<>();
        private Optional<URI> publicUrl = Optional.empty();
        private BooleanSupplier ready = () -> true;
        private Optional<Tls> tls = Optional.empty();
        private RefusalListener refusals = (_, _, _) -> {};

        private record FilterAt(String path, Filter filter) {}

        private Builder(String host, int port) {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
            }
            this.host = host;
            this.port = port;
        }

        /// The URL under which clients reach this server through proxies; its authority becomes an allowed
        /// `Host` and `Origin`.
        public Builder publicUrl(URI url) {
            if (url.getHost() == null
                    || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
                throw new IllegalArgumentException(
                        "public_url must be an http or https URL with a host, not `" + url + "`");
            }
            publicUrl = Optional.of(url);
            return this;
        }

        /// Speaks TLS, and nothing else.
        public Builder tls(Tls settings) {
            tls = Optional.of(settings);
            return this;
        }

        /// What `/readyz` answers: 200 while true, else 503.
        public Builder ready(BooleanSupplier supplier) {
            ready = supplier;
            return this;
        }

        /// Who hears of refused requests.
        public Builder refusals(RefusalListener listener) {
            refusals = listener;
            return this;
        }

        /// Adds a filter that runs after the `Host` and `Origin` check and before any servlet.
        ///
        /// @param path a servlet mapping: `/mcp`, `/api/*`
        public Builder filter(String path, Filter filter) {
            filters.add(new FilterAt(path, filter));
            return this;
        }

        /// Adds a servlet. It may block; streaming servlets must end by an [#onClose] action.
        public Builder servlet(String path, Servlet servlet) {
            var holder = new ServletHolder(servlet);
            holder.setAsyncSupported(true);
            context.addServlet(holder, path);
            return this;
        }

        /// Runs when the front closes, before running requests are waited for.
        public Builder onClose(Runnable action) {
            onClose.add(action);
            return this;
        }

        /// Opens the listener.
        ///
        /// @throws StartFailed when the address is unknown, the port is in use, or the TLS files are wrong; nothing
        ///     is left open
        public HttpFront start() throws StartFailed {
            var listenAddress = resolve();
            var threads = new QueuedThreadPool(PLATFORM_THREADS_MAX, 2);
            threads.setName("http");
            threads.setVirtualThreadsExecutor(
                    VirtualThreads.getNamedVirtualThreadsExecutor("http-request-"));
            var server =
                    new Server(
                            threads,
                            null,
                            new ArrayByteBufferPool(-1, INPUT_BYTES, -1, BUFFERS_KEPT_MAX));
            var configuration = new HttpConfiguration();
            configuration.setSendServerVersion(false);
            configuration.setSendXPoweredBy(false);
            configuration.setSendDateHeader(true);
            configuration.setRequestHeaderSize(HEADER_BYTES_MAX);
            configuration.setInputBufferSize(INPUT_BYTES);
            // Answers are written as a whole; a buffer to gather them in would be 16 KiB for each
            // call that waits.
            configuration.setOutputAggregationSize(0);
            var encryption = encryption();
            var connector = connector(server, configuration, encryption);
            connector.setHost(host);
            connector.setPort(port);
            connector.setAcceptQueueSize(ACCEPT_QUEUE_MAX);
            connector.setIdleTimeout(IDLE_MAX.toMillis());
            server.addConnector(connector);
            server.addBean(new NetworkConnectionLimit(CONNECTIONS_MAX, server));
            server.setErrorHandler(new JsonErrorHandler());
            context.setErrorHandler(new JsonErrorHandler());
            var graceful = new GracefulHandler(context);
            server.setHandler(graceful);
            server.setStopTimeout(STOP_MAX.toMillis());

            var allowed =
                    new Object() {
                        AllowedHosts hosts =
                                AllowedHosts.of(scheme(), listenAddress, host, port, publicUrl);
                    };
            addFilter("/*", new RefusalFilter(refusals));
            addFilter("/*", new HostOriginFilter(() -> allowed.hosts));
            encryption.ifPresent(connections -> {
                addFilter("/*", new ClientCertificateFilter(connections.clients()));
                onClose(connections::close);
            });
            filters.forEach(at -> addFilter(at.path(), at.filter()));
            servlet("/healthz", new ProbeServlet(() -> true));
            servlet("/readyz", new ProbeServlet(ready));
            try {
                connector.open();
                allowed.hosts =
                        AllowedHosts.of(
                                scheme(), listenAddress, host, connector.getLocalPort(), publicUrl);
                server.start();
                encryption.ifPresent(TlsConnections::follow);
            } catch (Exception e) {
                stopQuietly(server);
                throw new StartFailed(reason(e), e);
            }
            var name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
            return new HttpFront(
                    server,
                    connector,
                    onClose,
                    URI.create(scheme() + "://" + name + ":" + connector.getLocalPort()));
        }

        private String scheme() {
            return tls.isPresent() ? "https" : "http";
        }

        private Optional<TlsConnections> encryption() throws StartFailed {
            if (tls.isEmpty()) {
                return Optional.empty();
            }
            try {
                var clock = Clock.systemUTC();
                return Optional.of(new TlsConnections(TlsFiles.open(tls.get(), clock), clock));
            } catch (TlsFileException e) {
                throw new StartFailed(String.valueOf(e.getMessage()), e);
            }
        }

        private static ServerConnector connector(
                Server server,
                HttpConfiguration configuration,
                Optional<TlsConnections> encryption) {
            var http = new HttpConnectionFactory(configuration);
            if (encryption.isEmpty()) {
                return new ServerConnector(server, 1, 1, http);
            }
            // Whom a request is for is checked by its Host, with or without TLS; a client that
            // comes by address sends no name in the handshake.
            var secure = new SecureRequestCustomizer();
            secure.setSniHostCheck(false);
            secure.setSniRequired(false);
            configuration.addCustomizer(secure);
            var connector = new ServerConnector(server, 1, 1, encryption.get().factory(), http);
            connector.addBean(new TlsConnections.Refusals());
            return connector;
        }

        private void addFilter(String path, Filter filter) {
            var holder = new FilterHolder(filter);
            holder.setAsyncSupported(true);
            context.addFilter(holder, path, EnumSet.of(DispatcherType.REQUEST));
        }

        private InetAddress resolve() throws StartFailed {
            try {
                return InetAddress.getByName(host);
            } catch (UnknownHostException e) {
                throw new StartFailed("the listen address `" + host + "` is not known here", e);
            }
        }

        private String reason(Exception e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException) {
                    return "cannot listen on `"
                            + host
                            + ":"
                            + port
                            + "`: the port is in use or the address is not this machine's; choose another in server.listen";
                }
            }
            return "cannot listen on `" + host + ":" + port + "`";
        }

        private static void stopQuietly(Server server) {
            try {
                server.stop();
            } catch (Exception e) {
                LOG.warn("the HTTP listener did not stop cleanly", e);
            }
        }
    }
}
