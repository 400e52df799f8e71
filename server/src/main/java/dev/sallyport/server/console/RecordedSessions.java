package dev.sallyport.server.console;

import dev.sallyport.server.console.ConsoleSessions.Vouched;
import dev.sallyport.server.console.SessionRecord.End;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sessions, of which each begins and ends on record. Safe from many threads.
record RecordedSessions(ConsoleSessions sessions, SessionRecord record, SecureRandom random) {

    private static final Logger LOG = LoggerFactory.getLogger(RecordedSessions.class);

    /// Begins a session under a secret that nobody can have planted before.
    ///
    /// @param sealed what is kept under the secret
    /// @param old the session that the browser had; it ends
    /// @return empty when it could not be put on record; there is no session then
    Optional<SessionSecret> begin(
            Vouched vouched,
            Function<SessionSecret, String> sealed,
            Duration checkAfter,
            Optional<SessionSecret> old) {
        var secret = SessionSecret.generate(random);
        try {
            record.signedIn(vouched.principal(), secret.id(), vouched.by());
        } catch (RuntimeException e) {
            LOG.error("a sign-in could not be put on record", e);
            return Optional.empty();
        }
        sessions.begin(secret.id(), vouched, sealed.apply(secret), checkAfter);
        old.ifPresent(before -> end(before.id(), End.REPLACED));
        return Optional.of(secret);
    }

    /// @return the session that ended; empty when there was none, or it was over
    Optional<ConsoleSession> end(String id, End why) {
        var ended = sessions.end(id);
        ended.ifPresent(session -> record.ended(session.principal(), session.id(), why));
        return ended;
    }
}
