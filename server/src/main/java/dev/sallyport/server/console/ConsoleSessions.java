package dev.sallyport.server.console;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.console.SignedInBy.Means;
import dev.sallyport.server.state.StateStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// The sessions in the state database, so that all gates on one database share them. Safe from many threads; nothing
/// is cached, so a session that ended is over with the next request.
///
/// Every method throws [dev.sallyport.server.state.StateException] when the database does not answer.
final class ConsoleSessions {

    /// A human has at most so many; the oldest gives way.
    static final int SESSIONS_MAX = 20;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final StateStore store;
    private final Clock clock;
    private final Duration idle;
    private final Duration absolute;

    /// @param idle after so long without a request a session is over
    /// @param absolute after so long it is over in any case
    ConsoleSessions(StateStore store, Clock clock, Duration idle, Duration absolute) {
        this.store = store;
        this.clock = clock;
        this.idle = idle;
        this.absolute = absolute;
    }

    /// Who is vouched for.
    ///
    /// @param by how the human signed in
    /// @param subject the provider's own stable name for the human, or the principal's where there is no provider
    /// @param signedIn when the human signed in, at most now; empty where nobody says
    /// @param providerSession its own name for the session there; empty when it gives none
    record Vouched(
            SignedInBy by,
            String subject,
            Optional<Instant> signedIn,
            Optional<String> providerSession,
            Principal principal,
            String shownName) {}

    /// Begins a session and removes what is over, the human's oldest beyond [#SESSIONS_MAX] too.
    void begin(String id, Vouched vouched, String sealedTokens, Duration checkAfter) {
        var now = clock.instant();
        var subject = SessionSecret.sha256(vouched.subject());
        var _ =
                store.write(handle -> {
                    removeOver(handle, now);
                    handle.execute(
                            "DELETE FROM console_session WHERE session_sha256 IN (SELECT session_sha256 FROM"
                                    + " console_session WHERE subject_sha256 = ? ORDER BY started_at DESC,"
                                    + " session_sha256 LIMIT 1000 OFFSET ?)",
                            subject,
                            SESSIONS_MAX - 1);
                    return handle.execute(
                            "INSERT INTO console_session (session_sha256, subject_sha256,"
                                    + " provider_session_sha256, principal, member_of, shown_name, sealed_tokens,"
                                    + " started_at, seen_at, checked_at, check_due_at, signed_in_by, key_id,"
                                    + " confined_to, signed_in_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                                    + " CAST(? AS TEXT), CAST(? AS BIGINT))",
                            id,
                            subject,
                            vouched.providerSession().map(SessionSecret::sha256).orElse(""),
                            vouched.principal().subject(),
                            json(vouched.principal().groups()),
                            JSON.writeValueAsString(vouched.shownName()),
                            sealedTokens,
                            now.toEpochMilli(),
                            now.toEpochMilli(),
                            now.toEpochMilli(),
                            now.plus(checkAfter).toEpochMilli(),
                            vouched.by().means().name(),
                            vouched.by().keyId().orElse(""),
                            vouched.principal()
                                    .confinedTo()
                                    .map(ConsoleSessions::json)
                                    .orElse(null),
                            vouched.signedIn().map(Instant::toEpochMilli).orElse(null));
                });
    }

    /// @return empty when there is none, or it is over
    Optional<ConsoleSession> find(String id) {
        var now = clock.instant();
        return store.read(handle ->
                        handle.createQuery("SELECT * FROM console_session WHERE session_sha256 = ?")
                                .bind(0, id)
                                .map((row, context) -> read(row))
                                .findOne())
                .filter(session -> lives(session, now));
    }

    /// When the session is over in any case.
    Instant ends(ConsoleSession session) {
        return session.started().plus(absolute);
    }

    private boolean lives(ConsoleSession session, Instant now) {
        return now.isBefore(ends(session)) && now.isBefore(session.seen().plus(idle));
    }

    /// Notes that the human is there, at most ten times within the idle limit.
    void touch(ConsoleSession session) {
        var now = clock.instant();
        if (now.isBefore(session.seen().plus(idle.dividedBy(10)))) {
            return;
        }
        var _ =
                store.write(handle ->
                        handle.execute(
                                "UPDATE console_session SET seen_at = ? WHERE session_sha256 = ? AND seen_at < ?",
                                now.toEpochMilli(),
                                session.id(),
                                now.toEpochMilli()));
    }

    /// Takes it upon the caller to ask the provider.
    ///
    /// @param again when others may, should the caller not come to an end
    /// @return false when another has just done so
    boolean claimCheck(ConsoleSession session, Instant again) {
        return store.write(handle ->
                handle.execute(
                                "UPDATE console_session SET check_due_at = ?"
                                        + " WHERE session_sha256 = ? AND check_due_at = ?",
                                again.toEpochMilli(),
                                session.id(),
                                session.checkDue().toEpochMilli())
                        == 1);
    }

    /// The provider has vouched for the same human again.
    void vouchedAgain(
            ConsoleSession session, Vouched vouched, String sealedTokens, Duration checkAfter) {
        var now = clock.instant();
        var _ =
                store.write(handle ->
                        handle.execute(
                                "UPDATE console_session SET principal = ?, member_of = ?, shown_name = ?,"
                                        + " sealed_tokens = ?, checked_at = ?, check_due_at = ?"
                                        + " WHERE session_sha256 = ?",
                                vouched.principal().subject(),
                                json(vouched.principal().groups()),
                                JSON.writeValueAsString(vouched.shownName()),
                                sealedTokens,
                                now.toEpochMilli(),
                                now.plus(checkAfter).toEpochMilli(),
                                session.id()));
    }

    /// @return the session that ended; empty when there was none, or it was over
    Optional<ConsoleSession> end(String id) {
        return store.write(handle -> ended(handle, "session_sha256 = ?", id)).stream().findFirst();
    }

    private List<ConsoleSession> ended(Handle handle, String where, String value) {
        var now = clock.instant();
        var sessions =
                handle.createQuery("SELECT * FROM console_session WHERE " + where)
                        .bind(0, value)
                        .map((row, context) -> read(row))
                        .list();
        handle.execute("DELETE FROM console_session WHERE " + where, value);
        return sessions.stream().filter(session -> lives(session, now)).toList();
    }

    /// What a logout token came to.
    sealed interface LoggedOut {
        /// @param sessions those that ended
        record Ended(List<ConsoleSession> sessions) implements LoggedOut {}

        /// The token has been taken before.
        record Replayed() implements LoggedOut {}
    }

    /// Ends what a logout token names: one session at the provider, or all sessions of the human when it names none.
    ///
    /// @param tokenId its `jti`
    /// @param until when it can no longer be valid
    LoggedOut logOut(
            String tokenId, Instant until, Optional<String> subject, Optional<String> session) {
        var now = clock.instant();
        return store.write(handle -> {
            removeOver(handle, now);
            int first =
                    handle.execute(
                            "INSERT INTO console_logout_token (token_sha256, expires_at) VALUES (?, ?)"
                                    + " ON CONFLICT DO NOTHING",
                            SessionSecret.sha256(tokenId),
                            until.toEpochMilli());
            if (first == 0) {
                return new LoggedOut.Replayed();
            }
            var over = new ArrayList<ConsoleSession>();
            if (session.isPresent()) {
                over.addAll(
                        ended(
                                handle,
                                "provider_session_sha256 = ?",
                                SessionSecret.sha256(session.get())));
                // Sessions of the human of which the provider never said which of its own they are.
                subject.ifPresent(human ->
                        over.addAll(
                                ended(
                                        handle,
                                        "provider_session_sha256 = '' AND subject_sha256 = ?",
                                        SessionSecret.sha256(human))));
            } else {
                over.addAll(
                        ended(
                                handle,
                                "subject_sha256 = ?",
                                SessionSecret.sha256(subject.orElseThrow())));
            }
            return new LoggedOut.Ended(over);
        });
    }

    private void removeOver(Handle handle, Instant now) {
        handle.execute(
                "DELETE FROM console_session WHERE started_at <= ? OR seen_at <= ?",
                now.minus(absolute).toEpochMilli(),
                now.minus(idle).toEpochMilli());
        handle.execute(
                "DELETE FROM console_logout_token WHERE expires_at <= ?", now.toEpochMilli());
    }

    private static String json(Set<String> texts) {
        var list = JsonNodeFactory.instance.arrayNode();
        new TreeSet<>(texts).forEach(list::add);
        return JSON.writeValueAsString(list);
    }

    private static Set<String> texts(String json) {
        var texts = new TreeSet<String>();
        JSON.readTree(json).forEach(text -> texts.add(text.stringValue()));
        return texts;
    }

    private static ConsoleSession read(ResultSet row) throws SQLException {
        return new ConsoleSession(
                row.getString("session_sha256"),
                new SignedInBy(
                        Means.valueOf(row.getString("signed_in_by")),
                        Optional.of(row.getString("key_id")).filter(id -> !id.isEmpty())),
                row.getString("subject_sha256"),
                new Principal(
                        row.getString("principal"),
                        Principal.Kind.HUMAN,
                        Optional.empty(),
                        texts(row.getString("member_of")),
                        Optional.ofNullable(row.getString("confined_to"))
                                .map(ConsoleSessions::texts)),
                JSON.readTree(row.getString("shown_name")).stringValue(),
                row.getString("sealed_tokens"),
                Instant.ofEpochMilli(row.getLong("started_at")),
                Instant.ofEpochMilli(row.getLong("seen_at")),
                Optional.ofNullable(row.getObject("signed_in_at"))
                        .map(at -> Instant.ofEpochMilli(((Number) at).longValue())),
                Instant.ofEpochMilli(row.getLong("checked_at")),
                Instant.ofEpochMilli(row.getLong("check_due_at")));
    }
}
