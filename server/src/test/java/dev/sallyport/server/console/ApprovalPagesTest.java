package dev.sallyport.server.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sallyport.server.api.TestPolicy;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.Decided;
import dev.sallyport.server.approval.Desk;
import dev.sallyport.server.call.ReplyMasker;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import dev.sallyport.tools.Preview;
import dev.sallyport.tools.Preview.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Humans see held calls and decide them with a browser.
class ApprovalPagesTest extends ApprovalPagesFixture {

    private static final Section SQL =
            new Section("Statement", Preview.Kind.SQL, "update shop.orders\nset total = 1");

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private State state(String id) {
        return desk.approvals.find(id).orElseThrow().state();
    }

    @Test
    void hiddenValuesAreCountedAboveTheDecisionAndApprovedOnlyByTheBox() throws IOException {
        var request =
                hold(
                        "write",
                        new Preview.Section("Statement", Preview.Kind.SQL, HIDDEN + "; " + HIDDEN));
        var ana = as("ana");

        var page = ana.get(path(request));
        assertThat(page.body())
                .containsSubsequence(
                        "2 values are hidden here: 2 × aws secret key in Statement.",
                        "type=\"checkbox\"",
                        "name=\"hidden_accepted\" value=\"2\" required",
                        "value=\"approve\"",
                        "value=\"reject\" formnovalidate");
        assertThat(page.body()).doesNotContain(HIDDEN);

        var unticked = ana.post(path(request) + "/decision", pressed(page, "approve"));
        assertThat(unticked.status()).isEqualTo(409);
        assertThat(unticked.body()).contains("tick the box");
        for (var number : List.of("0", "1", "3", "2x", "-2", "02", "9999999999999", "")) {
            var wrong = changed(pressed(page, "approve"), "hidden_accepted", number);
            assertThat(ana.post(path(request) + "/decision", wrong).status())
                    .as(number)
                    .isEqualTo(409);
        }
        assertThat(desk.approvals.find(request.id()).orElseThrow().votes()).isEmpty();

        var ticked = changed(pressed(page, "approve"), "hidden_accepted", "2");
        assertThat(ana.post(path(request) + "/decision", ticked).status()).isEqualTo(303);
        assertThat(desk.approvals.find(request.id()).orElseThrow().state())
                .isEqualTo(State.APPROVED);
    }

    @Test
    void whatIsCutIsOpenedBeforeOneSignsInAgainForIt() throws IOException {
        var request =
                hold(
                        "write",
                        new Section("Statement", Preview.Kind.SQL, (HIDDEN + "\n").repeat(300)));
        var ana = as("ana");
        signedIn(ana, Optional.empty());

        assertThat(ana.get(path(request)).body())
                .contains("open all of it")
                .doesNotContain("sign-in-again", "value=\"approve\"");
        assertThat(ana.get(path(request) + "/whole").body())
                .contains(
                        "href=\"/login?anew=1&amp;return=%2Fapprovals%2F"
                                + request.id()
                                + "%2Fwhole\"")
                .doesNotContain("value=\"approve\"");
    }

    @Test
    void theInboxSaysWhichCallsHideValues() throws IOException {
        var ana = as("ana");
        var open = hold("write");
        assertThat(ana.get("/approvals").body()).contains(path(open)).doesNotContain("hides ");

        var _ = hold("drop", new Preview.Section("x", Preview.Kind.SQL, HIDDEN + "; " + HIDDEN));

        assertThat(ana.get("/approvals").body()).contains("hides 2 values");
    }

    @Test
    void aPageThatHidesNothingHasNoBoxAndOneThatHidesIsRejectedWithoutIt() throws IOException {
        var ana = as("ana");
        assertThat(ana.get(path(hold("write"))).body())
                .doesNotContain("hidden_accepted", "hidden here");

        var hiding = hold(HIDDEN);
        assertThat(ana.decide(path(hiding), "reject").status()).isEqualTo(303);
    }

    @Test
    void theRuleIsShownAsTheRoleMapWritesItWhileItIsInForce() throws IOException {
        var request = hold("write");
        var ana = as("ana");
        assertThat(ana.get(path(request)).body())
                .contains("<pre>tools: [write]\napprovers: {role: dba}</pre>")
                .doesNotContain("does not have this rule any more");

        policy = new TestPolicy(policy.roles(), policy.rights(), "1".repeat(64));

        assertThat(ana.get(path(request)).body())
                .contains("developer/hold/0123456789ab", "does not have this rule any more")
                .doesNotContain("tools: [write]");
    }

    @Test
    void anApproverSeesTheFactsAndApprovesWithOneForm() throws IOException {
        var request = hold("update 3 rows of shop.orders", SQL);
        var ana = as("ana");

        assertThat(ana.get("/approvals").body())
                .contains("1 call waits", "You can decide", "href=\"" + path(request) + "\"");
        var page = ana.get(path(request));
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("content-security-policy"))
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.body())
                .contains("update 3 rows of shop.orders", "<samp>update shop.orders</samp>")
                .contains(
                        "Asked by <strong>agent coding-agent</strong>, for <strong>olga</strong>",
                        "<dd>client:coding-agent</dd>",
                        "<dd>user:olga</dd>",
                        "claude 1.0",
                        "row count")
                .contains("developer/hold/0123456789ab")
                .contains("1 <code>dba</code> must approve by 10:00 UTC.");
        assertThat(page.body().indexOf("the customer asked for it"))
                .as("what the agent says stands below the facts")
                .isGreaterThan(page.body().indexOf("Why it was held"));

        var decided = ana.decide(path(request), "approve");

        assertThat(decided.status()).isEqualTo(303);
        assertThat(decided.header("location")).isEqualTo(path(request));
        assertThat(state(request.id())).isEqualTo(State.APPROVED);
        assertThat(ana.get(path(request)).body())
                .contains("Approved. It runs", "user:ana", "as agreed")
                .doesNotContain("<form class=\"box decide\"");
        assertThat(ana.get("/approvals").body()).contains("No call waits");
        assertThat(ana.get("/approvals?state=all").body()).contains("Approved");
    }

    @Test
    void whoeverSeesHeldCallsSeesHowTheyAreDecided() throws IOException {
        for (int i = 0; i < 5; i++) {
            var request = hold("update " + i, SQL);
            assertThat(as("ana").decide(path(request), "approve").status()).isEqualTo(303);
        }
        var page = as("auditor").get("/approvals/approvers");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body())
                .contains("<code>user:ana</code>", "5 (100 %)", "0.0 s", "hardly read")
                .contains("href=\"/approvals/approvers\" aria-current=\"page\"");
        assertThat(as("nobodys-friend").get("/approvals/approvers").status()).isEqualTo(404);
    }

    @Test
    void aRejectionCarriesItsReason() throws IOException {
        var request = hold("update", SQL);

        assertThat(as("ana").decide(path(request), "reject").status()).isEqualTo(303);

        var now = desk.approvals.find(request.id()).orElseThrow();
        assertThat(now.state()).isEqualTo(State.REJECTED);
        assertThat(now.ending().orElseThrow().reason()).isEqualTo("as agreed");
    }

    @Test
    void twoHumansMustAgreeAndOneCountsOnce() throws IOException {
        var request = desk.hold("update 1", Desk.TWO_DBAS);
        var ana = as("ana");
        var first = pressed(ana.get(path(request)), "approve");

        assertThat(ana.post(path(request) + "/decision", first).status()).isEqualTo(303);
        assertThat(ana.get(path(request)).body())
                .contains(
                        "2 × <code>dba</code> must approve by",
                        "; 1 has.",
                        "You have decided on it already")
                .doesNotContain("<form class=\"box decide\"");
        var again = ana.post(path(request) + "/decision", first);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.body()).contains("This did not count. You have decided on it already");
        assertThat(again.body())
                .as("the page renews the standing by itself, and must not take the answer away")
                .containsSubsequence("role=\"alert\"", "id=\"standing\"");
        assertThat(state(request.id())).isEqualTo(State.PENDING);

        assertThat(as("ben").decide(path(request), "approve").status()).isEqualTo(303);
        assertThat(state(request.id())).isEqualTo(State.APPROVED);
    }

    @Test
    void nobodyDecidesOnTheirOwnRequest() throws IOException {
        var request = hold("update", SQL);
        var olga = as("olga");

        assertThat(olga.get(path(request)).body())
                .contains("Nobody decides on their own")
                .doesNotContain("<form class=\"box decide\"");
        // Also with a form that was made up well.
        var answer =
                olga.post(path(request) + "/decision", made(olga, request.id(), request.digest()));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("This did not count. This is your own request");
        assertThat(state(request.id())).isEqualTo(State.PENDING);
    }

    @Test
    void whoeverHoldsNoWantedRoleLooksOn() throws IOException {
        var request = hold("update", SQL);
        for (var name : new String[] {"rolf", "auditor"}) {
            var reader = as(name);
            assertThat(reader.get(path(request)).status()).as(name).isEqualTo(200);

            var answer =
                    reader.post(
                            path(request) + "/decision",
                            made(reader, request.id(), request.digest()));

            assertThat(answer.status()).as(name).isEqualTo(403);
            assertThat(answer.body()).contains("You hold none of the roles");
            assertThat(reader.get("/approvals").body()).doesNotContain("You can decide");
        }
        assertThat(state(request.id())).isEqualTo(State.PENDING);
    }

    @Test
    void whoeverMayNotKnowFindsNothing() throws IOException {
        var request = hold("update", SQL);
        var nobody = as("nobodys-friend");
        var missing = path(request).replaceAll(".$", request.id().endsWith("a") ? "b" : "a");

        var there = nobody.get(path(request));
        var notThere = nobody.get(missing);

        assertThat(there.status()).isEqualTo(404);
        assertThat(there.body()).isEqualTo(notThere.body());
        assertThat(nobody.get("/approvals").status()).isEqualTo(404);
        assertThat(nobody.get("/approvals/events").status()).isEqualTo(404);
        assertThat(
                        nobody.post(
                                        path(request) + "/decision",
                                        made(nobody, request.id(), request.digest()))
                                .status())
                .isEqualTo(404);
        assertThat(as("ana").get(missing).status()).isEqualTo(404);
        assertThat(state(request.id())).isEqualTo(State.PENDING);
    }

    @Test
    void aTokenOpensNoPage() {
        var request = hold("update", SQL);

        var agent = stranger(path(request), "Authorization", "Bearer sp_agent");

        assertThat(agent.status()).isEqualTo(404);
        assertThat(agent.body())
                .isEqualTo(stranger("/approvals/apr_x", "Authorization", "Bearer x").body());
        assertThat(stranger(path(request)).status()).isEqualTo(401);
        assertThat(stranger(path(request)).body())
                .contains("href=\"/login?return=%2Fapprovals%2F" + request.id() + "\"");
        assertThat(stranger(path(request), "HX-Request", "true").header("hx-refresh"))
                .isEqualTo("true");
    }

    @Test
    void whatDoesNotComeFromThePageDoesNotCount() throws IOException {
        var request = hold("update", SQL);
        var ana = as("ana");
        var to = path(request) + "/decision";
        var good = pressed(ana.get(path(request)), "approve");

        assertThat(ana.post(to, good, "").status()).as("without an origin").isEqualTo(403);
        assertThat(ana.post(to, good, "https://evil.example").status()).isEqualTo(403);
        assertThat(ana.post(to, good, "null").status()).isEqualTo(403);
        assertThat(ana.post(to, changed(good, "csrf", "")).status()).isEqualTo(403);
        assertThat(ana.post(to, changed(good, "csrf", as("ana").secret.csrfToken())).status())
                .as("of another session")
                .isEqualTo(403);
        var other = ana.post(to, changed(good, "digest", "0".repeat(64)));
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.body()).contains("What you were shown is not what would run");
        assertThat(ana.post(to, changed(good, "decision", "maybe")).status()).isEqualTo(400);
        assertThat(ana.get(to).status()).as("no GET decides").isEqualTo(404);
        assertThat(ana.get(path(request) + "?decision=approve").status()).isEqualTo(200);
        assertThat(state(request.id())).isEqualTo(State.PENDING);

        assertThat(ana.post(to, good).status()).isEqualTo(303);
        assertThat(ana.post(to, good).body()).contains("It is no longer open");
    }

    @Test
    void whatIsRefusedBeforeItIsADecisionIsOnRecordOnceASecond() throws IOException {
        var request = hold("push", new Section("One", Preview.Kind.SQL, "y".repeat(50_000)));
        var ana = as("ana");
        var to = path(request) + "/decision";
        var form = pressed(ana.get(path(request)), "approve");

        for (int i = 0; i < 20; i++) {
            assertThat(ana.post(to, form, "").status()).isEqualTo(403);
            assertThat(ana.post(to, changed(form, "csrf", "")).status()).isEqualTo(403);
        }
        assertThat(as("ben").post(to, Map.of(), "").status()).isEqualTo(403);
        desk.clock.advance(RefusedForms.EVERY);
        assertThat(ana.post(to, form).status()).isEqualTo(409);

        assertRefusals()
                .containsExactly(
                        tuple(
                                "user:ana",
                                request.id(),
                                Optional.of(Verdict.APPROVE),
                                Decided.Code.NOT_FROM_PAGE),
                        tuple(
                                "user:ben",
                                request.id(),
                                Optional.empty(),
                                Decided.Code.NOT_FROM_PAGE),
                        tuple(
                                "user:ana",
                                request.id(),
                                Optional.of(Verdict.APPROVE),
                                Decided.Code.NOT_OPENED));
    }

    @Test
    void theFormsOfAllPagesShareThatSecond() throws IOException {
        var request = hold("update", SQL);
        var form = Map.of("request", request.id());
        var pages =
                List.of(
                        path(request) + "/decision",
                        "/approvals/grants",
                        "/approvals/grants/grt_x/revoke",
                        "/approvals/reviews",
                        "/approvals/reviews/" + request.id());
        var ana = as("ana");

        for (int first = 0; first < pages.size(); first++) {
            for (int i = 0; i < pages.size(); i++) {
                var to = pages.get((first + i) % pages.size());
                assertThat(ana.post(to, form, "").status()).as(to).isEqualTo(403);
            }
            assertThat(desk.journal.refusals).as(pages.get(first)).hasSize(first + 1);
            desk.clock.advance(RefusedForms.EVERY);
        }
    }

    @Test
    void figuresGoBackNoFurtherThanRequestsAreKept(@TempDir Path other) {
        var settings = Desk.SETTINGS.withRetention(Duration.ofDays(7));
        try (var few = new Desk(TestDatabase.SQLITE.fresh(other), new TestClock(), settings)) {
            var frame = Frame.ofStranger("Approvers");
            assertThat(Pages.html(ApproversPage.read(frame, few.approvals, NOW)))
                    .contains("decided in the last 7 days.");
            assertThat(Pages.html(ApproversPage.read(frame, desk.approvals, NOW)))
                    .contains("decided in the last 30 days.");
        }
    }

    @Test
    void whatIsOverIsNotDecided() throws IOException {
        var request = hold("update", SQL);
        var ana = as("ana");
        var form = pressed(ana.get(path(request)), "approve");
        desk.clock.advance(Desk.SETTINGS.times().pendingExpires());

        var late = ana.post(path(request) + "/decision", form);

        assertThat(late.status()).isEqualTo(409);
        assertThat(late.body()).contains("the request has expired", "Its time is over");
    }

    @Test
    void whatIsCutIsApprovedOnlyWhereNothingIs() throws IOException {
        var lines =
                LongStream.range(0, 300).mapToObj(i -> "+line " + i).collect(Collectors.toList());
        var request =
                hold("push", new Section("Changes", Preview.Kind.DIFF, String.join("\n", lines)));
        var ana = as("ana");

        var page = ana.get(path(request));
        assertThat(page.body())
                .contains("<ins>+line 199</ins>", "Cut here: 100 more lines, ", "open all of it")
                .doesNotContain("+line 200", "value=\"approve\"");
        var form = pressed(page, "approve");
        var refused = ana.post(path(request) + "/decision", form);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body()).contains("Open all of it, then approve");
        var guessed = changed(form, "opened", as("ana").secret.openedToken(request.digest()));
        assertThat(ana.post(path(request) + "/decision", guessed).status())
                .as("opened in another session")
                .isEqualTo(409);
        assertThat(state(request.id())).isEqualTo(State.PENDING);

        assertThat(ana.get(path(request) + "/whole").body())
                .contains("<ins>+line 299</ins>")
                .doesNotContain("Cut here");
        assertThat(ana.decide(path(request) + "/whole", "approve").status()).isEqualTo(303);
        assertThat(state(request.id())).isEqualTo(State.APPROVED);
    }

    @Test
    void whatIsCutMayBeRejectedUnread() throws IOException {
        var request =
                hold(
                        "x".repeat(1_000_000),
                        new Section("One", Preview.Kind.SQL, "y".repeat(50_000)));
        var ana = as("ana");

        assertThat(ana.get(path(request)).body())
                .contains("[999700 more characters]", "Cut here: 30000 characters")
                .hasSizeLessThan(60_000);
        assertThat(ana.decide(path(request), "reject").status()).isEqualTo(303);
    }

    @Test
    void aDiffShowsWhatComesAndWhatGoes() throws IOException {
        var diff =
                """
                diff --git a/x b/x
                --- a/x
                +++ b/x
                @@ -1,3 +1,3 @@
                 same
                --- gone
                +++ come
                """;
        var page =
                as("ana").get(path(hold("push", new Section("x", Preview.Kind.DIFF, diff)))).body();

        assertThat(page)
                .contains("<samp class=\"hunk\">--- a/x</samp>", "<samp> same</samp>")
                .contains("<del>--- gone</del>", "<ins>+++ come</ins>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "<img src=x onerror=alert(1)>",
                "</pre></main><form action=/x>",
                "[click](javascript:alert(1)) <a href=//evil.example>",
                "\u001B[2J\u001B[1;31mred",
                "user\u202Etxt.exe",
                "zero\u200Bwidth\u2060",
                "tag\uDB40\uDC41\uDB40\uDC42",
                "isolate\u2066x\u2069",
                "bell\u0007 null\u0000",
            })
    void hostileTextIsSeenAndDoesNothing(String text) throws IOException {
        var request =
                hold(
                        text,
                        text,
                        text,
                        new Section(text, Preview.Kind.SQL, text + "\n" + text),
                        new Section(text, Preview.Kind.DIFF, "+" + text + "\n-" + text));
        var ana = as("ana");
        assertThat(
                        Desk.decide(
                                desk.approvals,
                                request.id(),
                                Desk.human("ben\u202E" + text),
                                Desk.DBA,
                                Verdict.REJECT,
                                request.digest(),
                                text))
                .isNotNull();

        for (var path :
                new String[] {"/approvals?state=all", path(request), path(request) + "/whole"}) {
            var page = ana.get(path).body();
            assertThat(page)
                    .doesNotContain(text, "<script>", "<img", "<form action=/x", "<a href=//")
                    .containsAnyOf("&lt;", "\\u{");
            PagesTest.assertNothingUnseen(page);
        }
    }

    @Test
    void whatCannotBeMaskedIsApprovedNowhere() throws IOException {
        var request =
                hold("update", new Preview.Section("Statement", Preview.Kind.SQL, UNMASKABLE));
        for (var page : List.of(path(request), path(request) + "/whole")) {
            assertThat(as("ana").get(page).body())
                    .contains(ReplyMasker.WITHHELD, "Reject")
                    .contains("1 value is hidden here: 1 × whole text in Statement.")
                    .doesNotContain(UNMASKABLE, "value=\"approve\"");
        }
    }

    /// Whom the role map knows by a mail address is still told apart from others.
    @Test
    void peopleAreNamedAsTheGateKnowsThem() throws IOException {
        var request = hold("update", SQL);

        assertThat(as("ana").get(path(request)).body())
                .contains("user:olga")
                .doesNotContain("[mail]");
        assertThat(as("ana").get("/approvals").body()).contains("for user:olga");
    }

    @Test
    void whatDetectorsKnowIsNotOnThePage() throws IOException {
        var request =
                hold("card " + MASKED, MASKED, MASKED, new Section("x", Preview.Kind.SQL, MASKED));
        var ana = as("ana");

        assertThat(ana.get(path(request)).body()).doesNotContain(MASKED).contains("card [card]");
        assertThat(ana.get("/approvals").body()).doesNotContain(MASKED);
    }

    @Test
    void aPageAsksTheTargetOnceAndOnlyForWhoCanDecide() throws IOException {
        var request = desk.hold("update 1");

        assertThat(as("auditor").get(path(request)).status()).isEqualTo(200);
        assertThat(desk.targetsAsked).hasValue(0);
        assertThat(as("ana").get(path(request)).body()).contains("Grant");
        assertThat(desk.targetsAsked).hasValue(1);
        assertThat(as("ana").get("/approvals").status()).isEqualTo(200);
        assertThat(desk.targetsAsked).hasValue(1);
    }

    @Test
    void tenThousandWaitingCallsAreListedInLessThanAFifthOfASecond() throws IOException {
        desk.holdMany(10_000);
        var ana = as("ana");
        assertThat(ana.get("/approvals").body())
                .contains("10000 calls wait, the nearest deadline first", "Page 1 of 200");
        for (int i = 0; i < 20; i++) {
            ana.get("/approvals?page=" + (i + 1));
        }

        var nanos = new LongSummaryStatistics();
        for (int page : new int[] {1, 2, 100, 200, 1, 2, 100, 200}) {
            long start = System.nanoTime();
            var answer = ana.get("/approvals?page=" + page);
            nanos.accept(System.nanoTime() - start);
            assertThat(answer.body()).contains("Page " + page + " of 200");
            assertThat(answer.body().split("class=\"what\"", -1)).hasSize(InboxPage.SIZE + 1);
        }

        System.out.printf(
                "a page of 10,000: %.1f ms at least, %.1f on average, %.1f at most%n",
                nanos.getMin() / 1e6, nanos.getAverage() / 1e6, nanos.getMax() / 1e6);
        assertThat(nanos.getMin() / 1_000_000).as("milliseconds").isLessThan(200);
        assertThat(ana.get("/approvals?page=9999").body()).contains("Page 200 of 200");
        assertThat(Stream.of("0", "-1", "x", "100000").map(n -> ana.get("/approvals?page=" + n)))
                .allMatch(answer -> answer.status() == 404);
    }

    /// A form as the human's own script could make it up.
    private static Map<String, String> made(Browser who, String id, String digest) {
        return Map.of(
                "csrf",
                who.secret.csrfToken(),
                "opened",
                who.secret.openedToken(digest),
                "digest",
                digest,
                "decision",
                "approve",
                "reason",
                id);
    }
}
