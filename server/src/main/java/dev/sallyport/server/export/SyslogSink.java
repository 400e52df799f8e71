package dev.sallyport.server.export;

import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.server.config.ExportFormat;
import dev.sallyport.server.tls.TrustedServers;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/// A syslog server, over TLS alone. One call of [#send] at a time; [#close] from any thread ends it.
///
/// Syslog has no acknowledgements. So each batch has a connection of its own, which we end first: a server that has read
/// all of it answers by ending it too (RFC 5425 §4.4), and one that has not resets it. Only then are the records taken.
/// A server that dies between reading and storing loses them all the same; no sender can tell.
final class SyslogSink implements Sink {

    private final String host;
    private final int port;
    private final SSLContext tls;
    private final ExportFormat format;
    private final Duration most;

    // The one in use. Closing it, rather than the TLS above it, wakes a thread that waits for a
    // slow server.
    private volatile Socket connection = new Socket();
    private volatile boolean closed;

    /// @param most how long a batch may take
    SyslogSink(String host, int port, SSLContext tls, ExportFormat format, Duration most) {
        this.host = host;
        this.port = port;
        this.tls = tls;
        this.format = format;
        this.most = most;
    }

    @Override
    public void send(List<LoggedRecord> records) throws IOException {
        try (var plain = new Connection()) {
            connection = plain;
            if (closed) {
                throw SinkException.passing("the export is closed", java.util.Optional.empty());
            }
            long end = System.nanoTime() + most.toNanos();
            var watch = Thread.ofVirtual().name("syslog watch").start(() -> watch(plain, end));
            try {
                send(plain, records);
            } catch (SSLException e) {
                throw SinkException.passing(
                        "there is no TLS with " + host + ":" + port + " (" + reason(e) + ")", e);
            } catch (IOException e) {
                throw SinkException.passing(
                        host
                                + ":"
                                + port
                                + " did not take everything within "
                                + most.toSeconds()
                                + " s, or cannot be reached ("
                                + e.getClass().getSimpleName()
                                + ")",
                        e);
            } finally {
                watch.interrupt();
            }
        }
    }

    /// A blocked write knows no time-out of its own.
    private static void watch(Socket plain, long end) {
        while (!Thread.currentThread().isInterrupted()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                closeQuietly(plain);
                return;
            }
            LockSupport.parkNanos(left);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Whoever waits for it is woken all the same.
        }
    }

    private void send(Connection plain, List<LoggedRecord> records) throws IOException {
        int wait = Math.toIntExact(most.toMillis());
        plain.connect(new InetSocketAddress(host, port), wait);
        plain.setSoTimeout(wait);
        try (var secure = TrustedServers.handshake(tls, plain, host, port)) {
            var out = new BufferedOutputStream(secure.getOutputStream(), 1 << 16);
            for (var record : records) {
                out.write(SyslogMessage.frame(record, format));
            }
            out.flush();
            secure.shutdownOutput();
            awaitEnd(secure);
            plain.check();
        }
    }

    /// Whatever the server says is passed over; what counts is that it ends in order.
    private static void awaitEnd(SSLSocket secure) throws IOException {
        var in = secure.getInputStream();
        var some = new byte[1024];
        while (in.read(some) >= 0) {
            // Reads on, as long as the watch lets it.
        }
    }

    /// Of the failures of TLS those that an operator can mend are told apart.
    private static String reason(SSLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof java.security.cert.CertificateException
                    || cause instanceof java.security.cert.CertPathValidatorException) {
                return "its certificate is not trusted";
            }
        }
        return e.getClass().getSimpleName();
    }

    /// Remembers that a write failed. The JDK's TLS swallows that of its last message, and with it goes the reset that the
    /// server sent: the next read would look like an end in order.
    private static final class Connection extends Socket {
        // Written and read by the thread that sends.
        private boolean failed;

        void check() throws IOException {
            if (failed) {
                throw new SocketException("the connection was reset");
            }
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    try {
                        out.write(bytes, from, length);
                    } catch (IOException e) {
                        failed = true;
                        throw e;
                    }
                }

                @Override
                public void write(int b) throws IOException {
                    write(new byte[] {(byte) b}, 0, 1);
                }
            };
        }
    }

    @Override
    public void close() {
        closed = true;
        closeQuietly(connection);
    }
}
