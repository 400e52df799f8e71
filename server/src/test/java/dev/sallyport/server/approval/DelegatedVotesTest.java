package dev.sallyport.server.approval;

import static dev.sallyport.server.approval.Desk.AGENT;
import static dev.sallyport.server.approval.Desk.ANA;
import static dev.sallyport.server.approval.Desk.BEN;
import static dev.sallyport.server.approval.Desk.CORA;
import static dev.sallyport.server.approval.Desk.DBA;
import static dev.sallyport.server.approval.Desk.OLGA;
import static dev.sallyport.server.approval.Desk.SRE;
import static dev.sallyport.server.approval.Desk.TWO_DBAS;
import static dev.sallyport.server.approval.Desk.accepted;
import static dev.sallyport.server.approval.Desk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalJournal.Kind;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.ApprovalRequest.Vote;
import dev.sallyport.server.identity.Presence;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Decisions in another's place: when they count, once for whom, and until when.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class DelegatedVotesTest {
    private static final Principal DAN = Desk.human("dan");

    private final TestClock clock = new TestClock();
    private final Desk desk;
    private final DelegationBook book;

    DelegatedVotesTest(TestDatabase database, @TempDir Path directory) {
        desk = new Desk(database.fresh(directory), clock);
        book = new DelegationBook(desk);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private ApprovalRequest now(ApprovalRequest request) {
        return desk.approvals.find(request.id()).orElseThrow();
    }

    @Test
    void aDelegateDecidesAndTheRecordSaysForWhom() {
        var delegation = book.given(ANA, BEN);
        var request = desk.hold("update 1");
        assertThat(book.rights.inPlaceOf(BEN, request)).map(InPlaceOf::approver).contains(ANA);

        var approved = accepted(book.approve(request, BEN));

        assertThat(approved.state()).isEqualTo(State.APPROVED);
        var vote = approved.votes().getFirst();
        assertThat(vote.by()).isEqualTo("user:ben for user:ana");
        assertThat(vote.roles()).containsExactly("dba");
        assertThat(vote.inPlaceOf().orElseThrow().delegation()).isEqualTo(delegation.id());
        assertThat(desk.journal.transitions)
                .filteredOn(t -> t.kind() == Kind.VOTED || t.kind() == Kind.APPROVED)
                .hasSize(2)
                .allSatisfy(t -> {
                    assertThat(t.by()).contains(BEN);
                    assertThat(t.inPlaceOf().orElseThrow().by(BEN))
                            .isEqualTo("user:ben for user:ana");
                });
        assertThat(book.stillApproved(request)).isTrue();
        assertThat(desk.approvals.claim(request.id())).isPresent();
    }

    @Test
    void aRejectionInAnothersPlaceEndsTheRequestAndNamesBoth() {
        var _ = book.given(ANA, BEN);
        var request = desk.hold("update 1");

        var rejected = accepted(book.decide(request, BEN, Verdict.REJECT, Optional.empty()));

        assertThat(rejected.state()).isEqualTo(State.REJECTED);
        assertThat(rejected.ending().orElseThrow().by()).contains("user:ben for user:ana");
        assertThat(desk.journal.kinds()).containsExactly(Kind.REQUESTED, Kind.VOTED, Kind.REJECTED);
    }

    @Test
    void ownRightComesFirst() {
        var _ = book.given(ANA, CORA);
        var request = desk.hold("update 1", TWO_DBAS);

        var byCora = accepted(book.approve(request, CORA));
        assertThat(byCora.votes().getFirst().inPlaceOf()).isEmpty();
        assertThat(accepted(book.approve(request, ANA)).state()).isEqualTo(State.APPROVED);
    }

    @Test
    void ownRoleIsUsedWhereOnlyTheOtherRoleOfARequestWasDelegated() {
        book.makeApprover(BEN, SRE);
        var _ = book.given(ANA, BEN);
        var request =
                desk.hold(
                        "update 1", List.of(new ApproverSet("dba", 1), new ApproverSet("sre", 1)));

        var voted = accepted(book.approve(request, BEN));

        assertThat(voted.votes().getFirst().by()).isEqualTo("user:ben");
        assertThat(voted.given("dba", clock.instant())).isZero();
        assertThat(refused(book.approve(request, BEN))).isEqualTo(Decided.Code.ALREADY_VOTED);
    }

    @Test
    void theirsAreFoundAmongAnyNumberOfOthersInBothOrders() {
        var mine = desk.hold("update 1");
        clock.advance(Duration.ofMinutes(1));
        desk.holdMany(600, List.of(new ApproverSet("sre", 1)), Duration.ofMinutes(5));
        var _ = book.given(ANA, BEN);

        var sight = book.rights.sight(BEN);

        for (boolean pendingOnly : new boolean[] {true, false}) {
            assertThat(sight.count(pendingOnly)).isEqualTo(1);
            assertThat(sight.page(pendingOnly, 0, 50, r -> r))
                    .extracting(ApprovalRequest::id)
                    .containsExactly(mine.id());
            assertThat(sight.page(pendingOnly, 1, 50, r -> r)).isEmpty();
        }
        assertThat(sight.list(Optional.of(State.PENDING), 1, r -> r))
                .extracting(ApprovalRequest::id)
                .containsExactly(mine.id());
        assertThat(book.rights.sight(CORA).count(true)).as("who sees all").isEqualTo(601);
        assertThat(book.rights.sight(AGENT).list(Optional.empty(), 500, r -> r))
                .as("whose they are")
                .hasSize(500);
        assertThat(book.rights.sight(OLGA).list(Optional.empty(), 500, r -> r)).isEmpty();
    }

    @Test
    void whatIsNotedBesideARequestOpensNothing() {
        var other = desk.hold("update 2", List.of(new ApproverSet("sre", 1)));
        var _ = book.given(ANA, BEN);
        var _ =
                desk.store.write(handle ->
                        handle.execute(
                                "INSERT INTO approval_wanted (request_id, role) VALUES (?, 'dba')",
                                other.id()));

        assertThat(book.rights.sight(BEN).page(true, 0, 50, r -> r)).isEmpty();
        assertThat(book.rights.sight(BEN).list(Optional.empty(), 50, r -> r)).isEmpty();
        assertThat(book.rights.find(BEN, other.id())).isEmpty();
    }

    /// As the step that brings the table notes requests that were there before it.
    @Test
    void requestsThatAreOlderThanTheTableAreFoundToo() {
        var mine = desk.hold("update 1");
        var _ = desk.hold("update 2", List.of(new ApproverSet("sre", 1)));
        var _ = desk.store.write(handle -> handle.execute("UPDATE approval_wanted SET role = '*'"));
        var _ = book.given(ANA, BEN);

        assertThat(book.rights.sight(BEN).page(true, 0, 50, r -> r))
                .extracting(ApprovalRequest::id)
                .containsExactly(mine.id());
    }

    @Test
    void withoutADelegationNobodyDecidesForAnyone() {
        var request = desk.hold("update 1");

        assertThat(refused(book.approve(request, BEN))).isEqualTo(Decided.Code.NO_ROLE);
        assertThat(book.rights.looks(BEN)).isFalse();
        assertThat(book.rights.find(BEN, request.id())).isEmpty();
    }

    @Test
    void aCredentialThatIsConfinedToRolesDecidesInNobodysPlace() {
        var _ = book.given(ANA, BEN);
        var confined =
                new Principal(
                        BEN.subject(),
                        BEN.kind(),
                        BEN.human(),
                        BEN.groups(),
                        Optional.of(Set.of("reader")));
        var request = desk.hold("update 1");

        assertThat(refused(book.approve(request, confined))).isEqualTo(Decided.Code.NO_ROLE);
        assertThat(book.rights.looks(confined)).isFalse();
        assertThat(book.rights.find(confined, request.id())).isEmpty();
        assertThat(accepted(book.approve(request, BEN)).state()).isEqualTo(State.APPROVED);
    }

    @Test
    void aDelegateSeesWhatTheyMayDecideAndNothingElse() {
        book.makeApprover(ANA, Desk.BOTH);
        var _ = DelegationBook.accepted(book.give(ANA, book.terms(BEN.subject(), Set.of("sre"))));
        var database = desk.hold("update 1");
        var cluster = desk.hold("update 2", List.of(new ApproverSet("sre", 1)));

        assertThat(book.rights.looks(BEN)).isTrue();
        assertThat(book.rights.seesAll(BEN)).isFalse();
        assertThat(book.rights.find(BEN, cluster.id())).isPresent();
        assertThat(book.rights.find(BEN, database.id())).isEmpty();
        assertThat(refused(book.approve(database, BEN))).isEqualTo(Decided.Code.NO_ROLE);
        assertThat(accepted(book.approve(cluster, BEN)).state()).isEqualTo(State.APPROVED);
    }

    @Test
    void whatIsDelegatedIsNotPassedOn() {
        var _ = book.given(ANA, BEN);
        assertThat(DelegationBook.refused(book.give(BEN, book.terms(DAN))))
                .isEqualTo(Delegated.Code.NO_ROLE);
        // Nor by one that was made while Ben held the role himself.
        book.makeApprover(BEN, DBA);
        var _ = book.given(BEN, DAN);
        book.unmake(BEN);
        var request = desk.hold("update 1");

        assertThat(refused(book.approve(request, DAN))).isEqualTo(Decided.Code.NO_ROLE);
        assertThat(accepted(book.approve(request, BEN)).votes().getFirst().by())
                .isEqualTo("user:ben for user:ana");
    }

    @Test
    void whatIsDelegatedGrantsNothingAndCancelsNothing() {
        var _ = book.given(ANA, BEN);
        var grants = new GrantBook(desk);
        var request = grants.hold(GrantBook.ask("update 0"));
        var granting = new GrantRights(grants.grants, book.rights, book::policy, clock);

        var answer =
                granting.grant(
                        BEN,
                        request.id(),
                        GrantBook.TWO_HOURS,
                        new Ballot(Verdict.APPROVE, request.digest(), "all day"));

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Granted.Refused.class,
                        why -> assertThat(why.why().code()).isEqualTo(Decided.Code.NO_ROLE));
        assertThat(granting.seesAll(BEN)).isFalse();
        assertThat(refused(book.rights.cancel(BEN, request.id(), "")))
                .isEqualTo(Decided.Code.NO_ROLE);
        assertThat(now(request).votes()).isEmpty();
    }

    @Test
    void aDelegatorWhoLostTheRoleGivesNothingAtTheVote() {
        var delegation = book.given(ANA, BEN);
        var request = desk.hold("update 1");
        assertThat(book.delegating.state(delegation)).isEqualTo("active");

        book.roles.put(ANA.subject(), SRE);
        assertThat(refused(book.approve(request, BEN))).isEqualTo(Decided.Code.NO_ROLE);

        book.roles.put(ANA.subject(), DBA);
        book.console.put(ANA.subject(), Set.of(ConsoleRight.AUDIT));
        assertThat(refused(book.approve(request, BEN))).isEqualTo(Decided.Code.NO_ROLE);
        assertThat(book.delegating.state(delegation)).isEqualTo("role_lost");
        assertThat(book.rights.looks(BEN)).isFalse();
    }

    @Test
    void aDelegatorWhoLosesTheRoleAfterTheVoteTakesItAlong() {
        var _ = book.given(ANA, BEN);
        var request = desk.hold("update 1");
        var _ = accepted(book.approve(request, BEN));
        assertThat(book.stillApproved(request)).isTrue();

        book.unmake(ANA);
        assertThat(book.stillApproved(request)).isFalse();
        // Nor does it help that the delegate has got the role meanwhile: they did not vote with it.
        book.makeApprover(BEN, DBA);
        assertThat(book.stillApproved(request)).isFalse();
    }

    @Test
    void aDelegationThatIsTakenBackTakesItsVotesAlong() {
        var delegation = book.given(ANA, BEN);
        var approved = desk.hold("update 1");
        var pending = desk.hold("update 2", TWO_DBAS);
        var _ = accepted(book.approve(approved, BEN));
        var _ = accepted(book.approve(pending, BEN));

        var _ = DelegationBook.accepted(book.end(ANA, delegation));

        assertThat(desk.approvals.claim(approved.id())).isEmpty();
        assertThat(book.stillApproved(approved)).isFalse();
        assertThat(now(approved).outlivedAKey(clock.instant())).isFalse();
        assertThat(now(pending).given("dba", clock.instant())).isZero();
        var byCora = accepted(book.approve(pending, CORA));
        assertThat(byCora.state()).isEqualTo(State.PENDING);
        assertThat(refused(book.approve(pending, BEN))).isEqualTo(Decided.Code.NO_ROLE);
        // Who has a right of their own by now votes again, and counts once.
        book.makeApprover(BEN, DBA);
        var again = accepted(book.approve(pending, BEN));
        assertThat(again.state()).isEqualTo(State.APPROVED);
        assertThat(again.votes())
                .extracting(Vote::by)
                .containsExactlyInAnyOrder("user:cora", "user:ben");
    }

    @Test
    void aRunThatHasStartedGoesOn() {
        var delegation = book.given(ANA, BEN);
        var request = desk.hold("update 1");
        var _ = accepted(book.approve(request, BEN));
        assertThat(desk.approvals.claim(request.id())).isPresent();

        var _ = DelegationBook.accepted(book.end(ANA, delegation));

        assertThat(now(request).state()).isEqualTo(State.EXECUTING);
    }

    @Test
    void aDelegationEndsByTimeAndItsVotesWithIt() {
        var ends = clock.instant().plus(Duration.ofMinutes(5));
        var _ =
                DelegationBook.accepted(
                        book.give(
                                ANA,
                                new Delegation.Terms(
                                        BEN.subject(), Set.of(), clock.instant(), ends)));
        var first = desk.hold("update 1");
        var second = desk.hold("update 2");
        var _ = accepted(book.approve(first, BEN));

        clock.advance(Duration.ofMinutes(5).minusMillis(1));
        assertThat(book.stillApproved(first)).isTrue();
        clock.advance(Duration.ofMillis(1));

        assertThat(book.stillApproved(first)).isFalse();
        assertThat(desk.approvals.claim(first.id())).isEmpty();
        assertThat(refused(book.approve(second, BEN))).isEqualTo(Decided.Code.NO_ROLE);
    }

    @Test
    void aDelegationDoesNotHoldBeforeItStarts() {
        var starts = clock.instant().plus(Duration.ofMinutes(30));
        var terms = new Delegation.Terms(BEN.subject(), Set.of(), starts, starts.plusSeconds(3600));
        var delegation = DelegationBook.accepted(book.give(ANA, terms));
        var request = desk.hold("update 1");
        assertThat(book.delegating.state(delegation)).isEqualTo("scheduled");

        assertThat(refused(book.approve(request, BEN))).isEqualTo(Decided.Code.NO_ROLE);
        clock.advance(Duration.ofMinutes(30));
        assertThat(accepted(book.approve(request, BEN)).state()).isEqualTo(State.APPROVED);
    }

    @Test
    void aDelegationEndsWithTheKeyItWasMadeWith() {
        var keys = new KeyBook(desk);
        var keyId = keys.make("ana");
        var short_ = keys.make("short", Optional.of(clock.instant().plusSeconds(60)));
        var delegation =
                DelegationBook.accepted(
                        book.delegating.give(
                                ANA, Optional.of(keyId), Presence.WITH_KEY, book.terms(BEN)));
        var byShort =
                DelegationBook.accepted(
                        book.delegating.give(
                                ANA, Optional.of(short_), Presence.WITH_KEY, book.terms(DAN)));
        var request = desk.hold("update 1");
        var other = desk.hold("update 2");
        var _ = accepted(book.approve(request, BEN));
        var _ = accepted(book.approve(other, DAN));

        assertThat(keys.revoke("ana")).isTrue();
        assertThat(book.stillApproved(request)).isFalse();
        assertThat(desk.approvals.claim(request.id())).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        assertThat(desk.approvals.claim(other.id())).isEmpty();

        assertThat(book.delegating.visible(ANA, 10))
                .extracting(book.delegating::state)
                .containsOnly("key_ended");
        assertThat(DelegationBook.refused(book.end(ANA, delegation)))
                .isEqualTo(Delegated.Code.NOT_ACTIVE);
        assertThat(byShort.key().orElseThrow().keyId()).isEqualTo(short_);
        assertThat(
                        DelegationBook.refused(
                                book.delegating.give(
                                        ANA,
                                        Optional.of(keyId),
                                        Presence.WITH_KEY,
                                        book.terms(BEN))))
                .isEqualTo(Delegated.Code.KEY_ENDED);
    }

    @Test
    void anyNumberThatEndedWithTheirKeysHidesNoneThatHolds() {
        var keys = new KeyBook(desk);
        var now = clock.instant();
        for (var key :
                List.of(
                        keys.make("cora"),
                        keys.make("ana", Optional.of(now.plusSeconds(60))),
                        "unknown")) {
            var _ =
                    desk.store.write(handle -> {
                        for (int i = 0; i < 200; i++) {
                            DelegationTable.insert(
                                    handle,
                                    new Delegation(
                                            key + i,
                                            CORA,
                                            new Delegation.Terms(
                                                    BEN.subject(),
                                                    Set.of(),
                                                    now,
                                                    now.plus(Duration.ofHours(1))),
                                            now,
                                            Optional.of(
                                                    new ApprovalRequest.CastWith(key, Instant.MAX)),
                                            Optional.empty()));
                        }
                        return true;
                    });
        }
        assertThat(keys.revoke("cora")).isTrue();
        clock.advance(Duration.ofMinutes(1));
        var real = book.given(ANA, BEN);
        var request = desk.hold("update 1");

        assertThat(vote(accepted(book.approve(request, BEN))).delegation()).isEqualTo(real.id());
    }

    @Test
    void theDelegatesOwnKeyMustWorkToo() {
        var _ = book.given(ANA, BEN);
        var keys = new KeyBook(desk);
        var keyId = keys.make("ben");
        var request = desk.hold("update 1");
        var _ = accepted(book.decide(request, BEN, Verdict.APPROVE, Optional.of(keyId)));

        assertThat(keys.revoke("ben")).isTrue();

        assertThat(desk.approvals.claim(request.id())).isEmpty();
        assertThat(now(request).outlivedAKey(clock.instant())).isTrue();
    }

    @Test
    void theDelegatorAndTheirDelegateCountOnceInEitherOrder() {
        var _ = book.given(ANA, BEN);
        for (var order : List.of(List.of(ANA, BEN), List.of(BEN, ANA))) {
            var request = desk.hold("update " + order, TWO_DBAS);
            for (var human : order) {
                assertThat(accepted(book.approve(request, human)).state()).isEqualTo(State.PENDING);
            }
            assertThat(now(request).given("dba", clock.instant())).isEqualTo(1);
            assertThat(book.stillApproved(request)).isFalse();
            assertThat(desk.approvals.claim(request.id())).isEmpty();

            assertThat(accepted(book.approve(request, CORA)).state()).isEqualTo(State.APPROVED);
            assertThat(book.stillApproved(request)).isTrue();
        }
    }

    @Test
    void twoDelegatesOfOneApproverCountOnce() {
        var _ = book.given(ANA, BEN);
        var _ = book.given(ANA, DAN);
        var request = desk.hold("update 1", TWO_DBAS);

        var _ = accepted(book.approve(request, BEN));
        assertThat(accepted(book.approve(request, DAN)).state()).isEqualTo(State.PENDING);
    }

    @Test
    void oneDelegateOfTwoApproversCountsOnceAndForTheOneWhoHasNotSpoken() {
        var _ = book.given(ANA, BEN);
        var _ = book.given(CORA, BEN);
        var request = desk.hold("update 1", TWO_DBAS);
        var _ = accepted(book.approve(request, ANA));

        var second = accepted(book.approve(request, BEN));

        assertThat(second.votes().getLast().by()).isEqualTo("user:ben for user:cora");
        assertThat(second.state()).isEqualTo(State.APPROVED);
        var other = desk.hold("update 2", TWO_DBAS);
        assertThat(accepted(book.approve(other, BEN)).state()).isEqualTo(State.PENDING);
        assertThat(refused(book.approve(other, BEN))).isEqualTo(Decided.Code.ALREADY_VOTED);
    }

    @Test
    void amongSeveralDelegatorsTheOneWhoseDelegationHoldsLongestIsChosen() {
        var now = clock.instant();
        for (int hours = 1; hours < 4; hours++) {
            var delegator = Desk.human("approver" + hours);
            book.makeApprover(delegator, DBA);
            var _ =
                    DelegationBook.accepted(
                            book.give(
                                    delegator,
                                    new Delegation.Terms(
                                            BEN.subject(),
                                            Set.of(),
                                            now,
                                            now.plus(Duration.ofHours(hours % 3 + 1)))));
        }
        var request = desk.hold("update 1");

        assertThat(accepted(book.approve(request, BEN)).votes().getFirst().by())
                .isEqualTo("user:ben for user:approver2");
    }

    @Test
    void aDecisionCountsForWhomItWasShownToCountOrNotAtAll() {
        var forAna = Optional.of(book.given(ANA, BEN).id());
        var forCora = Optional.of(book.given(CORA, BEN).id());
        var request = desk.hold("update 1", TWO_DBAS);
        for (var shown : List.of(Optional.<String>empty(), Optional.of("d-0"), Optional.of(""))) {
            assertThat(refused(decide(request, BEN, shown))).isEqualTo(Decided.Code.OTHER_RIGHT);
        }
        // Whichever of the two was shown is the one that counts, though one of them ranks first.
        for (var shown : List.of(forAna, forCora)) {
            var other = desk.hold("update " + shown, TWO_DBAS);
            assertThat(vote(accepted(decide(other, BEN, shown))).delegation())
                    .isEqualTo(shown.orElseThrow());
        }

        // Ana has spoken since the page was made: Ben's word would be for Cora now.
        var _ = accepted(book.approve(request, ANA));
        assertThat(refused(decide(request, BEN, forAna))).isEqualTo(Decided.Code.OTHER_RIGHT);
        assertThat(vote(accepted(decide(request, BEN, forCora))).approver()).isEqualTo(CORA);
    }

    @Test
    void whoIsGivenTheRoleMeanwhileLooksAgain() {
        var shown = Optional.of(book.given(ANA, BEN).id());
        var request = desk.hold("update 1");
        book.makeApprover(BEN, DBA);

        assertThat(refused(decide(request, BEN, shown))).isEqualTo(Decided.Code.OTHER_RIGHT);
        assertThat(accepted(decide(request, BEN, Optional.empty())).votes().getFirst().inPlaceOf())
                .isEmpty();
    }

    @Test
    void aNoCountsByWhateverRightThereIs() {
        var first = book.given(ANA, BEN);
        var request = desk.hold("update 1");
        var another = desk.hold("update 2");
        var _ = book.end(ANA, first);
        var shown = Optional.of(first.id());

        assertThat(refused(book.decide(request, BEN, Verdict.REJECT, Optional.empty(), shown)))
                .isEqualTo(Decided.Code.NO_ROLE);
        var _ = book.given(CORA, BEN);
        var no = accepted(book.decide(request, BEN, Verdict.REJECT, Optional.empty(), shown));
        assertThat(no.state()).isEqualTo(State.REJECTED);
        assertThat(no.votes().getFirst().by()).isEqualTo("user:ben for user:cora");
        book.makeApprover(BEN, DBA);
        var own = accepted(book.decide(another, BEN, Verdict.REJECT, Optional.empty(), shown));
        assertThat(own.votes().getFirst().by()).isEqualTo("user:ben");
    }

    @Test
    void aDelegationThatIsReplacedMeanwhileIsLookedAtAgain() {
        var first = book.given(ANA, BEN);
        var request = desk.hold("update 1");
        var _ = book.end(ANA, first);
        var second = book.given(CORA, BEN);

        assertThat(refused(decide(request, BEN, Optional.of(first.id()))))
                .isEqualTo(Decided.Code.OTHER_RIGHT);
        assertThat(now(request).votes()).isEmpty();
        assertThat(accepted(decide(request, BEN, Optional.of(second.id()))).state())
                .isEqualTo(State.APPROVED);
    }

    private Decided decide(ApprovalRequest request, Principal human, Optional<String> shown) {
        return book.decide(request, human, Verdict.APPROVE, Optional.empty(), shown);
    }

    private static InPlaceOf vote(ApprovalRequest request) {
        return request.votes().getLast().inPlaceOf().orElseThrow();
    }

    @Test
    void nobodyDecidesTheirOwnInAnothersPlace() {
        var _ = book.given(ANA, OLGA);
        var request = desk.hold("update 1");

        assertThat(refused(book.approve(request, OLGA))).isEqualTo(Decided.Code.OWN_REQUEST);
        var asOlga = Desk.human("OLGA");
        var _ = book.given(ANA, asOlga);
        assertThat(refused(book.approve(request, asOlga))).isEqualTo(Decided.Code.OWN_REQUEST);
    }

    @Test
    void nobodyDecidesInThePlaceOfWhoeverAsked() {
        book.makeApprover(OLGA, DBA);
        var _ = book.given(OLGA, BEN);
        var request = desk.hold("update 1");

        assertThat(refused(book.approve(request, BEN))).isEqualTo(Decided.Code.NO_ROLE);
        // In the place of somebody else they do.
        var _ = book.given(ANA, BEN);
        assertThat(accepted(book.approve(request, BEN)).votes().getFirst().by())
                .isEqualTo("user:ben for user:ana");
    }

    @Test
    void noAgentDecidesInAnyonesPlace() {
        var _ = book.given(ANA, BEN);
        var request = desk.hold("update 1");
        var benInAMachine =
                new Principal(
                        BEN.subject(), Principal.Kind.AGENT, Optional.empty(), Set.of("people"));
        var agentOfBen =
                new Principal("client:helper", Principal.Kind.AGENT, Optional.of(BEN), Set.of());

        for (var principal : List.of(AGENT, benInAMachine, agentOfBen)) {
            assertThat(refused(book.approve(request, principal))).isEqualTo(Decided.Code.NOT_HUMAN);
            assertThat(book.rights.looks(principal)).isFalse();
        }
    }

    @Test
    void onlyTheVerySubjectThatWasNamedDecides() {
        var _ = book.given(ANA, BEN);
        var request = desk.hold("update 1");

        for (var like : List.of("Ben", "BEN", "ben ", "ｂｅｎ")) {
            assertThat(refused(book.approve(request, Desk.human(like))))
                    .as(like)
                    .isEqualTo(Decided.Code.NO_ROLE);
        }
    }

    @Test
    void aVoteWhoseDelegationVanishedOrIsAnothersCountsNothing() {
        var _ = book.given(ANA, BEN);
        var other = book.given(CORA, DAN);
        var request = desk.hold("update 1");
        var _ = accepted(book.approve(request, BEN));

        var _ =
                desk.store.write(handle ->
                        handle.execute("UPDATE approval_vote SET delegation_id = ?", other.id()));
        assertThat(desk.approvals.claim(request.id())).isEmpty();
        var _ = desk.store.write(handle -> handle.execute("DELETE FROM approval_delegation"));
        assertThat(desk.approvals.claim(request.id())).isEmpty();
        assertThat(now(request).votes().getFirst().by()).isEqualTo("user:ben for user:ana");
    }

    @Test
    void theRunsDecisionAsksTheRoleMapAboutTheDelegatorAlone() {
        var _ = book.given(ANA, BEN);
        var request = desk.hold("update 1");
        var approved = accepted(book.approve(request, BEN));
        var asked = new ArrayList<String>();

        boolean still =
                approved.approvedBy(
                        request.asked().approvers(),
                        human -> {
                            asked.add(human.subject());
                            return Map.of(ANA.subject(), DBA)
                                    .getOrDefault(human.subject(), Set.of());
                        },
                        clock.instant());

        assertThat(still).isTrue();
        assertThat(asked).containsExactly(ANA.subject());
    }
}
