package dev.sallyport.server.export;

import dev.sallyport.server.config.Tls;
import dev.sallyport.server.tls.TestCa;
import dev.sallyport.server.tls.TlsFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A syslog server on loopback that does with each connection as it is told, and keeps the messages it has read.
public final class SyslogReceiver implements AutoCloseable {

    /// What to do with one connection.
    enum Manner {
        /// Reads all of it and ends the connection.
        ATTENTIVE,
        /// The same, a byte at a time.
        DRIBBLING,
        /// Reads one message and goes away.
        FICKLE,
        /// Reads nothing at all.
        DEAF,
        /// Reads all of it and never ends.
        LINGERING,
        /// Goes away before there is TLS.
        ABSENT
    }

    final List<byte[]> messages = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();
    volatile Manner manner = Manner.ATTENTIVE;
    volatile String protocol = "TLSv1.3";

    private final SSLContext context;
    private final ServerSocket server;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    public SyslogReceiver(Path directory, TestCa.Issued shown) throws IOException {
        Files.createDirectories(directory);
        shown.write(directory, "server");
        context =
                TlsFiles.open(
                                new Tls(
                                        directory.resolve("server.pem"),
                                        directory.resolve("server.key"),
                                        Optional.empty()),
                                Clock.systemUTC())
                        .current()
                        .context();
        server = new ServerSocket();
        // Small, so that a peer that does not read is noticed soon.
        server.setReceiveBufferSize(4096);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        var _ = threads.submit(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    public List<String> texts() {
        return messages.stream().map(m -> new String(m, StandardCharsets.UTF_8)).toList();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var plain = server.accept();
                connections.incrementAndGet();
                var _ = threads.submit(() -> serve(plain));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket plain) {
        try (plain) {
            if (manner == Manner.ABSENT) {
                return;
            }
            try (var socket =
                    (SSLSocket)
                            context.getSocketFactory()
                                    .createSocket(plain, null, plain.getPort(), true)) {
                socket.setUseClientMode(false);
                socket.setEnabledProtocols(new String[] {protocol});
                socket.startHandshake();
                read(plain, socket.getInputStream());
            }
        } catch (IOException | InterruptedException e) {
            // Seen by the client as well.
        }
    }

    private void read(Socket plain, InputStream in) throws IOException, InterruptedException {
        switch (manner) {
            case ATTENTIVE, DRIBBLING -> readAll(in);
            case FICKLE -> {
                var message = message(in);
                messages.add(message.orElseThrow());
                // What was not read makes this a reset.
                plain.setSoLinger(true, 0);
                plain.close();
            }
            case DEAF -> closing.await();
            case LINGERING -> {
                readAll(in);
                closing.await();
            }
            case ABSENT -> throw new IllegalStateException("it is away already");
        }
    }

    private void readAll(InputStream in) throws IOException {
        for (var message = message(in); message.isPresent(); message = message(in)) {
            messages.add(message.get());
        }
    }

    /// By its octet count (RFC 6587 §3.4.1).
    private Optional<byte[]> message(InputStream in) throws IOException {
        int length = 0;
        int c = in.read();
        if (c < 0) {
            return Optional.empty();
        }
        for (; c != ' '; c = in.read()) {
            if (c < '0' || c > '9' || length > 1 << 20) {
                throw new IOException("no frame: " + c);
            }
            length = length * 10 + c - '0';
        }
        var message = new ByteArrayOutputStream();
        while (message.size() < length) {
            var some = in.readNBytes(manner == Manner.DRIBBLING ? 1 : length - message.size());
            if (some.length == 0) {
                throw new IOException("a frame was cut");
            }
            message.writeBytes(some);
        }
        return Optional.of(message.toByteArray());
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        server.close();
        threads.shutdownNow();
    }
}
