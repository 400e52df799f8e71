package dev.sallyport.tools.git;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Proxy;
import java.net.URISyntaxException;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jgit.internal.JGitText;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.EmptyProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnectionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The far end of one repository, spoken to with the gate's credential and within time. Safe from many threads.
final class Upstream {

    private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);
    private static final Duration END_WAIT = Duration.ofSeconds(5);

    private final RepositoryTarget target;
    private final GitLimits limits;

    Upstream(RepositoryTarget target, GitLimits limits) {
        this.target = target;
        this.limits = limits;
    }

    /// What the upstream advertises.
    ///
    /// @param defaultBranch where its HEAD points, when that is a branch that exists
    /// @param branches short names with their heads
    record Heads(Optional<String> defaultBranch, Map<String, ObjectId> branches) {
        Heads {
            branches = Map.copyOf(branches);
        }
    }

    /// What became of a fetch.
    ///
    /// @param changed whether any branch of the mirror moved
    /// @param complete whether the mirror now holds every branch
    record Fetched(Heads heads, boolean changed, boolean complete) {}

    /// What became of a push that the upstream answered.
    enum Pushed {
        LANDED,
        MOVED,
        REFUSED
    }

    Fetched fetch(Repository mirror, boolean first, Interruption interruption) throws IOException {
        var stop = new Stop();
        return within(
                stop,
                first ? limits.firstFetch() : limits.operation(),
                interruption,
                () -> {
                    try (var transport = open(mirror)) {
                        transport.setTagOpt(TagOpt.NO_TAGS);
                        transport.setRemoveDeletedRefs(true);
                        var result =
                                transport.fetch(
                                        stop, List.of(new RefSpec("+refs/heads/*:refs/heads/*")));
                        boolean complete =
                                result.getTrackingRefUpdates().stream()
                                        .allMatch(update -> settled(update.getResult()));
                        return new Fetched(
                                heads(result.getAdvertisedRefs()),
                                !result.getTrackingRefUpdates().isEmpty(),
                                complete);
                    }
                });
    }

    /// Pushes one commit to one branch, never by force.
    ///
    /// @param expected the branch's head, the zero id when it must not exist
    /// @throws NotSentException when it failed before the upstream could have taken anything
    Pushed push(
            Repository mirror,
            ObjectId commit,
            BranchName branch,
            ObjectId expected,
            Interruption interruption)
            throws IOException {
        var stop = new Stop();
        RemoteRefUpdate.Status status;
        try {
            status =
                    within(
                            stop,
                            limits.operation(),
                            interruption,
                            () -> send(mirror, commit, branch, expected, stop));
        } catch (IOException e) {
            throw stop.sending ? e : new NotSentException(e);
        }
        return switch (status) {
            case OK, UP_TO_DATE -> Pushed.LANDED;
            case REJECTED_REMOTE_CHANGED, REJECTED_NONFASTFORWARD -> Pushed.MOVED;
            case REJECTED_OTHER_REASON, REJECTED_NODELETE, NON_EXISTING -> Pushed.REFUSED;
            case NOT_ATTEMPTED, AWAITING_REPORT ->
                    throw new IOException("the upstream did not report on the push");
        };
    }

    private RemoteRefUpdate.Status send(
            Repository mirror, ObjectId commit, BranchName branch, ObjectId expected, Stop stop)
            throws IOException {
        try (var transport = open(mirror)) {
            var update =
                    new RemoteRefUpdate(
                            mirror, (String) null, commit, branch.ref(), false, null, expected);
            // What the upstream's hooks say is theirs: it is read and dropped.
            transport.push(stop, List.of(update), OutputStream.nullOutputStream());
            return update.getStatus();
        }
    }

    /// Asks for the branches alone, without fetching anything.
    Heads list(Repository mirror, Interruption interruption) throws IOException {
        return within(
                new Stop(),
                limits.connect(),
                interruption,
                () -> {
                    try (var transport = open(mirror);
                            var connection = transport.openFetch()) {
                        return heads(connection.getRefs());
                    }
                });
    }

    private TransportHttp open(Repository mirror) throws IOException {
        try {
            var transport =
                    (TransportHttp)
                            org.eclipse.jgit.transport.Transport.open(
                                    mirror, new URIish(target.url()));
            transport.setTimeout((int) Math.max(1, limits.operation().toSeconds()));
            transport.setHttpConnectionFactory(new QuickToConnect(limits.connect()));
            if (!target.username().isEmpty()) {
                transport.setCredentialsProvider(
                        new UsernamePasswordCredentialsProvider(
                                target.username(), target.password()));
                transport.setPreemptiveBasicAuthentication(target.username(), target.password());
            }
            return transport;
        } catch (URISyntaxException e) {
            throw new IOException("the url of a repository no longer parses", e);
        }
    }

    private static Heads heads(Iterable<Ref> advertised) {
        var branches = new TreeMap<String, ObjectId>();
        Optional<String> head = Optional.empty();
        for (var ref : advertised) {
            if (ref.getName().startsWith(Constants.R_HEADS) && ref.getObjectId() != null) {
                branches.put(
                        ref.getName().substring(Constants.R_HEADS.length()), ref.getObjectId());
            } else if (ref.getName().equals(Constants.HEAD) && ref.isSymbolic()) {
                head =
                        Optional.of(ref.getTarget().getName())
                                .filter(name -> name.startsWith(Constants.R_HEADS))
                                .map(name -> name.substring(Constants.R_HEADS.length()));
            }
        }
        return new Heads(head.filter(branches::containsKey), branches);
    }

    private static boolean settled(RefUpdate.Result result) {
        return switch (result) {
            case NEW, FORCED, FAST_FORWARD, NO_CHANGE, RENAMED -> true;
            case NOT_ATTEMPTED,
                    LOCK_FAILURE,
                    REJECTED,
                    REJECTED_CURRENT_BRANCH,
                    IO_FAILURE,
                    REJECTED_MISSING_OBJECT,
                    REJECTED_OTHER_REASON ->
                    false;
        };
    }

    /// How the one who waits can end the wait.
    interface Interruption {

        /// Runs the action once when the wait is to end; closing the result withdraws it.
        AutoCloseable whenCancelled(Runnable action);

        Interruption NONE = action -> () -> {};
    }

    /// Runs an exchange on a thread of its own, because only an interrupt ends a blocked socket in time.
    private static <T> T within(
            Stop stop, Duration time, Interruption interruption, Callable<T> exchange)
            throws IOException {
        var task = new FutureTask<>(exchange);
        var thread = Thread.ofVirtual().name("git-exchange").unstarted(task);
        Runnable end =
                () -> {
                    stop.stopped = true;
                    task.cancel(true);
                };
        var registration = interruption.whenCancelled(end);
        try {
            thread.start();
            return task.get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException("the exchange with the upstream failed", e.getCause());
        } catch (TimeoutException e) {
            end.run();
            awaitEnd(thread);
            throw new IOException("the upstream took longer than " + time, e);
        } catch (CancellationException e) {
            awaitEnd(thread);
            throw new CancelledException(e);
        } catch (InterruptedException e) {
            end.run();
            Thread.currentThread().interrupt();
            throw new CancelledException(e);
        } finally {
            close(registration);
        }
    }

    /// Nothing of an exchange that was given up should still go out while its outcome is looked up.
    private static void awaitEnd(Thread thread) {
        try {
            if (!thread.join(END_WAIT)) {
                LOG.warn("an exchange with an upstream does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(AutoCloseable registration) throws IOException {
        try {
            registration.close();
        } catch (Exception e) {
            throw new IOException("the wait could not be ended", e);
        }
    }

    /// The one who waited gave up.
    static final class CancelledException extends IOException {
        private static final long serialVersionUID = 1;

        CancelledException(Throwable cause) {
            super("the exchange was cancelled", cause);
        }
    }

    /// A push failed before anything was sent, so nothing has changed.
    static final class NotSentException extends IOException {
        private static final long serialVersionUID = 1;

        NotSentException(IOException cause) {
            super("nothing was sent", cause);
        }
    }

    private static final class Stop extends EmptyProgressMonitor {
        volatile boolean stopped;
        volatile boolean sending;

        @Override
        public void beginTask(String title, int totalWork) {
            // JGit prepares and writes the pack right after the one task of connecting.
            sending |= !title.equals(JGitText.get().openingConnection);
        }

        @Override
        public boolean isCancelled() {
            return stopped;
        }
    }

    private record QuickToConnect(Duration connect) implements HttpConnectionFactory {

        private static final JDKHttpConnectionFactory JDK = new JDKHttpConnectionFactory();

        @Override
        public HttpConnection create(URL url) throws IOException {
            return bounded(JDK.create(url));
        }

        @Override
        public HttpConnection create(URL url, Proxy proxy) throws IOException {
            return bounded(JDK.create(url, proxy));
        }

        private HttpConnection bounded(HttpConnection connection) {
            connection.setConnectTimeout((int) connect.toMillis());
            return connection;
        }
    }
}
