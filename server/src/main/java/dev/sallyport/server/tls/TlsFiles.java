package dev.sallyport.server.tls;

import dev.sallyport.server.config.Tls;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files of `server.tls`, looked at every few seconds: certificates are renewed while the gate runs. Changed files
/// are checked and go live whole, for connections that begin after; bad ones are refused loudly while the last good
/// ones stay. Safe from many threads.
public final class TlsFiles implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);

    /// A renewed certificate is used within seconds; whoever renews it leaves hours.
    private static final Duration LOOK_EVERY = Duration.ofSeconds(3);

    private final Tls tls;
    private final Clock clock;
    private volatile TlsMaterial current;
    private volatile Consumer<TlsMaterial> onChange = _ -> {};
    // Owned by whoever looks: the watching thread once started.
    private TlsMaterial.Files inUse;
    // As above: what was last told of bad files, or empty.
    private String told = "";
    private volatile boolean closed;
    private final Thread watcher;

    private TlsFiles(Tls tls, Clock clock, TlsMaterial.Files inUse, TlsMaterial current) {
        this.tls = tls;
        this.clock = clock;
        this.inUse = inUse;
        this.current = current;
        this.watcher = Thread.ofVirtual().name("tls-watcher").unstarted(this::watch);
    }

    /// Reads once.
    ///
    /// @throws TlsFileException when a file cannot be used, or they do not belong together; a start has no last good
    ///     ones
    public static TlsFiles open(Tls tls, Clock clock) throws TlsFileException {
        var files = TlsMaterial.Files.read(tls);
        var material = TlsMaterial.of(files);
        // Clients refuse such a certificate themselves, and a clock may be wrong.
        material.ageProblem(clock.instant())
                .ifPresent(problem ->
                        LOG.warn(
                                "{} {}; clients will refuse it",
                                files.certificate().name(),
                                problem));
        return new TlsFiles(tls, clock, files, material);
    }

    /// What is wrong with the files, for checks; empty when nothing is.
    public static String problem(Tls tls, Clock clock) {
        try {
            var files = TlsMaterial.Files.read(tls);
            return TlsMaterial.of(files)
                    .ageProblem(clock.instant())
                    .map(problem -> files.certificate().name() + " " + problem)
                    .orElse("");
        } catch (TlsFileException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /// The last good ones.
    public TlsMaterial current() {
        return current;
    }

    /// Who may show a certificate; empty where nobody is asked for one.
    public Optional<Tls.Clients> clients() {
        return tls.clients();
    }

    /// Begins to look for changes.
    ///
    /// @param listener is given changed material before [#current] is; when it throws, the last good one stays
    public void watch(Consumer<TlsMaterial> listener) {
        onChange = listener;
        watcher.start();
    }

    private void watch() {
        while (!closed) {
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
            try {
                look();
            } catch (RuntimeException | Error e) {
                // A watcher that ends would let the certificate expire.
                LOG.error("changed TLS files could not be put in use; the last good ones stay", e);
            }
        }
    }

    /// Takes changed files into use. Bad ones are tried again: one of them may be late, or its time not come yet.
    private void look() {
        try {
            var files = TlsMaterial.Files.read(tls);
            if (!files.sameAs(inUse)) {
                use(files);
                inUse = files;
            }
            told = "";
        } catch (TlsFileException e) {
            // Files that stay bad are told once.
            var problem = String.valueOf(e.getMessage());
            if (!told.equals(problem)) {
                told = problem;
                LOG.error("{}; the last good TLS files stay", problem);
            }
        }
    }

    private void use(TlsMaterial.Files files) throws TlsFileException {
        var next = TlsMaterial.of(files);
        var problem = next.ageProblem(clock.instant());
        if (problem.isPresent() && current.ageProblem(clock.instant()).isEmpty()) {
            throw new TlsFileException(files.certificate().name() + " " + problem.get());
        }
        onChange.accept(next);
        current = next;
        LOG.info(
                "the TLS certificate {} is in use, until {}",
                next,
                next.chain().getFirst().getNotAfter().toInstant());
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(watcher);
    }
}
