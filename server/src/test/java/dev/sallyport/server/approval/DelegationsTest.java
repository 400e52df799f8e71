package dev.sallyport.server.approval;

import static dev.sallyport.server.approval.DelegationBook.accepted;
import static dev.sallyport.server.approval.DelegationBook.refused;
import static dev.sallyport.server.approval.Desk.AGENT;
import static dev.sallyport.server.approval.Desk.ANA;
import static dev.sallyport.server.approval.Desk.BEN;
import static dev.sallyport.server.approval.Desk.CORA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.Delegated.Code;
import dev.sallyport.server.approval.Delegation.Terms;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Who may let whom decide in their place, how long, and who takes it back.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class DelegationsTest {
    private final TestClock clock = new TestClock();
    private final String url;
    private final Desk desk;
    private final DelegationBook book;

    DelegationsTest(TestDatabase database, @TempDir Path directory) {
        url = database.fresh(directory);
        desk = new Desk(url, clock);
        book = new DelegationBook(desk);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void itIsRecordedAndKept() {
        var terms = book.terms(BEN.subject(), Set.of("dba"));
        var delegation = accepted(book.give(ANA, terms));

        assertThat(delegation.delegator()).isEqualTo(ANA);
        assertThat(delegation.terms()).isEqualTo(terms);
        assertThat(delegation.id()).matches("dlg_[a-z2-7]{26}");
        assertThat(book.journal.told).containsExactly("delegated " + delegation.id());
        try (var again = new Desk(url, clock)) {
            assertThat(new DelegationBook(again).delegating.visible(BEN, 10))
                    .containsExactly(delegation);
        }
    }

    @Test
    void whoeverDecidesNothingDelegatesNothing() {
        book.roles.put(BEN.subject(), Desk.DBA); // without the right to decide
        for (var principal : List.of(BEN, Desk.human("nobody"))) {
            assertThat(refused(book.give(principal, book.terms(CORA)))).isEqualTo(Code.NO_ROLE);
        }
        assertThat(book.journal.refusals)
                .extracting(DelegationJournal.RefusedDelegation::code)
                .containsExactly(Code.NO_ROLE, Code.NO_ROLE);
        assertThat(book.delegations.list(10)).isEmpty();
    }

    @Test
    void neitherAgentsNorServicesGiveOrReceive() {
        book.makeApprover(AGENT, Desk.DBA);
        var machine = new Principal("user:robot", Principal.Kind.AGENT, Optional.empty(), Set.of());
        book.makeApprover(machine, Desk.DBA);
        var acting =
                new Principal(
                        "user:proxy", Principal.Kind.HUMAN, Optional.of(ANA), Set.of("people"));
        book.makeApprover(acting, Desk.DBA);

        for (var giver : List.of(AGENT, machine, acting)) {
            assertThat(refused(book.give(giver, book.terms(BEN)))).isEqualTo(Code.NOT_HUMAN);
        }
        for (var receiver :
                List.of(
                        "client:coding-agent",
                        "service:backup",
                        "group:dbas",
                        "ben",
                        "",
                        "user:",
                        "User:ben",
                        "user:ben ",
                        "user:b\u0000en",
                        "user:b\nen",
                        "user:\ud800",
                        "user:" + "b".repeat(251))) {
            assertThat(refused(book.give(ANA, book.terms(receiver, Set.of()))))
                    .as(receiver)
                    .isEqualTo(Code.NOT_HUMAN);
        }
        assertThat(book.delegations.list(10)).isEmpty();
        assertThat(accepted(book.give(ANA, book.terms("user:" + "b".repeat(250), Set.of()))))
                .isNotNull();
    }

    @Test
    void nobodyDelegatesToThemselves() {
        for (var self : List.of("user:ana", "user:ANA", "user:ａｎａ")) {
            assertThat(refused(book.give(ANA, book.terms(self, Set.of()))))
                    .as(self)
                    .isEqualTo(Code.SELF);
        }
    }

    @Test
    void onlyRolesThatTheDelegatorHoldsAreNamed() {
        assertThat(refused(book.give(ANA, book.terms(BEN.subject(), Set.of("dba", "sre")))))
                .isEqualTo(Code.NO_ROLE);
        assertThat(refused(book.give(ANA, book.terms(BEN.subject(), Set.of("x".repeat(256))))))
                .isEqualTo(Code.WRONG_NAME);
        var many = IntStream.range(0, 51).mapToObj(i -> "r" + i).collect(Collectors.toSet());
        assertThat(refused(book.give(ANA, book.terms(BEN.subject(), many))))
                .isEqualTo(Code.WRONG_NAME);
    }

    @Test
    void itsTimeIsBounded() {
        record Case(String name, Duration from, Duration until, boolean good) {}
        var day = Duration.ofDays(1);
        var zero = Duration.ZERO;
        for (var one :
                List.of(
                        new Case("a minute", zero, Duration.ofMinutes(1), true),
                        new Case("less", zero, Duration.ofMillis(59_999), false),
                        new Case("nothing", day, day, false),
                        new Case("backwards", day.multipliedBy(2), day, false),
                        new Case("14 days", zero, Duration.ofDays(14), true),
                        new Case("more", zero, Duration.ofDays(14).plusMillis(1), false),
                        new Case(
                                "ends in 30 days",
                                day.multipliedBy(16),
                                day.multipliedBy(30),
                                true),
                        new Case(
                                "ends later",
                                day.multipliedBy(17),
                                day.multipliedBy(30).plusMillis(1),
                                false),
                        new Case("asked a minute ago", Duration.ofMinutes(-1), day, true),
                        new Case("began before", Duration.ofMillis(-60_001), day, false))) {
            var now = clock.instant();
            var answer =
                    book.give(
                            ANA,
                            new Terms(
                                    BEN.subject(),
                                    Set.of(),
                                    now.plus(one.from()),
                                    now.plus(one.until())));
            if (one.good()) {
                var _ = accepted(book.end(ANA, accepted(answer)));
            } else {
                assertThat(refused(answer)).as(one.name()).isEqualTo(Code.WRONG_TIME);
            }
        }
    }

    @Test
    void nobodyElseEndsItAndTheDelegatorOnce() {
        book.console.put("user:olga", Set.of(ConsoleRight.ADMINISTER, ConsoleRight.AUDIT));
        var delegation = book.given(ANA, BEN);
        var anaInAMachine =
                new Principal(ANA.subject(), Principal.Kind.AGENT, Optional.empty(), Set.of());

        for (var other :
                List.of(CORA, Desk.OLGA, Desk.human("ANA"), Desk.human("Ben"), anaInAMachine)) {
            assertThat(refused(book.end(other, delegation)))
                    .as(other.subject())
                    .isEqualTo(Code.NOT_FOUND);
        }
        for (var id : List.of("dlg_" + "a".repeat(26), "apr_x", "", "\u0000")) {
            assertThat(refused(book.delegating.end(ANA, id))).isEqualTo(Code.NOT_FOUND);
        }
        var ended = accepted(book.end(ANA, delegation));

        assertThat(ended.ended()).contains(clock.instant());
        assertThat(book.delegating.state(ended)).isEqualTo("ended");
        assertThat(refused(book.end(ANA, delegation))).isEqualTo(Code.NOT_ACTIVE);
        assertThat(book.journal.told)
                .containsExactly(
                        "delegated " + delegation.id(),
                        "ended " + delegation.id() + " by user:ana");
        assertThat(book.journal.refusals).hasSize(10);
    }

    @Test
    void oneMayBeTakenBackBeforeItStarts() {
        var starts = clock.instant().plus(Duration.ofDays(2));
        var delegation =
                accepted(
                        book.give(
                                ANA,
                                new Terms(
                                        BEN.subject(),
                                        Set.of(),
                                        starts,
                                        starts.plus(Duration.ofDays(1)))));
        var _ = accepted(book.end(ANA, delegation));
        clock.advance(Duration.ofDays(2));

        assertThat(desk.approvals.received(BEN)).isEmpty();
    }

    @Test
    void everybodySeesTheirOwnAndAuditorsAll() {
        var toBen = book.given(ANA, BEN);
        var toDan = book.given(CORA, Desk.human("dan"));
        book.console.put("user:olga", Set.of(ConsoleRight.AUDIT));

        assertThat(book.delegating.visible(ANA, 10)).containsExactly(toBen);
        assertThat(book.delegating.visible(BEN, 10)).containsExactly(toBen);
        assertThat(book.delegating.visible(Desk.human("dan"), 10)).containsExactly(toDan);
        assertThat(book.delegating.visible(Desk.human("eve"), 10)).isEmpty();
        assertThat(book.delegating.visible(AGENT, 10)).isEmpty();
        assertThat(book.delegating.visible(Desk.OLGA, 10)).hasSize(2);
        assertThat(book.delegating.canEnd(ANA, toBen)).isTrue();
        assertThat(book.delegating.canEnd(BEN, toBen)).isTrue();
        assertThat(book.delegating.canEnd(CORA, toBen)).isFalse();
        assertThat(book.delegating.canEnd(Desk.OLGA, toBen)).isFalse();
    }

    @Test
    void whatCannotBeRecordedDoesNotHappen() {
        var delegation = book.given(ANA, BEN);
        book.journal.failing = true;

        assertThatThrownBy(() -> book.give(ANA, book.terms(CORA))).hasMessage("the disk is full");
        assertThatThrownBy(() -> book.end(ANA, delegation)).hasMessage("the disk is full");

        assertThat(book.delegations.list(10)).containsExactly(delegation);
        assertThat(book.delegating.state(delegation)).isEqualTo("active");
    }

    @Test
    void nobodyGivesMoreThanTwentyAtATime() {
        var first = book.given(ANA, BEN);
        for (int i = 1; i < Delegation.PER_HUMAN_MAX; i++) {
            var _ = book.given(ANA, Desk.human("h" + i));
        }
        assertThat(refused(book.give(ANA, book.terms(CORA)))).isEqualTo(Code.TOO_MANY);
        var _ = accepted(book.end(ANA, first));
        var _ = book.given(ANA, CORA);
    }

    @Test
    void whoGivesManyKeepsNobodyElseFromGivingToTheSameHuman() {
        for (int i = 0; i < Delegation.PER_PAIR_MAX; i++) {
            var _ = book.given(ANA, BEN);
        }
        assertThat(refused(book.give(ANA, book.terms(BEN)))).isEqualTo(Code.TOO_MANY);
        var _ = book.given(ANA, Desk.human("dan"));
        var _ = book.given(CORA, BEN);
    }

    @Test
    void nobodyIsGivenMoreThanAHundredAtATimeAndWhoIsEndsOne() {
        Delegation first = book.given(ANA, BEN);
        for (int i = 1; i < Delegation.RECEIVED_MAX; i++) {
            var approver = Desk.human("approver" + i);
            book.makeApprover(approver, Desk.DBA);
            var _ = book.given(approver, BEN);
        }
        assertThat(refused(book.give(CORA, book.terms(BEN)))).isEqualTo(Code.TOO_MANY);

        var _ = accepted(book.end(BEN, first));
        var _ = book.given(CORA, BEN);
        clock.advance(DelegationBook.DAY);
        var _ = book.given(ANA, BEN);
    }

    @Test
    void aDelegateWhoEndsItDecidesForNobodyAndIsNamed() {
        var delegation = book.given(ANA, BEN);
        var request = desk.hold("update 1", Desk.TWO_DBAS);
        var _ = Desk.accepted(book.approve(request, BEN));

        assertThat(refused(book.end(CORA, delegation))).isEqualTo(Code.NOT_FOUND);
        var _ = accepted(book.end(BEN, delegation));

        assertThat(book.journal.told).last().isEqualTo("ended " + delegation.id() + " by user:ben");
        var vote = desk.approvals.find(request.id()).orElseThrow().votes().getFirst();
        assertThat(vote.counts(clock.instant())).isFalse();
    }

    @Test
    void namesThatLookAlikeAreNotOneInListsAndCounts() {
        var loud = Desk.human("ANA");
        book.makeApprover(loud, Desk.DBA);
        var ofAna = book.given(ANA, BEN);
        for (int i = 1; i < Delegation.PER_HUMAN_MAX; i++) {
            var _ = book.given(ANA, Desk.human("h" + i));
        }
        assertThat(book.delegating.visible(loud, 50)).isEmpty();
        assertThat(book.delegating.canEnd(loud, ofAna)).isFalse();
        assertThat(refused(book.end(loud, ofAna))).isEqualTo(Code.NOT_FOUND);

        var ofLoud = book.given(loud, BEN);

        assertThat(book.delegating.visible(loud, 50)).containsExactly(ofLoud);
        assertThat(book.delegating.visible(ANA, 50)).hasSize(Delegation.PER_HUMAN_MAX);
    }

    @Test
    void thoseWhoGiveAtOnceFromTwoProcessesGiveTwentyTogether() throws Exception {
        try (var otherDesk = new Desk(url, clock);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var books = List.of(book, new DelegationBook(otherDesk));
            var wishes = new ArrayList<Callable<Delegated>>();
            for (int i = 0; i < 40; i++) {
                var mine = books.get(i % 2);
                var terms = mine.terms(Desk.human("h" + i));
                wishes.add(() -> mine.give(ANA, terms));
            }
            int given = 0;
            for (var answer : threads.invokeAll(wishes)) {
                given += answer.get() instanceof Delegated.Accepted ? 1 : 0;
            }
            assertThat(given).isEqualTo(Delegation.PER_HUMAN_MAX);
        }
        assertThat(book.delegations.list(100)).hasSize(Delegation.PER_HUMAN_MAX);
    }

    @Test
    void whatWasOverLongAgoIsForgottenUnlessAVoteNamesIt() {
        var unused = book.given(ANA, CORA);
        var used = book.given(ANA, BEN);
        var request = desk.hold("update 1");
        var _ = Desk.accepted(book.approve(request, BEN));
        clock.advance(Desk.SETTINGS.times().retention().plus(Duration.ofDays(2)));

        var fresh = book.given(ANA, BEN);

        assertThat(book.delegations.list(10)).containsExactly(fresh, used).doesNotContain(unused);
    }

    @Test
    void pagesAreToldThatSomethingChanged() throws Exception {
        try (var follower = desk.approvals.follow()) {
            var delegation = book.given(ANA, BEN);
            assertThat(follower.await(Duration.ofSeconds(5))).isTrue();
            var _ = accepted(book.end(ANA, delegation));
            assertThat(follower.await(Duration.ofSeconds(5))).isTrue();
        }
    }

    @Test
    void aListIsBounded() {
        assertThatThrownBy(() -> book.delegations.list(501))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> book.delegations.of(ANA, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
