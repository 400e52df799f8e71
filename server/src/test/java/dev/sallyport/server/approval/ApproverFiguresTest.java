package dev.sallyport.server.approval;

import static dev.sallyport.server.approval.Desk.ANA;
import static dev.sallyport.server.approval.Desk.BEN;
import static dev.sallyport.server.approval.Desk.DBA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Whoever only clicks is seen to.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class ApproverFiguresTest {

    private final TestClock clock = new TestClock();
    private final Desk desk;

    ApproverFiguresTest(TestDatabase database, @TempDir Path directory) {
        desk = new Desk(database.fresh(directory), clock);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private List<ApproverFigures> figures() {
        return desk.approvals.figures(clock.instant().minus(Duration.ofDays(30)));
    }

    private void decide(ApprovalRequest request, Principal by, Verdict verdict) {
        assertThat(desk.decide(request, by, DBA, verdict)).isInstanceOf(Decided.Accepted.class);
    }

    @Test
    void nobodyHasDecided() {
        var _ = desk.hold("update 1", Desk.ONE_DBA);

        assertThat(figures()).isEmpty();
    }

    @Test
    void aBacklogThatIsClickedAwayIsNotReadForHours() {
        var requests = new ArrayList<ApprovalRequest>();
        for (int i = 0; i < 5; i++) {
            requests.add(desk.hold("update " + i, Desk.ONE_DBA));
        }
        clock.advance(Duration.ofMinutes(30));
        for (var request : requests) {
            clock.advance(Duration.ofMillis(800));
            decide(request, ANA, Verdict.APPROVE);
        }

        // The first had all the time since it was made.
        assertThat(figures())
                .containsExactly(new ApproverFigures("user:ana", 5, 5, Duration.ofMillis(800), 4));
    }

    @Test
    void everyoneHasTheirOwn() {
        for (int i = 0; i < 4; i++) {
            var request = desk.hold("update " + i, Desk.TWO_DBAS);
            clock.advance(Duration.ofMillis(2_999));
            decide(request, BEN, Verdict.APPROVE);
            clock.advance(Duration.ofSeconds(10L * (i + 1)));
            decide(request, ANA, i == 3 ? Verdict.REJECT : Verdict.APPROVE);
        }
        var last = desk.hold("update 5", Desk.ONE_DBA);
        clock.advance(Duration.ofSeconds(3));
        decide(last, BEN, Verdict.APPROVE);

        assertThat(figures())
                .containsExactly(
                        new ApproverFigures("user:ben", 5, 5, Duration.ofMillis(2_999), 4),
                        new ApproverFigures("user:ana", 4, 3, Duration.ofMillis(27_999), 0));
    }

    @Test
    void whatIsLongAgoCountsNoMore() {
        var old = desk.hold("update 1", Desk.ONE_DBA);
        decide(old, ANA, Verdict.APPROVE);
        clock.advance(Duration.ofDays(31));
        var request = desk.hold("update 2", Desk.ONE_DBA);
        clock.advance(Duration.ofSeconds(20));
        decide(request, BEN, Verdict.REJECT);

        assertThat(figures())
                .containsExactly(new ApproverFigures("user:ben", 1, 0, Duration.ofSeconds(20), 0));
    }
}
