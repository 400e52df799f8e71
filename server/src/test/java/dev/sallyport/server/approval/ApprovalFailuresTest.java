package dev.sallyport.server.approval;

import static dev.sallyport.server.approval.Desk.AGENT;
import static dev.sallyport.server.approval.Desk.ANA;
import static dev.sallyport.server.approval.Desk.BEN;
import static dev.sallyport.server.approval.Desk.DBA;
import static dev.sallyport.server.approval.Desk.ONE_DBA;
import static dev.sallyport.server.approval.Desk.TWO_DBAS;
import static dev.sallyport.server.approval.Desk.accepted;
import static dev.sallyport.server.approval.Desk.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.server.approval.ApprovalJournal.Kind;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.Approvals.Outcome;
import dev.sallyport.server.state.StateException;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import dev.sallyport.tools.Plan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

/// What goes wrong around a held call never makes it run.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class ApprovalFailuresTest {
    private final TestClock clock = new TestClock();
    private final String url;
    private Desk desk;

    ApprovalFailuresTest(TestDatabase database, @TempDir Path directory) {
        url = database.fresh(directory);
        desk = new Desk(url, clock);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    // --- a stored request that was changed

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "content | replace(content, 'update 1', 'update 2')",
                "content | replace(content, 'shop.orders', 'hr.salaries')",
                "content | replace(content, '\"quorum\":2', '\"quorum\":1')",
                "content | replace(content, 'user:olga', 'user:nobody')",
                "content | replace(content, '\"row_count\":3', '\"row_count\":4')",
                "content | replace(content, 'redact', 'last4')",
                "content | replace(content, '{\"accesses', '{ \"accesses')",
                "content | replace(content, '\"kind\":\"AGENT\"', '\"kind\":\"ROBOT\"')",
                "content | '{}'",
                "content | '[]'",
                "content | ''",
                "digest | '0000'",
                "plan_digest | '0000'",
                "requester | 'client:other'",
                "on_behalf_of | 'user:ana'",
                "tool | 'query_database'",
                "target | 'prod'"
            })
    void changedRequestNeverRunsAndIsNeverShown(String column, String change) {
        var request = desk.hold("update 1", TWO_DBAS);
        desk.decide(request, ANA, DBA, Verdict.APPROVE);
        var intact = desk.hold("update 7");
        var approved = accepted(desk.decide(request, BEN, DBA, Verdict.APPROVE));
        tamper(
                "UPDATE approval_request SET "
                        + column
                        + " = "
                        + change
                        + " WHERE id = '"
                        + request.id()
                        + "'");

        assertThat(desk.approvals.claim(request.id())).isEmpty();
        assertThatExceptionOfType(TamperedException.class)
                .isThrownBy(() -> desk.approvals.find(request.id()));
        assertThat(refused(desk.decide(approved, ANA, DBA, Verdict.REJECT)))
                .isEqualTo(Decided.Code.TAMPERED);
        assertThat(refused(desk.approvals.cancel(request.id(), AGENT, Set.of(), "")))
                .isEqualTo(Decided.Code.TAMPERED);
        assertThat(desk.approvals.list(Optional.empty(), 10, r -> r))
                .extracting(ApprovalRequest::id)
                .containsExactly(intact.id());

        clock.advance(Duration.ofHours(2));
        assertThat(desk.approvals.expireDue()).isEqualTo(1);
        assertThat(desk.approvals.claim(request.id())).isEmpty();
        assertThat(desk.journal.kinds()).doesNotContain(Kind.CLAIMED);
    }

    @Test
    void noOneByteChangeOfAnApprovedRequestRuns() {
        var request = desk.holdApproved("update 1");
        var original = column("content", request.id());
        long seed = System.nanoTime();
        var random = new Random(seed);

        for (int i = 0; i < 250; i++) {
            int at = random.nextInt(original.length());
            char changed = (char) (original.charAt(at) ^ (1 << random.nextInt(5)));
            if (changed < ' ' || changed > '~') {
                changed = original.charAt(at) == '~' ? '}' : '~';
            }
            var content = original.substring(0, at) + changed + original.substring(at + 1);
            var _ =
                    desk.store.write(h ->
                            h.execute(
                                    "UPDATE approval_request SET content = ? WHERE id = ?",
                                    content,
                                    request.id()));

            assertThat(desk.approvals.claim(request.id()))
                    .as("seed %d, byte %d of %s", seed, at, content)
                    .isEmpty();
        }

        var _ =
                desk.store.write(h ->
                        h.execute(
                                "UPDATE approval_request SET content = ? WHERE id = ?",
                                original,
                                request.id()));
        assertThat(desk.approvals.claim(request.id())).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE approval_request SET state = 'APPROVED'",
                "INSERT INTO approval_vote SELECT id, 'user:x', '{\"subject\":\"user:x\",\"kind\":\"HUMAN\",\"groups\":[]}',"
                        + " '[\"sre\"]', 'APPROVE', digest, '\"\"', 1, NULL, NULL, NULL FROM approval_request",
                "INSERT INTO approval_vote SELECT id, 'user:x', '{\"subject\":\"user:x\",\"kind\":\"HUMAN\",\"groups\":[]}',"
                        + " '[\"dba\"]', 'APPROVE', 'another digest', '\"\"', 1, NULL, NULL, NULL FROM approval_request"
            })
    void stateWithoutItsVotesDoesNotRun(String change) {
        var request = desk.hold("update 1");
        tamper(change);
        tamper("UPDATE approval_request SET state = 'APPROVED'");

        assertThat(desk.approvals.claim(request.id())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "approval_vote | approver | '{'",
                "approval_vote | approver | '[]'",
                "approval_vote | approver | '{\"subject\":\"user:ana\",\"kind\":\"ROBOT\",\"groups\":[]}'",
                "approval_vote | roles | '[1]'",
                "approval_vote | roles | 'dba'",
                "approval_vote | verdict | 'PERHAPS'",
                "approval_vote | reason | 'because'",
                "approval_request | ended_reason | 'because'",
                "approval_request | state | 'GRANTED'",
            })
    void oneDamagedRowIsLeftOutAndTheRestGoesOn(String table, String column, String change) {
        var damaged = desk.holdApproved("update 1");
        var voted = desk.hold("update 2", TWO_DBAS);
        desk.decide(voted, ANA, DBA, Verdict.APPROVE);
        var old = desk.hold("update 3");
        desk.decide(old, ANA, DBA, Verdict.REJECT);
        var key = table.equals("approval_vote") ? "request_id" : "id";
        tamper("UPDATE approval_request SET ended_at = 1 WHERE id = '" + damaged.id() + "'");
        tamper(
                "UPDATE %s SET %s = %s WHERE %s = '%s'"
                        .formatted(table, column, change, key, damaged.id()));

        assertThat(desk.approvals.list(Optional.empty(), 10, r -> r))
                .extracting(ApprovalRequest::id)
                .containsExactlyInAnyOrder(voted.id(), old.id());
        assertThat(desk.approvals.page(false, 0, 10, r -> r)).hasSize(2);
        assertThat(desk.approvals.page(true, 0, 10, r -> r)).hasSize(1);
        assertThat(desk.approvals.claim(damaged.id())).isEmpty();
        assertThatExceptionOfType(TamperedException.class)
                .isThrownBy(() -> desk.approvals.find(damaged.id()));
        assertThat(refused(desk.decide(damaged, BEN, DBA, Verdict.APPROVE)))
                .isEqualTo(Decided.Code.TAMPERED);

        clock.advance(Desk.SETTINGS.times().pendingExpires());
        assertThat(desk.approvals.expireDue()).isEqualTo(1);
        clock.advance(Desk.SETTINGS.times().retention());
        assertThat(desk.approvals.forgetEnded()).isEqualTo(2);
        assertThat(desk.approvals.claim(damaged.id())).isEmpty();
        assertThat(desk.journal.kinds()).doesNotContain(Kind.CLAIMED);
    }

    @Test
    void aDamagedReplyIsNotAnswered() {
        var done = desk.holdExecuting("update 1");
        var reply = JsonNodeFactory.instance.objectNode().put("status", "completed");
        desk.approvals.finish(done.id(), Outcome.COMPLETED, reply, false);
        tamper("UPDATE approval_request SET reply = '[]'");

        assertThatExceptionOfType(TamperedException.class)
                .isThrownBy(() -> desk.approvals.find(done.id()));
        assertThat(desk.approvals.list(Optional.empty(), 10, r -> r)).hasSize(1);
    }

    // --- the journal fails

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"BROKE_GLASS", "REVIEW_OVERDUE"},
            mode = EnumSource.Mode.EXCLUDE)
    void transitionThatCannotBeRecordedDoesNotHappen(Kind kind) {
        var approvals = desk.approvals;
        var pending = desk.hold("update 1");
        var due = desk.hold("update 2");
        var approved = desk.holdApproved("update 3");
        var executing = desk.holdExecuting("update 4");
        var reply = JsonNodeFactory.instance.objectNode();
        desk.journal.failing = Optional.of(kind);

        assertThatIllegalStateException()
                .isThrownBy(() -> {
                    var _ =
                            switch (kind) {
                                case REQUESTED -> desk.hold("update 5");
                                case VOTED, APPROVED ->
                                        desk.decide(pending, ANA, DBA, Verdict.APPROVE);
                                case REJECTED -> desk.decide(pending, ANA, DBA, Verdict.REJECT);
                                case EXPIRED -> {
                                    clock.advance(Duration.ofHours(1));
                                    yield approvals.find(due.id());
                                }
                                case CANCELLED ->
                                        approvals.cancel(pending.id(), AGENT, Set.of(), "");
                                case CLAIMED -> approvals.claim(approved.id());
                                case COMPLETED ->
                                        approvals.finish(
                                                executing.id(), Outcome.COMPLETED, reply, false);
                                case FAILED ->
                                        approvals.finish(
                                                executing.id(), Outcome.FAILED, reply, true);
                                case UNKNOWN -> approvals.markUnknown(executing.id());
                                case BROKE_GLASS, REVIEW_OVERDUE ->
                                        throw new AssertionError("another journal hears of it");
                            };
                })
                .withMessage("the disk is full");

        assertThat(column("state", pending.id())).isEqualTo("PENDING");
        assertThat(column("state", due.id())).isEqualTo("PENDING");
        assertThat(column("state", approved.id())).isEqualTo("APPROVED");
        assertThat(column("state", executing.id())).isEqualTo("EXECUTING");
        assertThat(count("approval_request")).isEqualTo(4);
        assertThat(count("approval_vote")).isEqualTo(2);
    }

    @Test
    void requestWhoseExpiryCannotBeRecordedStillDoesNotRun() {
        var approved = desk.holdApproved("update 1");
        clock.advance(Duration.ofMinutes(10));
        desk.journal.failing = Optional.of(Kind.EXPIRED);

        assertThatIllegalStateException().isThrownBy(() -> desk.approvals.claim(approved.id()));

        desk.journal.failing = Optional.empty();
        assertThat(desk.approvals.claim(approved.id())).isEmpty();
        assertThat(desk.approvals.find(approved.id()).orElseThrow().state())
                .isEqualTo(State.EXPIRED);
    }

    // --- the process ends

    @Test
    void everythingSurvivesARestart() {
        var pending = desk.hold("update 1", TWO_DBAS);
        var voted = accepted(desk.decide(pending, ANA, DBA, Verdict.APPROVE));
        var approved = desk.holdApproved("update 2");
        var executing = desk.holdExecuting("update 3");
        var done = desk.holdExecuting("update 4");
        var reply = JsonNodeFactory.instance.objectNode().put("status", "completed");
        desk.approvals.finish(done.id(), Outcome.COMPLETED, reply, false);

        restart();

        assertThat(desk.approvals.find(pending.id())).contains(voted);
        assertThat(desk.approvals.find(approved.id())).contains(approved);
        assertThat(desk.approvals.find(done.id()).orElseThrow().reply())
                .contains(new ApprovalRequest.KeptReply(reply, false));
        assertThat(desk.approvals.claim(done.id())).isEmpty();
        assertThat(desk.approvals.request(Desk.ask(AGENT, Desk.plan("update 1"), TWO_DBAS)))
                .isEqualTo(new Requested.Held(voted, false));
        assertThat(refused(desk.decide(pending, ANA, DBA, Verdict.APPROVE)))
                .isEqualTo(Decided.Code.ALREADY_VOTED);
        assertThat(accepted(desk.decide(pending, BEN, DBA, Verdict.APPROVE)).state())
                .isEqualTo(State.APPROVED);

        assertThat(desk.approvals.executing()).containsExactly(executing);
        assertThat(desk.approvals.claim(executing.id())).isEmpty();
        assertThat(desk.approvals.markUnknown(executing.id())).isTrue();
        assertThat(desk.approvals.claim(executing.id())).isEmpty();
        assertThat(desk.approvals.executing()).isEmpty();

        clock.advance(Duration.ofMinutes(10));
        restart();
        assertThat(desk.approvals.find(approved.id()).orElseThrow().state())
                .isEqualTo(State.EXPIRED);
        assertThat(desk.approvals.find(executing.id()).orElseThrow().state())
                .isEqualTo(State.UNKNOWN);
    }

    @Test
    void whatAProcessThatIsGoneForGoodHadClaimedBecomesUnknown() {
        var executing = desk.holdExecuting("update 1");
        var damaged = desk.holdExecuting("update 2");
        tamper("UPDATE approval_request SET digest = '0' WHERE id = '" + damaged.id() + "'");
        desk.close();
        desk = new Desk(url, clock, Desk.SETTINGS.withInstance("another"));
        assertThat(desk.approvals.executing()).isEmpty();

        clock.advance(Executions.LOST_AFTER.minusMillis(1));
        desk.approvals.expireDue();
        assertThat(desk.approvals.find(executing.id()).orElseThrow().state())
                .isEqualTo(State.EXECUTING);
        clock.advance(Duration.ofMillis(1));
        desk.approvals.expireDue();

        assertThat(desk.approvals.find(executing.id()).orElseThrow().state())
                .isEqualTo(State.UNKNOWN);
        assertThat(desk.approvals.claim(executing.id())).isEmpty();
    }

    // --- the database is away

    @Test
    void withoutTheDatabaseNothingIsAnswered() {
        var request = desk.holdApproved("update 1");
        desk.store.close();

        assertThatExceptionOfType(StateException.class)
                .isThrownBy(() -> desk.approvals.claim(request.id()));
        assertThatExceptionOfType(StateException.class)
                .isThrownBy(() -> desk.approvals.find(request.id()));
        assertThatExceptionOfType(StateException.class).isThrownBy(() -> desk.hold("update 2"));
        assertThat(desk.journal.kinds()).doesNotContain(Kind.CLAIMED);
    }

    // --- too much

    @Test
    void waitingRequestsAreBounded() {
        desk.close();
        var few =
                new Settings.Bounds(
                        Desk.SETTINGS.bounds().rejectionsMax(),
                        Desk.SETTINGS.bounds().coolDown(),
                        2,
                        3);
        desk = new Desk(url, clock, Desk.SETTINGS.with(few));
        desk.hold("update 1");
        var second = desk.hold("update 2");

        assertThat(desk.approvals.request(Desk.ask(AGENT, Desk.plan("update 3"), ONE_DBA)))
                .extracting(r -> ((Requested.Refused) r).code())
                .isEqualTo(Requested.Code.TOO_MANY_PENDING);
        assertThat(desk.approvals.request(Desk.ask(AGENT, Desk.plan("update 2"), ONE_DBA)))
                .isEqualTo(new Requested.Held(second, false));
        assertThat(desk.approvals.request(Desk.ask(ANA, Desk.plan("update 1"), ONE_DBA)))
                .isInstanceOf(Requested.Held.class);
        assertThat(desk.approvals.request(Desk.ask(BEN, Desk.plan("update 1"), ONE_DBA)))
                .isInstanceOf(Requested.Refused.class);
    }

    @Test
    void hostileTextIsDataOnBothDatabases() {
        var hostile =
                "a\u0000b\uFEFFe\u0301c\u202E'; DROP TABLE approval_vote; -- \\u0000 \uDBFF\uDFFF";
        var plan = Desk.plan(hostile);
        var request =
                ((Requested.Held) desk.approvals.request(Desk.ask(AGENT, plan, ONE_DBA))).request();

        var decided =
                Desk.decide(
                        desk.approvals,
                        request.id(),
                        ANA,
                        DBA,
                        Verdict.APPROVE,
                        request.digest(),
                        hostile);

        assertThat(accepted(decided).state()).isEqualTo(State.APPROVED);
        var claimed = desk.approvals.claim(request.id()).orElseThrow();
        assertThat(claimed.plan().digest()).isEqualTo(plan.digest());
        assertThat(claimed.plan().normalised().path("sql").stringValue()).isEqualTo(hostile);
        assertThat(List.of("apr_\u0000", "apr_\uD800", "'", "x".repeat(100_000)))
                .allSatisfy(id -> assertThat(desk.approvals.find(id)).isEmpty());
    }

    @Test
    void whatIsStoredIsWhatWasAskedHoweverStrange() {
        var long60 = "n".repeat(60_000);
        var texts =
                List.of(
                        "\uFEFFx",
                        "e\u0301 \u00E9",
                        "\u0000",
                        "\uFFFE\uFFFF",
                        long60,
                        "\uDBFF\uDFFF");
        for (var text : texts) {
            var plan = Desk.plan("x");
            var normalised = plan.normalised();
            normalised.put(text, text);
            var strange = new Plan(plan.tool(), plan.target(), plan.accesses(), normalised, text);

            var held =
                    ((Requested.Held) desk.approvals.request(Desk.ask(AGENT, strange, ONE_DBA)))
                            .request();

            assertThat(desk.approvals.find(held.id()).orElseThrow().plan()).isEqualTo(strange);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD800", "\uDC00", "a\uD800b", "\uDC00\uD800"})
    void halfACharacterIsNotAskedAbout(String text) {
        var inName = Desk.plan("x").normalised().put(text, 1);
        var plan = Desk.plan("x");
        var named = new Plan(plan.tool(), plan.target(), plan.accesses(), inName, "named");

        for (var half : List.of(Desk.plan(text), named)) {
            assertThatThrownBy(() -> desk.approvals.request(Desk.ask(AGENT, half, ONE_DBA)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(count("approval_request")).isZero();
    }

    private void restart() {
        desk.close();
        desk = new Desk(url, clock);
    }

    private void tamper(String sql) {
        var _ = desk.store.write(h -> h.execute(sql));
    }

    private String column(String name, String id) {
        return desk.store.read(h ->
                h.createQuery("SELECT " + name + " FROM approval_request WHERE id = ?")
                        .bind(0, id)
                        .mapTo(String.class)
                        .one());
    }

    private int count(String table) {
        return desk.store.read(
                h -> h.createQuery("SELECT COUNT(*) FROM " + table).mapTo(Integer.class).one());
    }
}
