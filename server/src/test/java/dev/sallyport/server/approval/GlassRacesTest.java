package dev.sallyport.server.approval;

import static dev.sallyport.server.approval.Desk.AGENT;
import static dev.sallyport.server.approval.Desk.ANA;
import static dev.sallyport.server.approval.Desk.BEN;
import static dev.sallyport.server.approval.Desk.DBA;
import static dev.sallyport.server.approval.Desk.accepted;
import static dev.sallyport.server.approval.GlassBook.NIGHT;
import static dev.sallyport.server.approval.GlassBook.ONCALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.state.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Of two who change broken glass at the same moment, one wins.
class GlassRacesTest extends GlassFixture {
    private static final int RACES = 40;

    GlassRacesTest(TestDatabase database, @TempDir Path directory) {
        super(database, directory);
    }

    @Test
    void breakingRejectingApprovingAndCancellingHaveOneWinner() throws Exception {
        for (int i = 0; i < RACES; i++) {
            // What is rejected or taken back too often would pause the requester, and who broke the
            // glass too often stops.
            clock.advance(Duration.ofMinutes(31));
            var one = List.of(new ApproverSet("dba", 1, Optional.of("oncall")));
            var request = desk.hold("update " + i, one);
            var breaker = Desk.human("oncall" + i);
            int turn = i;

            var decided =
                    Race.run(
                            List.<Callable<Decided>>of(
                                    () -> book.breakGlass(request, breaker, ONCALL),
                                    () ->
                                            switch (turn % 3) {
                                                case 0 ->
                                                        otherDesk.decide(
                                                                request, ANA, DBA, Verdict.REJECT);
                                                case 1 ->
                                                        otherDesk.decide(
                                                                request, ANA, DBA, Verdict.APPROVE);
                                                default -> other.breakGlass(request, BEN, ONCALL);
                                            }));

            assertThat(decided.stream().filter(Decided.Accepted.class::isInstance)).hasSize(1);
            var found = desk.approvals.find(request.id()).orElseThrow();
            assertThat(found.glass().isPresent() && !found.votes().isEmpty()).isFalse();
            if (found.glass().isPresent()) {
                var _ = GlassBook.reviewed(book.review(found, ANA, DBA));
            }
        }
    }

    @Test
    void breakingAndCancellingNeverLeaveItReleasedAndCancelledUnseen() throws Exception {
        for (int i = 0; i < RACES; i++) {
            clock.advance(Duration.ofMinutes(31));
            var request = desk.hold("update " + i, NIGHT);
            var breaker = Desk.human("oncall" + i);

            Race.run(
                    List.<Callable<Decided>>of(
                            () -> book.breakGlass(request, breaker, ONCALL),
                            () -> otherDesk.approvals.cancel(request.id(), AGENT, Set.of(), "")));

            // Who comes second takes back what was released, or finds nothing to release.
            var found = desk.approvals.find(request.id()).orElseThrow();
            assertThat(found.state()).isEqualTo(State.CANCELLED);
            assertThat(desk.approvals.claim(request.id())).isEmpty();
        }
    }

    @Test
    void runningAndTakingBackHaveOneWinner() throws Exception {
        for (int i = 0; i < RACES; i++) {
            var request = desk.hold("update " + i, NIGHT);
            var broken = accepted(book.breakGlass(request, Desk.human("oncall" + i), ONCALL));

            var ran =
                    Race.run(
                            List.<Callable<Boolean>>of(
                                    () -> otherDesk.approvals.claim(broken.id()).isPresent(),
                                    () -> {
                                        var _ = GlassBook.reviewed(book.foundWithoutNeed(broken));
                                        return false;
                                    }));

            assertThat(desk.approvals.find(broken.id()).orElseThrow().state())
                    .isEqualTo(ran.getFirst() ? State.EXECUTING : State.CANCELLED);
        }
    }

    @Test
    void reviewsHaveOneWinner() throws Exception {
        for (int i = 0; i < RACES; i++) {
            var request = desk.hold("update " + i, NIGHT);
            var broken = accepted(book.breakGlass(request, Desk.human("oncall" + i), ONCALL));

            var answers =
                    Race.run(
                            List.<Callable<Reviewed>>of(
                                    () -> book.review(broken, ANA, DBA),
                                    () -> other.review(broken, BEN, DBA)));

            assertThat(answers.stream().filter(Reviewed.Accepted.class::isInstance)).hasSize(1);
        }
    }
}
