package dev.sallyport.server.notify;

import static dev.sallyport.server.approval.Desk.AGENT;
import static dev.sallyport.server.approval.Desk.ANA;
import static dev.sallyport.server.approval.Desk.DBA;
import static dev.sallyport.server.approval.Desk.ONE_DBA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import dev.sallyport.masking.Visible;
import dev.sallyport.server.approval.ApprovalJournal.Kind;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.Desk;
import dev.sallyport.server.approval.GlassBook;
import dev.sallyport.server.approval.GrantBook;
import dev.sallyport.server.approval.Requested;
import dev.sallyport.server.config.Notify;
import dev.sallyport.server.config.Notify.Event;
import dev.sallyport.server.config.Secret;
import dev.sallyport.server.state.StateStore;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import dev.sallyport.tools.Preview;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/// What humans are told of held calls, by receivers that behave and such that do not.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class NotificationsTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final URI BASE = URI.create("https://gate.example.com");

    private final TestClock clock = new TestClock();
    private final Receiver receiver = new Receiver();
    private final String url;
    private final List<AutoCloseable> opened = new ArrayList<>();

    NotificationsTest(TestDatabase database, @TempDir Path directory) {
        url = database.fresh(directory);
    }

    @AfterEach
    void close() throws Exception {
        for (var one : opened.reversed()) {
            one.close();
        }
        receiver.close();
    }

    private static Notify webhook(URI to) {
        return new Notify(
                "webhook:test",
                new Notify.Webhook(to, new Secret(SECRET)),
                EnumSet.allOf(Event.class),
                Set.of());
    }

    private Notifications start(StateStore store, Notify... channels) {
        var notifications =
                Notifications.start(
                        List.of(channels),
                        store,
                        Visible::line,
                        BASE,
                        clock,
                        new SplittableRandom(1),
                        Duration.ofMillis(500));
        opened.add(notifications);
        return notifications;
    }

    private Desk desk(Notify... channels) {
        var desk = new Desk(url, clock, Desk.SETTINGS, store -> start(store, channels));
        opened.addFirst(desk);
        return desk;
    }

    /// How many messages in the outbox are so.
    private static long count(Desk desk, String condition) {
        return desk.store.read(handle ->
                handle.createQuery("SELECT count(*) FROM notification WHERE " + condition)
                        .mapTo(Long.class)
                        .one());
    }

    private static long waiting(Desk desk) {
        return count(desk, "1 = 1");
    }

    private void awaitEmpty(Desk desk) {
        receiver.await(() -> waiting(desk) == 0);
    }

    /// Another call, told: whatever was due before has been looked at then.
    private void tellAnother(Desk desk) {
        var other = desk.hold("another " + System.nanoTime());
        receiver.await(() -> !receiver.about(other.id()).isEmpty());
    }

    @Test
    void brokenGlassIsToldOnEveryChannelWhateverItWasToHear() throws Exception {
        var deaf =
                new Notify(
                        "webhook:deaf",
                        new Notify.Webhook(receiver.url(), new Secret(SECRET)),
                        EnumSet.of(Event.REJECTED),
                        Set.of("others"));
        var desk = desk();
        var notifications = start(desk.store, webhook(receiver.url()), deaf);
        var book = new GlassBook(desk, _ -> notifications);

        var request = book.broken("update shop.orders");

        receiver.await(2);
        assertThat(receiver.got).hasSize(2);
        for (var got : receiver.got) {
            assertThat(got.headers().firstValue("webhook-id"))
                    .contains(request.id() + "_broke_glass");
            var json = JsonMapper.shared().readTree(got.body());
            assertThat(json.path("type").asString()).isEqualTo("approval.broke_glass");
            assertThat(json.path("data").path("glass_broken_by").asString()).isEqualTo("user:cora");
            assertThat(json.path("data").path("review_by").asString())
                    .isEqualTo(clock.instant().plus(Duration.ofDays(1)).toString());
            assertThat(got.body()).doesNotContain(GlassBook.REASON);
        }
        // Acknowledged, too: what is under way when a day passes is told again.
        awaitEmpty(desk);
        clock.advance(Duration.ofDays(1));
        assertThat(book.glass.tellOverdue()).isEqualTo(1);
        receiver.await(4);
        assertThat(receiver.got.stream().skip(2))
                .allSatisfy(got -> assertThat(got.body()).contains("approval.review_overdue"));
        awaitEmpty(desk);
    }

    /// Where success itself would tell something, a chat's readers do not learn it.
    @Test
    void howMuchACallWouldChangeThatIsNotGrantedStaysOnThePage() {
        var desk = desk(webhook(receiver.url()));
        var plain = Desk.ask(AGENT, Desk.plan("one"), ONE_DBA);
        var state = plain.preview().state().deepCopy().put(Preview.NOT_GRANTABLE, "it tells");
        var telling =
                Notices.showing(plain, new Preview("insert 0 rows of shop.x", List.of(), state));
        assertThat(desk.approvals.request(telling)).isInstanceOf(Requested.Held.class);

        receiver.await(1);

        var data = JsonMapper.shared().readTree(receiver.got.getFirst().body()).path("data");
        assertThat(data.path("headline").asString()).isEqualTo("update shop.orders");
        assertThat(receiver.got.getFirst().body()).doesNotContain("0 rows", "it tells");
        awaitEmpty(desk);
    }

    @Test
    void aHeldCallIsToldWithinASecondAndItsReceiverCanTellThatItIsOurs() throws Exception {
        var desk = desk(webhook(receiver.url()));
        long begun = System.nanoTime();
        var request = desk.hold("update shop.orders set card = '4111111111111111'");

        receiver.await(1);

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
        var got = receiver.got.getFirst();
        // An independent implementation; its check reads the time of day, so here it signs.
        assertThat(got.headers().firstValue("webhook-signature"))
                .contains(
                        new Webhook(SECRET)
                                .sign(
                                        request.id() + "_requested",
                                        clock.instant().getEpochSecond(),
                                        got.body()));
        assertThat(got.headers().firstValue("webhook-timestamp"))
                .contains(Long.toString(clock.instant().getEpochSecond()));
        var json = JsonMapper.shared().readTree(got.body());
        assertThat(json)
                .isEqualTo(
                        JsonMapper.shared()
                                .readTree(
                                        """
                                        {"type": "approval.requested", "timestamp": "2026-03-01T09:00:00Z", "data": {
                                          "approval_id": "%1$s", "tool": "modify_database", "target": "shop",
                                          "headline": "update 3 rows of shop.orders",
                                          "summary": "update shop.orders",
                                          "requester": {"subject": "client:coding-agent", "on_behalf_of": "user:olga"},
                                          "approvers": [{"role": "dba", "needed": 1}],
                                          "hidden_values": 0, "expires_at": "2026-03-01T10:00:00Z",
                                          "url": "https://gate.example.com/approvals/%1$s"}}
                                        """
                                                .formatted(request.id())));
        assertThat(got.body())
                .doesNotContain("4111", request.digest(), "the customer asked for it");
        awaitEmpty(desk);
        // Asked again while it waits, nobody is told again.
        assertThat(desk.hold("update shop.orders set card = '4111111111111111'").id())
                .isEqualTo(request.id());
        assertThat(waiting(desk)).isZero();
    }

    @Test
    void aMessageSaysHowManyValuesAreHidden() {
        var desk = desk(webhook(receiver.url()));
        var request =
                new GrantBook(desk)
                        .hold(
                                GrantBook.showing(
                                        "update 1",
                                        "⟦masked:PAYMENT_CARD⟧ and ⟦masked:PAYMENT_CARD⟧"));

        receiver.await(() -> !receiver.about(request.id()).isEmpty());

        var told = JsonMapper.shared().readTree(receiver.about(request.id()).getFirst().body());
        assertThat(told.path("data").path("hidden_values").intValue()).isEqualTo(2);
        awaitEmpty(desk);
    }

    @Test
    void whatBecomesOfItIsToldToWhomeverWantsToHearIt() throws Exception {
        var desk =
                desk(
                        new Notify(
                                "a",
                                new Notify.Webhook(receiver.url(), new Secret(SECRET)),
                                Set.of(Event.APPROVED, Event.UNKNOWN),
                                Set.of("dba")),
                        new Notify(
                                "b",
                                new Notify.Webhook(receiver.url(), new Secret(SECRET)),
                                EnumSet.allOf(Event.class),
                                Set.of("sre")));

        var request = desk.holdApproved("update 1");
        var executing = desk.approvals.claim(request.id()).orElseThrow();
        assertThat(desk.approvals.markUnknown(executing.id())).isTrue();
        awaitEmpty(desk);

        assertThat(receiver.got)
                .extracting(
                        got -> JsonMapper.shared().readTree(got.body()).path("type").stringValue())
                .containsExactlyInAnyOrder("approval.approved", "approval.unknown");
    }

    @Test
    void aReceiverThatFailsIsAskedAgainLaterEachTimeUntilItAcknowledgesAndNeverAfter() {
        var desk = desk(webhook(receiver.url()));
        var answers = new AtomicInteger();
        receiver.answer = () -> failing(answers.getAndIncrement());
        var id = desk.hold("update 1").id();
        var waits = List.of(5, 10, 20, 100);

        for (int i = 0; i < waits.size(); i++) {
            int attempts = i + 1;
            receiver.await(() -> receiver.about(id).size() == attempts);
            awaitReleased(desk, attempts);
            var script = receiver.answer;
            receiver.answer = Receiver.status(200);
            // Not a moment earlier than four fifths of the wait.
            clock.advance(Duration.ofSeconds(waits.get(i) * 4L / 5).minusMillis(1));
            tellAnother(desk);
            assertThat(receiver.about(id)).hasSize(attempts);
            receiver.answer = script;
            clock.advance(Duration.ofSeconds(waits.get(i)));
        }
        awaitEmpty(desk);
        clock.advance(Duration.ofDays(2));
        tellAnother(desk);

        var all = receiver.about(id);
        assertThat(all).extracting(Receiver.Got::status).containsExactly(500, 404, 0, 429, 204);
        assertThat(all)
                .extracting(got -> got.headers().firstValue("webhook-id"))
                .containsOnly(Optional.of(id + "_requested"));
        assertThat(all).extracting(Receiver.Got::body).containsOnly(all.getFirst().body());
    }

    private static Receiver.Reply failing(int attempt) {
        return switch (attempt) {
            case 0 -> Receiver.status(500).get();
            case 1 -> Receiver.status(404).get();
            case 2 -> Receiver.status(0).get(); // hangs up
            case 3 -> Receiver.status(429).get().with("Retry-After", "100");
            default -> Receiver.status(204).get();
        };
    }

    /// Until a failed attempt is written down.
    private void awaitReleased(Desk desk, int attempts) {
        var released =
                "attempts = %d AND due_at < %d AND last_error IS NOT NULL"
                        .formatted(attempts, clock.instant().plusSeconds(101).toEpochMilli());
        receiver.await(() -> count(desk, released) == 1);
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        try (var other = new Receiver()) {
            receiver.answer =
                    () -> Receiver.status(307).get().with("Location", other.url().toString());
            var desk = desk(webhook(receiver.url()));
            desk.hold("update 1");
            receiver.await(1);
            awaitReleased(desk, 1);

            assertThat(other.got).isEmpty();
            assertThat(lastError(desk)).isEqualTo("it answered with status 307");
        }
    }

    private static String lastError(Desk desk) {
        return desk.store.read(handle ->
                handle.createQuery("SELECT last_error FROM notification")
                        .mapTo(String.class)
                        .one());
    }

    @Test
    void aReceiverThatNeverAnswersHoldsNeitherTheCallNorOtherReceivers() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var desk =
                    desk(
                            webhook(URI.create("http://127.0.0.1:" + silent.getLocalPort())),
                            new Notify(
                                    "other",
                                    new Notify.Webhook(receiver.url(), new Secret(SECRET)),
                                    Set.of(Event.REQUESTED),
                                    Set.of()));
            long begun = System.nanoTime();
            for (int i = 0; i < 10; i++) {
                desk.hold("update " + i);
            }
            receiver.await(10);

            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofSeconds(5));
        }
    }

    /// It says 200, and then goes on talking without end.
    @Test
    void anEndlessAnswerIsAnAcknowledgementAndIsNotListenedTo() throws Exception {
        var sent = new AtomicInteger();
        try (var endless = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var server =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    while (true) {
                                        talk(endless, sent);
                                    }
                                } catch (IOException e) {
                                    // Closed with the test.
                                }
                            });
            var desk = desk(webhook(URI.create("http://127.0.0.1:" + endless.getLocalPort())));
            desk.hold("update 1");
            awaitEmpty(desk);
            clock.advance(Duration.ofDays(1));
            desk.hold("update 2");
            awaitEmpty(desk);

            assertThat(sent).hasValue(2);
            assertThat(server.isAlive()).isTrue();
        }
    }

    private static void talk(ServerSocket server, AtomicInteger requests) throws IOException {
        try (var socket = server.accept()) {
            var _ = socket.getInputStream().read();
            requests.incrementAndGet();
            var out = socket.getOutputStream();
            out.write(
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            while (true) {
                try {
                    out.write("5\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException hungUp) {
                    return;
                }
            }
        }
    }

    @Test
    void whatIsNoHttpIsNoAcknowledgement() throws Exception {
        try (var babble = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var server =
                    Thread.ofVirtual()
                            .start(() -> {
                                try (var socket = babble.accept()) {
                                    socket.getOutputStream()
                                            .write(new byte[] {1, 2, 3, '\r', '\n'});
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            });
            var desk = desk(webhook(URI.create("http://127.0.0.1:" + babble.getLocalPort())));
            desk.hold("update 1");
            server.join();
            awaitReleased(desk, 1);

            assertThat(lastError(desk)).startsWith("it cannot be reached");
        }
    }

    @Test
    void whatDoesNotHappenIsNotTold() {
        var desk = desk(webhook(receiver.url()));
        var request = desk.hold("update 1");
        desk.journal.failing = Optional.of(Kind.REJECTED);
        assertThatThrownBy(() -> desk.decide(request, ANA, DBA, Verdict.REJECT))
                .isInstanceOf(RuntimeException.class);
        desk.journal.failing = Optional.of(Kind.REQUESTED);
        assertThatThrownBy(() ->
                        desk.approvals.request(Desk.ask(AGENT, Desk.plan("update 2"), ONE_DBA)))
                .isInstanceOf(RuntimeException.class);

        assertThat(count(desk, "notice_id <> '" + request.id() + "_requested'")).isZero();
    }

    /// A process that took a message and ended, by kill -9 for one, has not lost it.
    @Test
    void whatADeadProcessHadTakenIsToldByAnother() throws Exception {
        try (var store = StateStore.open(url)) {
            var notice = Notices.of("apr_a_requested");
            store.write(handle -> {
                Outbox.add(handle, notice, "webhook:test");
                return true;
            });
            var outbox = new Outbox(store);
            var message = outbox.due("webhook:test", clock.instant(), 10).getFirst();
            assertThat(outbox.claim(message, clock.instant())).isTrue();
            assertThat(outbox.claim(message, clock.instant())).isFalse();

            start(store, webhook(receiver.url()));
            clock.advance(Outbox.LEASE.minusMillis(1));
            var later = Notices.of("apr_b_requested");
            store.write(handle -> {
                Outbox.add(handle, later, "webhook:test");
                return true;
            });
            receiver.await(1);
            assertThat(receiver.got.getFirst().headers().firstValue("webhook-id"))
                    .contains(later.id());
            clock.advance(Duration.ofMillis(1));
            receiver.await(2);
            opened.removeLast().close();
        }
    }

    @Test
    void brokenGlassIsToldBeforeWhateverElseWaits() {
        try (var store = StateStore.open(url)) {
            store.write(handle -> {
                for (int i = 0; i < 1_000; i++) {
                    Outbox.add(handle, Notices.of("apr_a" + i + "_requested"), "webhook:test");
                }
                return handle.execute("UPDATE notification SET due_at = due_at - 1000");
            });
            store.write(handle -> {
                for (var event : List.of(Event.BROKE_GLASS, Event.REVIEW_OVERDUE)) {
                    Outbox.add(handle, Notices.broken("apr_b_" + event, event), "webhook:test");
                }
                return true;
            });

            var due = new Outbox(store).due("webhook:test", clock.instant(), 3);

            assertThat(due.stream().map(message -> message.notice().event()))
                    .containsExactly(Event.BROKE_GLASS, Event.REVIEW_OVERDUE, Event.REQUESTED);
        }
    }

    @Test
    void severalProcessesTellEachOnce() throws Exception {
        int calls = 100;
        var one = desk(webhook(receiver.url()));
        var other = desk(webhook(receiver.url()));
        var third = desk(webhook(receiver.url()));
        for (int i = 0; i < calls; i++) {
            (i % 3 == 0 ? one : i % 3 == 1 ? other : third).hold("update " + i);
        }
        awaitEmpty(one);

        var ids = new HashSet<String>();
        receiver.got.forEach(got -> ids.add(got.headers().firstValue("webhook-id").orElseThrow()));
        assertThat(ids).hasSize(calls);
        assertThat(receiver.got).hasSize(calls);
    }

    @Test
    void afterADayNobodyIsAskedAnyMoreAndWhatWasNotToldIsKept() throws Exception {
        receiver.answer = Receiver.status(500);
        var desk = desk(webhook(receiver.url()));
        desk.hold("update 1");
        receiver.await(1);
        awaitReleased(desk, 1);
        clock.advance(Courier.TRIED_FOR);
        receiver.await(2);
        receiver.await(() -> count(desk, "gave_up_at IS NOT NULL") == 1);
        receiver.answer = Receiver.status(200);
        clock.advance(Duration.ofHours(1));
        tellAnother(desk);

        assertThat(receiver.got).hasSize(3);
        receiver.await(() -> waiting(desk) == 1);
        assertThat(lastError(desk)).isEqualTo("it answered with status 500");
        clock.advance(Duration.ofDays(8));
        opened.stream()
                .filter(Notifications.class::isInstance)
                .map(Notifications.class::cast)
                .forEach(Notifications::tidy);
        assertThat(waiting(desk)).isZero();
    }
}
