package dev.sallyport.server.mcp;

import dev.sallyport.policy.Principal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The open sessions of one wire. Safe from many threads.
///
/// A session is found only by the principal that opened it, on behalf of the same human; to anyone else it does not exist.
final class Sessions {

    private final McpCore core;

    // Guarded by this.
    private final Map<String, Session> open = new HashMap<>();
    private boolean closed;

    Sessions(McpCore core) {
        this.core = core;
    }

    Optional<Session> find(String id, Principal principal) {
        Session session;
        synchronized (this) {
            session = open.get(id);
        }
        return session != null
                        && session.owner().subject().equals(principal.subject())
                        && session.owner().onBehalfOf().equals(principal.onBehalfOf())
                ? Optional.of(session)
                : Optional.empty();
    }

    /// Opens a session. Where the principal has too many, its own longest idle one makes room; where the
    /// server has, only sessions past their time do.
    ///
    /// @return empty when there is no room
    Optional<Session> open(Principal principal, String door) {
        var ended = new ArrayList<Session>();
        Optional<Session> opened;
        synchronized (this) {
            opened = room(principal, ended) ? Optional.of(add(principal, door)) : Optional.empty();
        }
        ended.forEach(Session::close);
        return opened;
    }

    void close(Session session) {
        synchronized (this) {
            open.remove(session.id());
        }
        session.close();
    }

    /// Closes all of them and opens no more.
    void close() {
        List<Session> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(open.values());
            open.clear();
        }
        all.forEach(Session::close);
    }

    private Session add(Principal principal, String door) {
        var session = new Session(core, core.newId(), principal, door);
        open.put(session.id(), session);
        return session;
    }

    private boolean room(Principal principal, List<Session> ended) {
        if (closed) {
            return false;
        }
        var limits = core.limits();
        var oldest = core.clock().instant().minus(limits.sessionIdleMax());
        open.values().stream()
                .filter(session -> session.lastUsed().isBefore(oldest) && session.idle())
                .forEach(ended::add);
        ended.forEach(session -> open.remove(session.id()));
        var own =
                open.values().stream()
                        .filter(session -> session.owner().subject().equals(principal.subject()))
                        .toList();
        if (own.size() >= limits.sessionsPerPrincipalMax()) {
            var longestIdle =
                    own.stream().filter(Session::idle).min(Comparator.comparing(Session::lastUsed));
            if (longestIdle.isEmpty()) {
                return false;
            }
            open.remove(longestIdle.get().id());
            ended.add(longestIdle.get());
        }
        return open.size() < limits.sessionsMax();
    }
}
