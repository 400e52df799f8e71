package dev.sallyport.server.approval;

import static dev.sallyport.server.approval.Desk.AGENT;
import static dev.sallyport.server.approval.Desk.ANA;
import static dev.sallyport.server.approval.Desk.BEN;
import static dev.sallyport.server.approval.Desk.CORA;
import static dev.sallyport.server.approval.Desk.DBA;
import static dev.sallyport.server.approval.Desk.ONE_DBA;
import static dev.sallyport.server.approval.Desk.TWO_DBAS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.server.approval.ApprovalJournal.Kind;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What two gate processes on one database do at the same time happens once.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class ApprovalRacesTest {
    private static final int RACES = Integer.getInteger("sallyport.approval.races", 250);

    private final TestClock clock = new TestClock();
    private final Desk one;
    private final Desk other;

    ApprovalRacesTest(TestDatabase database, @TempDir Path directory) {
        var url = database.fresh(directory);
        var settings = Desk.SETTINGS;
        one = new Desk(url, clock, settings.withInstance("one"));
        other = new Desk(url, clock, settings.withInstance("other"));
    }

    @AfterEach
    void close() {
        one.close();
        other.close();
    }

    @Test
    void approveAndRejectHaveOneWinner() throws Exception {
        int approved = 0;
        for (int i = 0; i < RACES; i++) {
            var request = one.hold("update " + i, List.of(new ApproverSet("dba" + i % 2, 1)));
            var roles = Set.of("dba0", "dba1");
            boolean swap = i % 2 == 0;

            var decided =
                    Race.run(
                            List.of(
                                    () ->
                                            (swap ? one : other)
                                                    .decide(request, ANA, roles, Verdict.APPROVE),
                                    () ->
                                            (swap ? other : one)
                                                    .decide(request, BEN, roles, Verdict.REJECT)));

            assertThat(decided.stream().filter(Decided.Accepted.class::isInstance)).hasSize(1);
            var winner = decided.stream().filter(Decided.Accepted.class::isInstance).findFirst();
            var state = one.approvals.find(request.id()).orElseThrow().state();
            assertThat(state).isIn(State.APPROVED, State.REJECTED);
            assertThat(((Decided.Accepted) winner.orElseThrow()).request().state())
                    .isEqualTo(state);
            approved += state == State.APPROVED ? 1 : 0;
            if (state == State.REJECTED) {
                // Three rejections would cool the requester down.
                clock.advance(Duration.ofMinutes(31));
            }
        }
        int voted = count(one, Kind.VOTED) + count(other, Kind.VOTED);
        assertThat(voted).isEqualTo(RACES);
        assertThat(count(one, Kind.APPROVED) + count(other, Kind.APPROVED)).isEqualTo(approved);
    }

    @Test
    void hundredClaimsGetItOnce() throws Exception {
        var request = one.holdApproved("update 1");

        var claims =
                Race.run(
                        IntStream.range(0, 100)
                                .<Callable<Optional<ApprovalRequest>>>mapToObj(i ->
                                        () ->
                                                (i % 2 == 0 ? one : other)
                                                        .approvals.claim(request.id()))
                                .toList());

        assertThat(claims.stream().filter(Optional::isPresent)).hasSize(1);
        assertThat(count(one, Kind.CLAIMED) + count(other, Kind.CLAIMED)).isEqualTo(1);
        var claimed = claims.stream().flatMap(Optional::stream).findFirst().orElseThrow();
        var owner = claimed.executor().orElseThrow().equals("one") ? one : other;
        assertThat(owner.approvals.executing()).hasSize(1);
        assertThat((owner == one ? other : one).approvals.executing()).isEmpty();
    }

    @Test
    void claimAndCancelHaveOneWinner() throws Exception {
        for (int i = 0; i < 25; i++) {
            // What is taken back too often would pause the requester.
            clock.advance(Duration.ofMinutes(3));
            var request = one.holdApproved("update " + i);

            var won =
                    Race.run(
                            List.<Callable<Boolean>>of(
                                    () -> one.approvals.claim(request.id()).isPresent(),
                                    () ->
                                            other.approvals.cancel(
                                                            request.id(), AGENT, Set.of(), "")
                                                    instanceof Decided.Accepted));

            assertThat(won).containsExactlyInAnyOrder(true, false);
        }
    }

    @Test
    void twoApprovalsAtOnceMakeAQuorumOfTwo() throws Exception {
        for (int i = 0; i < 25; i++) {
            var request = one.hold("update " + i, TWO_DBAS);

            Race.run(
                    List.of(
                            () -> one.decide(request, ANA, DBA, Verdict.APPROVE),
                            () -> other.decide(request, BEN, DBA, Verdict.APPROVE)));

            var found = one.approvals.find(request.id()).orElseThrow();
            assertThat(found.state()).isEqualTo(State.APPROVED);
            assertThat(found.votes()).hasSize(2);
        }
    }

    @Test
    void oneHumanVotingTwiceAtOnceCountsOnce() throws Exception {
        for (int i = 0; i < 25; i++) {
            var request = one.hold("update " + i, TWO_DBAS);

            var decided =
                    Race.run(
                            List.of(
                                    () -> one.decide(request, CORA, DBA, Verdict.APPROVE),
                                    () -> other.decide(request, CORA, DBA, Verdict.APPROVE)));

            assertThat(decided.stream().filter(Decided.Accepted.class::isInstance)).hasSize(1);
            assertThat(one.approvals.find(request.id()).orElseThrow().state())
                    .isEqualTo(State.PENDING);
        }
    }

    @Test
    void sameCallAskedManyTimesAtOnceIsOneRequest() throws Exception {
        var asked = Desk.ask(AGENT, Desk.plan("update 1"), ONE_DBA);

        var answers =
                Race.run(
                        IntStream.range(0, 40)
                                .<Callable<Requested>>mapToObj(i ->
                                        () -> (i % 2 == 0 ? one : other).approvals.request(asked))
                                .toList());

        var held = answers.stream().map(Requested.Held.class::cast).toList();
        assertThat(held.stream().map(h -> h.request().id()).distinct()).hasSize(1);
        assertThat(held.stream().filter(Requested.Held::isNew)).hasSize(1);
        assertThat(count(one, Kind.REQUESTED) + count(other, Kind.REQUESTED)).isEqualTo(1);
    }

    private static int count(Desk desk, Kind kind) {
        return (int) desk.journal.kinds().stream().filter(kind::equals).count();
    }
}
