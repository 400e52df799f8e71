package dev.sallyport.server.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditOptions;
import dev.sallyport.audit.AuditReader;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.FileCheckpointStore;
import dev.sallyport.audit.Stage;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.state.TestClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CallSessionsTest {

    private static final Principal BOT = agent("bot", Optional.empty());

    private final TestClock clock = new TestClock();
    private final CallIds ids = new CallIds(clock, new Random(3));
    private final CallSessions sessions = new CallSessions(ids, clock);

    @TempDir private Path root;

    private static Principal agent(String name, Optional<String> human) {
        return new Principal(
                "client:" + name,
                Principal.Kind.AGENT,
                human.map(subject -> Principal.human(subject, Set.of())),
                Set.of());
    }

    @Test
    void whatOnePrincipalDoesWithoutAPauseBelongsTogether() {
        var first = sessions.of(BOT);
        clock.advance(CallSessions.PAUSE_MAX.minusMillis(1));
        var second = sessions.of(BOT);
        clock.advance(CallSessions.PAUSE_MAX.minusMillis(1));
        var third = sessions.of(BOT);
        clock.advance(CallSessions.PAUSE_MAX);

        assertThat(first).startsWith("ses_").isEqualTo(second).isEqualTo(third);
        assertThat(sessions.of(BOT)).isNotEqualTo(first);
    }

    @Test
    void othersHaveSessionsOfTheirOwnAndSoHasEachHumanBehind() {
        var all =
                Set.of(
                        sessions.of(BOT),
                        sessions.of(agent("other", Optional.empty())),
                        sessions.of(agent("bot", Optional.of("user:ana"))),
                        sessions.of(agent("bot", Optional.of("user:ben"))));

        assertThat(all).hasSize(4);
    }

    @Test
    void anAgentThatNeverPausesBeginsAnewAfterADay() {
        var seen = new HashSet<String>();
        for (int minutes = 0; minutes < 2 * 24 * 60; minutes += 10) {
            seen.add(sessions.of(BOT));
            clock.advance(Duration.ofMinutes(10));
        }

        assertThat(seen).hasSize(2);
    }

    @Test
    void aRestartEndsNoSessionButAPauseStillDoes() {
        var id = sessions.of(BOT);
        var options =
                AuditOptions.of(
                                "test/sessions",
                                root.resolve("key"),
                                new FileCheckpointStore(root.resolve("checkpoint")))
                        .withClock(clock);
        try (var log = AuditLog.open(root.resolve("log"), options)) {
            var _ = log.append(record(id, "client:bot"));
            // A client may call its session what it likes.
            var _ = log.append(record("ses_mine", "client:other"));
        }
        clock.advance(Duration.ofMinutes(29));
        var soon = new CallSessions(ids, clock);
        soon.recall(AuditReader.of(root.resolve("log")));
        var later = new CallSessions(ids, clock);
        later.recall(AuditReader.of(root.resolve("log")));

        assertThat(soon.of(BOT)).isEqualTo(id);
        assertThat(soon.of(agent("other", Optional.empty()))).isNotEqualTo("ses_mine");
        clock.advance(Duration.ofMinutes(1));
        assertThat(later.of(BOT)).isNotEqualTo(id);
    }

    private static AuditRecord record(String session, String subject) {
        return record(Stage.RECEIVED, session, subject);
    }

    private static AuditRecord record(Stage stage, String session, String subject) {
        return AuditRecord.of(stage)
                .callId("c")
                .session(session)
                .principal(subject, "agent")
                .build();
    }

    @Test
    void aLogThatCannotBeReadEndsSessionsAndNothingElse() {
        sessions.recall(AuditReader.of(root.resolve("nothing")));

        assertThat(sessions.of(BOT)).startsWith("ses_");
    }

    @Test
    void anIdTellsWhenItWasMade() {
        assertThat(CallIds.time(ids.next())).contains(clock.instant());
        assertThat(CallIds.time("8ZZZZZZZZZZZZZZZZZZZZZZZZZ")).isEmpty();
        assertThat(CallIds.time("7")).isEmpty();
    }

    @Test
    void whatHumansDoToAnOlderCallBringsNoSessionBack() {
        var first = sessions.of(BOT);
        var options =
                AuditOptions.of(
                                "test/sessions",
                                root.resolve("key"),
                                new FileCheckpointStore(root.resolve("checkpoint")))
                        .withClock(clock);
        String second;
        try (var log = AuditLog.open(root.resolve("log"), options)) {
            var _ = log.append(record(Stage.HELD, first, "client:bot"));
            clock.advance(CallSessions.PAUSE_MAX);
            second = sessions.of(BOT);
            var _ = log.append(record(second, "client:bot"));
            clock.advance(Duration.ofMinutes(1));
            for (var stage : Set.of(Stage.VOTED, Stage.APPROVED, Stage.OUTCOME, Stage.UNKNOWN)) {
                var _ = log.append(record(stage, first, "client:bot"));
            }
        }
        var restarted = new CallSessions(ids, clock);
        restarted.recall(AuditReader.of(root.resolve("log")));

        assertThat(restarted.of(BOT)).isEqualTo(second);
    }
}
