package dev.sallyport.server.approval;

import static dev.sallyport.server.approval.Desk.AGENT;
import static dev.sallyport.server.approval.Desk.BEN;
import static dev.sallyport.server.approval.Desk.DBA;
import static dev.sallyport.server.approval.GrantBook.POLICY;
import static dev.sallyport.server.approval.GrantBook.TWO_HOURS;
import static dev.sallyport.server.approval.GrantBook.accepted;
import static dev.sallyport.server.approval.GrantBook.ask;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.Approvals.Outcome;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.JsonNodeFactory;

/// What keeps a call from running under a grant that covers it: the word of humans on exactly this call, and that it may
/// have run already.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class GrantBarsTest {
    /// Replies are kept, and humans left in peace, for less than a grant lasts.
    private static final Settings SETTINGS =
            Settings.DEFAULTS
                    .with(
                            new Settings.Times(
                                    Duration.ofHours(1),
                                    Duration.ofMinutes(10),
                                    Duration.ofMinutes(15),
                                    Duration.ofDays(30)))
                    .with(new Settings.Bounds(3, Duration.ofMinutes(30), 1_000, 20_000));

    private final TestClock clock = new TestClock();
    private final Desk desk;
    private final GrantBook book;
    private final KeyBook keys;

    GrantBarsTest(TestDatabase database, @TempDir Path directory) {
        desk = new Desk(database.fresh(directory), clock, SETTINGS);
        book = new GrantBook(desk);
        keys = new KeyBook(desk);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    /// By Ana's key, so that it lasts as long as it says.
    private Grant grant(ApprovalRequest request) {
        return accepted(book.grant(request, Optional.of(keys.make("ana")), 0));
    }

    private void assertRuns(String sql, boolean runs) {
        assertThat(book.grants.covered(ask(sql), POLICY)).isEqualTo(runs);
        assertThat(book.use(sql).isPresent()).isEqualTo(runs);
    }

    private void reject(ApprovalRequest request) {
        var decided =
                Desk.decide(
                        desk.approvals,
                        request.id(),
                        BEN,
                        DBA,
                        Verdict.REJECT,
                        request.digest(),
                        "never do this");
        assertThat(decided).isInstanceOf(Decided.Accepted.class);
    }

    @Test
    void whatAHumanRejectsSinceDoesNotRun() {
        var rejected = book.hold(ask("update 1"));
        var grant = grant(book.hold(ask("update 0")));

        reject(rejected);

        assertRuns("update 1", false);
        assertThat(book.grants.find(grant.id()).orElseThrow().uses()).isEqualTo(1);
        assertRuns("update 2", true);
    }

    @Test
    void rejectionBetweenTheLookAndTheUseCounts() {
        var rejected = book.hold(ask("update 1"));
        var _ = grant(book.hold(ask("update 0")));
        assertThat(book.grants.covered(ask("update 2"), POLICY)).isTrue();

        reject(rejected);

        assertThat(book.grants.use(ask("update 1"), POLICY)).isEmpty();
    }

    /// Whoever grants a call that was rejected once means it to run.
    @Test
    void rejectionBeforeTheGrantIsOver() {
        reject(book.hold(ask("update 1")));
        clock.advance(Duration.ofMinutes(1));

        var _ = grant(book.hold(ask("update 0")));

        assertRuns("update 1", true);
    }

    @Test
    void whatAnApproverTakesBackDoesNotRun() {
        var request = book.hold(ask("update 0"));
        var _ = grant(request);

        assertThat(desk.approvals.cancel(request.id(), BEN, DBA, "not this one"))
                .isInstanceOf(Decided.Accepted.class);

        assertRuns("update 0", false);
        assertRuns("update 2", true);
    }

    @Test
    void whatItsRequesterTakesBackRunsWhenItIsAskedForAgain() {
        var request = book.hold(ask("update 1"));
        var _ = grant(book.hold(ask("update 0")));

        assertThat(desk.approvals.cancel(request.id(), AGENT, Set.of(), "later"))
                .isInstanceOf(Decided.Accepted.class);

        assertRuns("update 1", true);
    }

    @Test
    void nothingRunsWhileHumansAreNotAsked() {
        var first = book.hold(ask("update 1"));
        var second = book.hold(ask("update 2"));
        var third = book.hold(ask("update 3"));
        var _ = grant(book.hold(ask("update 0")));

        reject(first);
        reject(second);
        assertRuns("update 4", true);
        reject(third);

        assertRuns("update 5", false);
        assertThat(desk.approvals.request(ask("update 5"))).isInstanceOf(Requested.Refused.class);
        clock.advance(SETTINGS.bounds().coolDown());
        assertRuns("update 5", true);
    }

    @Test
    void whatRunsOrMayHaveRunDoesNotRunAgain() {
        var request = book.hold(ask("update 0"));
        var _ = grant(request);
        assertRuns("update 0", false);

        assertThat(desk.approvals.claim(request.id())).isPresent();
        assertRuns("update 0", false);

        assertThat(desk.approvals.markUnknown(request.id())).isTrue();
        assertRuns("update 0", false);
        assertRuns("update 1", true);
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void whatHasAKeptReplyDoesNotRunAgain(Outcome outcome) {
        var request = book.hold(ask("update 0"));
        var _ = grant(request);
        var reply = JsonNodeFactory.instance.objectNode().put("status", "completed");
        assertThat(desk.approvals.claim(request.id())).isPresent();
        assertThat(desk.approvals.finish(request.id(), outcome, reply, false)).isTrue();

        assertRuns("update 0", false);
        assertRuns("update 1", true);
        clock.advance(SETTINGS.times().replyKept());
        var _ = desk.approvals.expireDue();
        assertRuns("update 0", true);
    }

    @Test
    void anotherHumansOrAgentsCallIsTheirs() {
        var other =
                new GrantBook.Call()
                        .by(Desk.human("dora"))
                        .with(GrantBook.plan("update 1"))
                        .asked();
        var theirs = book.hold(other);
        var _ = accepted(book.grant(book.hold(ask("update 0")), Desk.ANA, DBA, TWO_HOURS));

        reject(theirs);

        assertRuns("update 1", true);
    }
}
