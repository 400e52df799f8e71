package dev.sallyport.server.console;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.console.SignIn.Visitor;
import dev.sallyport.server.http.JsonReplies;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The streams by which open pages hear that something has changed, and not what; a page fetches itself anew. Safe from
/// many threads; a stream holds one virtual thread.
///
/// A stream says `changed` when it begins and after each change, a comment when nothing happens, and `ended` as its last
/// word, when the session is over, the right to follow is lost, or the session has opened too many others since: whoever
/// clicks through pages leaves streams behind that nobody reads, and a page that lost its stream asks now and then.
public final class EventStreams implements AutoCloseable {

    /// Browsers open six connections to a server that speaks HTTP/1.1; the rest is for pages.
    static final int PER_SESSION_MAX = 4;

    static final int ALL_MAX = 512;

    /// How soon a stream notices that its session is over.
    private static final Duration CHECK_EVERY = Duration.ofSeconds(2);

    /// In checks: 16 s, well below what proxies wait for.
    private static final int BEAT_EVERY = 8;

    private static final String ENDED = "event: ended\ndata: \n\n";

    private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);

    private final SignIn signIn;

    /// Streams by session, the oldest first; guarded by the map's own locks.
    private final ConcurrentHashMap<String, Deque<Stream>> open = new ConcurrentHashMap<>();

    private final Set<Stream> all = ConcurrentHashMap.newKeySet();

    public EventStreams(SignIn signIn) {
        this.signIn = signIn;
    }

    /// Hears of changes. For one thread.
    interface Follower extends AutoCloseable {

        /// @return whether anything has changed since this was last asked
        boolean await(Duration max) throws InterruptedException;

        /// Nothing is held for one who only counts.
        @Override
        default void close() {}
    }

    /// Streams until the reader leaves, may no longer follow, or the server stops.
    ///
    /// @param mayFollow whoever may not is answered as if there were nothing
    /// @param gap so many changes at once as there may be, a page is told together of those within it
    void serve(
            HttpServletRequest request,
            HttpServletResponse response,
            Predicate<Principal> mayFollow,
            Supplier<Follower> following,
            Duration gap)
            throws IOException {
        var secret = signIn.cookies().session(request);
        if (!(signIn.unattended(secret) instanceof Visitor.SignedIn reader)
                || !mayFollow.test(reader.session().principal())) {
            JsonReplies.error(
                    response,
                    HttpServletResponse.SC_NOT_FOUND,
                    "not_found",
                    "there is nothing at this path");
            return;
        }
        if (all.size() >= ALL_MAX) {
            JsonReplies.error(
                    response,
                    429,
                    "too_many_streams",
                    "too many pages follow what happens; this one asks now and then");
            return;
        }
        var session = reader.session().id();
        var stream = begin(session);
        try (var follower = following.get()) {
            stream(response, reader, mayFollow, follower, gap);
        } catch (InterruptedException e) {
            if (stream.replaced) {
                say(response, ENDED);
            }
            LOG.debug("a stream ends: a newer one has its place, or the gate closes");
        } finally {
            end(session, stream);
        }
    }

    private void stream(
            HttpServletResponse response,
            Visitor.SignedIn reader,
            Predicate<Principal> mayFollow,
            Follower follower,
            Duration gap)
            throws IOException, InterruptedException {
        Pages.headers(response);
        response.setHeader("X-Accel-Buffering", "no");
        response.setContentType("text/event-stream;charset=utf-8");
        say(response, "retry: 2000\n\nevent: changed\ndata: \n\n");
        for (int quiet = 0; ; quiet++) {
            boolean changed = follower.await(CHECK_EVERY);
            if (!mayGoOn(reader, mayFollow)) {
                say(response, ENDED);
                return;
            }
            if (changed) {
                say(response, "event: changed\ndata: \n\n");
                Thread.sleep(gap);
                quiet = 0;
            } else if (quiet >= BEAT_EVERY) {
                say(response, ":\n\n");
                quiet = 0;
            }
        }
    }

    private boolean mayGoOn(Visitor.SignedIn reader, Predicate<Principal> mayFollow) {
        return signIn.unattended(Optional.of(reader.secret())) instanceof Visitor.SignedIn now
                && mayFollow.test(now.session().principal());
    }

    private static void say(HttpServletResponse response, String words) throws IOException {
        var out = response.getOutputStream();
        out.write(words.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /// One that is open.
    private static final class Stream {
        private final Thread thread = Thread.currentThread();
        private volatile boolean replaced;

        void replace() {
            replaced = true;
            thread.interrupt();
        }
    }

    private Stream begin(String session) {
        var stream = new Stream();
        all.add(stream);
        open.compute(
                session,
                (_, now) -> {
                    Deque<Stream> streams = now == null ? new ArrayDeque<>() : now;
                    if (streams.size() == PER_SESSION_MAX) {
                        streams.removeFirst().replace();
                    }
                    streams.addLast(stream);
                    return streams;
                });
        return stream;
    }

    /// Nobody interrupts its thread after this.
    private void end(String session, Stream stream) {
        all.remove(stream);
        open.computeIfPresent(
                session,
                (_, now) -> {
                    now.remove(stream);
                    return now.isEmpty() ? null : now;
                });
        var _ = Thread.interrupted();
    }

    /// Ends every stream; nothing else interrupts their threads.
    @Override
    public void close() {
        all.forEach(stream -> stream.thread.interrupt());
    }
}
