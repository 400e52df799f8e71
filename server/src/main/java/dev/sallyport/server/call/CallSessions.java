package dev.sallyport.server.call;

import dev.sallyport.audit.AuditFilter;
import dev.sallyport.audit.AuditQuery;
import dev.sallyport.audit.AuditReader;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.audit.Stage;
import dev.sallyport.policy.Principal;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says which calls belong together: what one principal does for one human without a long pause, through whatever doors
/// and however often it connects anew. Safe from many threads; its memory is bounded.
///
/// Gates that share a state have sessions of their own, since each has a log of its own.
public final class CallSessions {

    private static final Logger LOG = LoggerFactory.getLogger(CallSessions.class);

    /// Who comes back after that begins another session.
    static final Duration PAUSE_MAX = Duration.ofMinutes(30);

    /// An agent that never pauses begins another session then.
    static final Duration LENGTH_MAX = Duration.ofHours(24);

    /// Of more callers than this the one that has been away longest begins anew.
    private static final int CALLERS_MAX = 10_000;

    /// Of what a log had before it was opened.
    private static final int RECALLED_MAX = 10_000;

    private static final String PREFIX = "ses_";

    private static final Set<Stage> CALLERS_OWN =
            Set.of(
                    Stage.RECEIVED,
                    Stage.DENIED,
                    Stage.HELD,
                    Stage.INTENT,
                    Stage.OUTCOME,
                    Stage.FAILED);

    private final CallIds ids;
    private final Clock clock;

    // Guarded by this; whoever called last is last.
    private final Map<Who, Session> sessions = new LinkedHashMap<>(16, 0.75f, true);

    private record Who(String subject, Optional<String> human) {}

    private record Session(String id, Instant begun, Instant last) {

        boolean takes(Instant now) {
            return Duration.between(last, now).compareTo(PAUSE_MAX) < 0
                    && Duration.between(begun, now).compareTo(LENGTH_MAX) < 0;
        }
    }

    public CallSessions(CallIds ids, Clock clock) {
        this.ids = ids;
        this.clock = clock;
    }

    /// Goes on with what stands in a log: a restart ends no session, unless the log's end cannot be read.
    public void recall(AuditReader log) {
        try {
            recallAll(log);
        } catch (IOException e) {
            LOG.warn("the newest records cannot be read; every caller begins a session", e);
        }
    }

    private void recallAll(AuditReader log) throws IOException {
        var since = clock.instant().minus(PAUSE_MAX);
        var query =
                new AuditQuery(AuditFilter.ALL, true, OptionalLong.empty(), AuditQuery.LIMIT_MAX);
        var page = log.page(query);
        for (int seen = 0; seen < RECALLED_MAX; seen += AuditQuery.LIMIT_MAX) {
            page.records().forEach(this::recall);
            boolean more =
                    page.next().isPresent()
                            && !page.records().isEmpty()
                            && page.records().getLast().time().isAfter(since);
            if (!more) {
                return;
            }
            page = log.page(query.from(page.next().getAsLong()));
        }
    }

    /// The newest record of each comes first. What humans do to a call, or its end when the gate had stopped, is no sign
    /// of its caller.
    private synchronized void recall(LoggedRecord logged) {
        var record = logged.record();
        if (!CALLERS_OWN.contains(record.stage())) {
            return;
        }
        var id = record.session().filter(text -> text.startsWith(PREFIX));
        var begun = id.flatMap(text -> CallIds.time(text.substring(PREFIX.length())));
        if (begun.isPresent() && sessions.size() < CALLERS_MAX) {
            record.principal()
                    .map(CallSessions::who)
                    .ifPresent(who ->
                            sessions.merge(
                                    who,
                                    new Session(id.get(), begun.get(), logged.time()),
                                    (known, older) ->
                                            known.begun.isBefore(older.begun) ? older : known));
        }
    }

    private static Who who(AuditRecord.Principal principal) {
        return new Who(principal.subject(), principal.onBehalfOf());
    }

    /// The session a call of this principal belongs to that comes in now.
    public synchronized String of(Principal principal) {
        var who = new Who(principal.subject(), principal.onBehalfOf());
        var now = clock.instant();
        var known = Optional.ofNullable(sessions.get(who)).filter(session -> session.takes(now));
        var session =
                known.map(open -> new Session(open.id, open.begun, now))
                        .orElseGet(() -> new Session(PREFIX + ids.next(), now, now));
        sessions.put(who, session);
        if (sessions.size() > CALLERS_MAX) {
            sessions.remove(sessions.keySet().iterator().next());
        }
        return session.id;
    }
}
