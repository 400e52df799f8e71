package dev.sallyport.server.console;

import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.approval.Approvals;
import dev.sallyport.server.approval.ChangeFeed;
import dev.sallyport.server.console.SignIn.Visitor;
import dev.sallyport.server.http.JsonReplies;
import dev.sallyport.server.state.StateException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `GET /approvals/events`: tells an open page that held calls have changed, and not what; the page fetches itself
/// anew. Safe from many threads; a stream holds one virtual thread.
///
/// It says `changed` when it begins and after each change, a comment when nothing happens, and `ended` as its last word,
/// when the session is over or the right to see held calls is lost.
public final class ApprovalEventsServlet extends HttpServlet implements AutoCloseable {

    public static final String MAPPING = "/approvals/events";

    /// Browsers open six connections to a server that speaks HTTP/1.1; the rest is for pages.
    static final int PER_SESSION_MAX = 4;

    static final int ALL_MAX = 512;

    /// How soon a stream notices that its session is over.
    private static final Duration CHECK_EVERY = Duration.ofSeconds(2);

    /// In checks: 16 s, well below what proxies wait for.
    private static final int BEAT_EVERY = 8;

    /// So many changes at once as there may be, a page is told of them together.
    private static final Duration GAP = Duration.ofMillis(250);

    @Serial private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(ApprovalEventsServlet.class);

    private final transient SignIn signIn;
    private final transient Approvals approvals;
    private final transient ApprovalRights rights;

    /// Streams by session; guarded by the map's own locks.
    private final transient ConcurrentHashMap<String, Integer> open = new ConcurrentHashMap<>();

    private final transient Set<Thread> threads = ConcurrentHashMap.newKeySet();

    public ApprovalEventsServlet(SignIn signIn, Approvals approvals, ApprovalRights rights) {
        this.signIn = signIn;
        this.approvals = approvals;
        this.rights = rights;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var secret = signIn.cookies().session(request);
        if (!(signIn.unattended(secret) instanceof Visitor.SignedIn reader)
                || !rights.looks(reader.session().principal())) {
            JsonReplies.error(
                    response,
                    HttpServletResponse.SC_NOT_FOUND,
                    "not_found",
                    "there is nothing at this path");
            return;
        }
        var session = reader.session().id();
        if (!begin(session)) {
            JsonReplies.error(
                    response,
                    429,
                    "too_many_streams",
                    "too many pages follow what happens; this one asks now and then");
            return;
        }
        threads.add(Thread.currentThread());
        try (var follower = approvals.follow()) {
            stream(response, reader, follower);
        } catch (InterruptedException e) {
            LOG.debug("the gate closes, and a stream ends");
        } finally {
            threads.remove(Thread.currentThread());
            end(session);
        }
    }

    private void stream(
            HttpServletResponse response, Visitor.SignedIn reader, ChangeFeed.Follower follower)
            throws IOException, InterruptedException {
        Pages.headers(response);
        response.setHeader("X-Accel-Buffering", "no");
        response.setContentType("text/event-stream;charset=utf-8");
        say(response, "retry: 2000\n\nevent: changed\ndata: \n\n");
        for (int quiet = 0; ; quiet++) {
            boolean changed = follower.await(CHECK_EVERY);
            if (!mayGoOn(reader)) {
                say(response, "event: ended\ndata: \n\n");
                return;
            }
            if (changed) {
                say(response, "event: changed\ndata: \n\n");
                Thread.sleep(GAP);
                quiet = 0;
            } else if (quiet >= BEAT_EVERY) {
                say(response, ":\n\n");
                quiet = 0;
            }
        }
    }

    private boolean mayGoOn(Visitor.SignedIn reader) {
        try {
            return signIn.unattended(Optional.of(reader.secret())) instanceof Visitor.SignedIn now
                    && rights.looks(now.session().principal());
        } catch (StateException e) {
            LOG.warn("a stream ends, since nobody can say whether it may go on", e);
            return false;
        }
    }

    private static void say(HttpServletResponse response, String words) throws IOException {
        var out = response.getOutputStream();
        out.write(words.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private boolean begin(String session) {
        if (threads.size() >= ALL_MAX) {
            return false;
        }
        boolean[] begun = {false};
        open.compute(
                session,
                (_, now) -> {
                    int streams = now == null ? 0 : now;
                    begun[0] = streams < PER_SESSION_MAX;
                    return begun[0] ? streams + 1 : streams;
                });
        return begun[0];
    }

    private void end(String session) {
        open.computeIfPresent(session, (_, now) -> now == 1 ? null : now - 1);
    }

    /// Ends every stream; nothing else interrupts their threads.
    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }
}
