package dev.sallyport.server.approval;

import static dev.sallyport.server.approval.Desk.AGENT;
import static dev.sallyport.server.approval.Desk.ANA;
import static dev.sallyport.server.approval.Desk.BEN;
import static dev.sallyport.server.approval.Desk.CORA;
import static dev.sallyport.server.approval.Desk.DBA;
import static dev.sallyport.server.approval.Desk.OLGA;
import static dev.sallyport.server.approval.GrantBook.POLICY;
import static dev.sallyport.server.approval.GrantBook.TWO_HOURS;
import static dev.sallyport.server.approval.GrantBook.accepted;
import static dev.sallyport.server.approval.GrantBook.ask;
import static dev.sallyport.server.approval.GrantBook.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.api.TestPolicy;
import dev.sallyport.server.approval.ApprovalJournal.Kind;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.Approvals.Outcome;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.JsonNodeFactory;

/// Grants from their making to their end, on both databases.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class GrantsTest {
    private final TestClock clock = new TestClock();
    private final String url;
    private final Desk desk;
    private final GrantBook book;

    GrantsTest(TestDatabase database, @TempDir Path directory) {
        url = database.fresh(directory);
        desk = new Desk(url, clock);
        book = new GrantBook(desk);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void grantApprovesTheCallWhichIsTheFirstUse() {
        var request = book.hold(ask("update 0"));

        var grant =
                accepted(book.grant(request, ANA, DBA, new Grant.Terms(Duration.ofMinutes(45), 3)));

        assertThat(desk.approvals.find(request.id()).orElseThrow().state())
                .isEqualTo(State.APPROVED);
        assertThat(grant.uses()).isEqualTo(1);
        assertThat(grant.ends()).isEqualTo(clock.instant().plus(Duration.ofMinutes(45)));
        assertThat(grant.request().state()).isEqualTo(State.APPROVED);
        assertThat(book.grants.find(grant.id())).contains(grant);
        assertThat(book.use("update 1").orElseThrow().uses()).isEqualTo(2);
        assertThat(book.use("update 2").orElseThrow().uses()).isEqualTo(3);
        assertThat(book.use("update 3")).isEmpty();
        assertThat(book.grants.covered(ask("update 3"), POLICY)).isFalse();
        assertThat(book.journal.heard).containsExactly("granted", "used", "used");
        assertThat(book.grants.find(grant.id()).orElseThrow().state(clock.instant()))
                .isEqualTo(Grant.State.SPENT);
    }

    @Test
    void hundredUsesAtOnceOnThreeGatesTakeEachUseOnce() throws Exception {
        var grant = book.grant(TWO_HOURS);
        try (var second = new Desk(url, clock);
                var third = new Desk(url, clock);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var books = List.of(book, new GrantBook(second), new GrantBook(third));
            var start = new CyclicBarrier(100);
            var running =
                    threads.invokeAll(
                            IntStream.range(0, 100)
                                    .<Callable<Optional<Grant>>>mapToObj(i ->
                                            () -> {
                                                start.await();
                                                return books.get(i % 3)
                                                        .grants
                                                        .use(ask("update " + (i + 1)), POLICY);
                                            })
                                    .toList());

            int ran = 1; // the approved call itself
            for (var each : running) {
                ran += each.get().isPresent() ? 1 : 0;
            }

            assertThat(ran).isEqualTo(10);
            assertThat(books.stream().flatMap(each -> each.journal.heard.stream()))
                    .filteredOn("used"::equals)
                    .hasSize(9);
            assertThat(book.grants.find(grant.id()).orElseThrow().uses()).isEqualTo(10);
        }
    }

    @Test
    void grantEndsByTheClock() {
        var _ = book.grant(new Grant.Terms(Duration.ofMinutes(30), 10));

        clock.advance(Duration.ofMinutes(30).minusMillis(1));
        assertThat(book.use("update 1")).isPresent();
        clock.advance(Duration.ofMillis(1));

        assertThat(book.use("update 2")).isEmpty();
        assertThat(book.grants.list(true, 10)).isEmpty();
        assertThat(book.grants.list(false, 10)).hasSize(1);
    }

    @Test
    void revokedGrantIsUsedNoMore() {
        var grant = book.grant(TWO_HOURS);

        var revoked = book.grants.revoke(grant.id(), BEN, DBA, false, "enough");

        assertThat(revoked).isInstanceOf(Revoked.Accepted.class);
        assertThat(book.use("update 1")).isEmpty();
        assertThat(book.grants.revoke(grant.id(), BEN, DBA, false, "again"))
                .isEqualTo(
                        new Revoked.Refused(
                                Revoked.Code.NOT_ACTIVE, "the grant is revoked already"));
        assertThat(book.journal.heard).containsExactly("granted", "revoked", "refused NOT_ACTIVE");
    }

    @Test
    void onlyApproversAndAdministratorsRevoke() {
        var grant = book.grant(TWO_HOURS);

        assertThat(revocation(grant.id(), CORA, Set.of("reader"), false))
                .isEqualTo(Revoked.Code.NO_ROLE);
        assertThat(revocation(grant.id(), OLGA, DBA, false)).isEqualTo(Revoked.Code.NO_ROLE);
        assertThat(revocation(grant.id(), AGENT, DBA, true)).isEqualTo(Revoked.Code.NO_ROLE);
        assertThat(revocation("grt_nothing", ANA, DBA, true)).isEqualTo(Revoked.Code.NOT_FOUND);
        assertThat(book.use("update 1")).isPresent();
        assertThat(book.grants.revoke(grant.id(), CORA, Set.of(), true, ""))
                .isInstanceOf(Revoked.Accepted.class);
    }

    private Revoked.Code revocation(
            String id, Principal by, Set<String> roles, boolean administers) {
        return ((Revoked.Refused) book.grants.revoke(id, by, roles, administers, "")).code();
    }

    @Test
    void nobodyGrantsTheirOwnAndNoAgentGrants() {
        var request = book.hold(ask("update 0"));
        var bot = new Principal("client:bot", Principal.Kind.AGENT, Optional.empty(), Set.of());

        assertThat(refused(book.grant(request, OLGA, DBA, TWO_HOURS)).code())
                .isEqualTo(Decided.Code.OWN_REQUEST);
        assertThat(refused(book.grant(request, AGENT, DBA, TWO_HOURS)).code())
                .isEqualTo(Decided.Code.NOT_HUMAN);
        assertThat(refused(book.grant(request, bot, DBA, TWO_HOURS)).code())
                .isEqualTo(Decided.Code.NOT_HUMAN);
        assertThat(refused(book.grant(request, CORA, Set.of("reader"), TWO_HOURS)).code())
                .isEqualTo(Decided.Code.NO_ROLE);
        assertThat(
                        refused(
                                        book.grants.grant(
                                                request.id(),
                                                ANA,
                                                DBA,
                                                TWO_HOURS,
                                                new Ballot(Verdict.APPROVE, "0".repeat(64), "")))
                                .code())
                .isEqualTo(Decided.Code.DIGEST_MISMATCH);
        assertThat(book.grants.list(false, 10)).isEmpty();
        assertThat(book.journal.heard).isEmpty();
        assertThat(desk.journal.refusals).hasSize(5);
        assertThat(desk.approvals.find(request.id()).orElseThrow().state())
                .isEqualTo(State.PENDING);
    }

    @Test
    void whatCannotBeTakenBackIsNotGranted() {
        var request = book.hold(ask("delete 0"));

        var refusal = refused(book.grant(request, ANA, DBA, TWO_HOURS));

        assertThat(refusal.code()).isEqualTo(Decided.Code.NOT_GRANTABLE);
        assertThat(refusal.message()).contains("cannot be taken back", "approve the call itself");
        assertThat(desk.approvals.find(request.id()).orElseThrow().state())
                .isEqualTo(State.PENDING);
        assertThat(desk.journal.kinds()).doesNotContain(Kind.VOTED);
    }

    @Test
    void callsThatCannotBeTakenBackUseNoGrant() {
        var _ = book.grant(TWO_HOURS);

        assertThat(book.use("delete 1")).isEmpty();
        assertThat(book.grants.covered(ask("delete 1"), POLICY)).isFalse();
    }

    @Test
    void callsThatWantSeveralApprovalsAreNotGranted() {
        var two = book.hold(new GrantBook.Call().approvedBy(Desk.TWO_DBAS).asked());
        var sets =
                book.hold(
                        new GrantBook.Call()
                                .with(GrantBook.plan("update 2"))
                                .approvedBy(
                                        List.of(
                                                new ApproverSet("dba", 1),
                                                new ApproverSet("sre", 1)))
                                .asked());

        for (var request : List.of(two, sets)) {
            var refusal = refused(book.grant(request, ANA, Desk.BOTH, TWO_HOURS));
            assertThat(refusal.code()).isEqualTo(Decided.Code.NOT_GRANTABLE);
            assertThat(refusal.message()).contains("several approvals");
        }
    }

    @Test
    void callsOfWhichNotAllIsKnownAreNotGranted() {
        var request = desk.hold("update 1"); // its host is unknown

        var refusal = refused(book.grant(request, ANA, DBA, TWO_HOURS));

        assertThat(refusal.code()).isEqualTo(Decided.Code.NOT_GRANTABLE);
        assertThat(refusal.message()).contains("does not know all");
    }

    @Test
    void grantorIsAskedForAtEveryUse() {
        var _ = book.grant(TWO_HOURS);
        var demoted =
                new TestPolicy(
                        Map.of(ANA.subject(), Set.of("reader"), BEN.subject(), DBA),
                        POLICY.rights());
        var barred = new TestPolicy(POLICY.roles(), Map.of());

        assertThat(book.grants.use(ask("update 1"), demoted)).isEmpty();
        assertThat(book.grants.use(ask("update 1"), barred)).isEmpty();
        assertThat(book.grants.use(ask("update 1"), POLICY)).isPresent();
    }

    @Test
    void callThatHumansAreAskedAboutTakesNoUse() {
        var granted = book.grant(TWO_HOURS).request().asked();
        var pending = ask("update 1");
        var _ = book.hold(pending);

        assertThat(book.grants.use(granted, POLICY)).isEmpty(); // approved, and not yet run
        assertThat(book.grants.use(pending, POLICY)).isEmpty();
        assertThat(book.use("update 2")).isPresent();
    }

    @Test
    void nothingHappensThatIsNotRecorded() {
        var request = book.hold(ask("update 0"));
        book.journal.failing = true;
        assertThatThrownBy(() -> book.grant(request, ANA, DBA, TWO_HOURS))
                .hasMessage("the disk is full");
        assertThat(book.grants.list(false, 10)).isEmpty();
        assertThat(desk.approvals.find(request.id()).orElseThrow().state())
                .isEqualTo(State.PENDING);
        book.journal.failing = false;
        var grant = accepted(book.grant(request, ANA, DBA, TWO_HOURS));
        book.journal.failing = true;

        assertThatThrownBy(() -> book.use("update 1")).hasMessage("the disk is full");
        assertThatThrownBy(() -> book.grants.revoke(grant.id(), BEN, DBA, false, ""))
                .hasMessage("the disk is full");

        var now = book.grants.find(grant.id()).orElseThrow();
        assertThat(now.uses()).isEqualTo(1);
        assertThat(now.revoked()).isEmpty();
    }

    @Test
    void changedGrantsAreNotBelieved() {
        var grant = book.grant(TWO_HOURS);
        for (var change :
                List.of(
                        "ends_at = ends_at + 36000000",
                        "uses_max = 100000",
                        "request_digest = 'other'",
                        "grantor = '{\"subject\":\"user:cora\",\"kind\":\"HUMAN\",\"groups\":[]}'",
                        "on_behalf_of = ''")) {
            var column = change.substring(0, change.indexOf(' '));
            var before = value(column, grant.id());
            var _ = desk.store.write(h -> h.execute("UPDATE approval_grant SET " + change));

            assertThat(book.use("update 1")).as(change).isEmpty();
            assertThat(book.grants.list(false, 10)).as(change).isEmpty();

            var _ =
                    desk.store.write(
                            h -> h.execute("UPDATE approval_grant SET " + column + " = ?", before));
        }
        assertThat(book.use("update 1")).isPresent();
    }

    /// Eight hours from whenever somebody says it was granted would never end.
    @Test
    void movedGrantsAreNotBelieved() {
        var grant = book.grant(TWO_HOURS);

        var _ =
                desk.store.write(h ->
                        h.execute(
                                "UPDATE approval_grant SET granted_at = granted_at + 60000,"
                                        + " ends_at = ends_at + 60000"));

        assertThat(book.use("update 1")).isEmpty();
        assertThat(book.grants.find(grant.id())).isEmpty();
    }

    @Test
    void grantGoesWithItsRequest() {
        var grant = book.grant(TWO_HOURS);

        var _ = desk.store.write(h -> h.execute("DELETE FROM approval_vote"));
        var deleted = desk.store.write(h -> h.execute("DELETE FROM approval_request"));

        assertThat(deleted).isEqualTo(1);
        assertThat(book.grants.find(grant.id())).isEmpty();
        assertThat(book.use("update 1")).isEmpty();
    }

    @Test
    void grantIsForgottenWithItsRequest() {
        var grant = book.grant(TWO_HOURS);
        var request = desk.approvals.claim(grant.request().id()).orElseThrow();
        var reply = JsonNodeFactory.instance.objectNode();
        assertThat(desk.approvals.finish(request.id(), Outcome.COMPLETED, reply, false)).isTrue();

        clock.advance(Desk.SETTINGS.times().retention());
        var _ = desk.approvals.expireDue();
        assertThat(desk.approvals.forgetEnded()).isEqualTo(1);

        int left =
                desk.store.read(h ->
                        h.createQuery("SELECT COUNT(*) FROM approval_grant")
                                .mapTo(Integer.class)
                                .one());
        assertThat(left).isZero();
    }

    private Object value(String column, String id) {
        return desk.store.read(h ->
                h.createQuery("SELECT " + column + " AS it FROM approval_grant WHERE id = ?")
                        .bind(0, id)
                        .map((row, context) -> row.getObject("it"))
                        .one());
    }

    @Test
    void boundsOfAGrantAreKept() {
        for (var length : List.of(Duration.ofSeconds(59), Duration.ofHours(8).plusMillis(1))) {
            assertThatIllegalArgumentException().isThrownBy(() -> new Grant.Terms(length, 1));
        }
        for (int uses : List.of(0, 1_001)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Grant.Terms(Duration.ofHours(1), uses));
        }
        assertThat(new Grant.Terms(Duration.ofHours(8), 1_000).uses()).isEqualTo(1_000);
    }
}
