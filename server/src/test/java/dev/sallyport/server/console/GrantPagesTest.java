package dev.sallyport.server.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.FactValue;
import dev.sallyport.server.api.TestPolicy;
import dev.sallyport.server.approval.ApprovalRequest;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.Decided;
import dev.sallyport.server.approval.Desk;
import dev.sallyport.server.approval.Grant;
import dev.sallyport.server.approval.GrantBook;
import dev.sallyport.server.approval.NewRequest;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Preview;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Humans grant held calls, see what is granted and take it back, with a browser.
class GrantPagesTest extends ApprovalPagesFixture {

    private static final String GRANTS = "/approvals/grants";
    private static final String FORM = "<form class=\"decide\" method=\"post\" action=\"" + GRANTS;

    private int calls;

    private ApprovalRequest held() {
        return book.hold(GrantBook.ask("update 0" + ++calls));
    }

    /// What the form sends, filled in.
    private static Map<String, String> filled(Answer page) {
        var fields = hidden(page, FORM);
        fields.putAll(Map.of("for", "120m", "uses", "3", "reason", "all day"));
        return fields;
    }

    /// A form as the human's own script could make it up.
    private static Map<String, String> made(Browser who, ApprovalRequest request) {
        return Map.of(
                "csrf", who.secret.csrfToken(),
                "opened", who.secret.openedToken(request.digest()),
                "digest", request.digest(),
                "request", request.id(),
                "for", "120m",
                "uses", "3");
    }

    private Grant granted(Browser who) {
        var request = held();
        var answer = who.post(GRANTS, filled(who.get(path(request))));
        assertThat(answer.status()).as(answer.body()).isEqualTo(303);
        return book.grants.list(true, 10).getFirst();
    }

    private void assertNothingGranted(ApprovalRequest request) {
        assertThat(book.grants.list(false, 10)).isEmpty();
        assertThat(desk.approvals.find(request.id()).orElseThrow().state())
                .isEqualTo(State.PENDING);
    }

    @Test
    void anApproverGrantsFromThePageOfTheCallAndTakesItBack() throws IOException {
        var request = held();
        var ana = as("ana");
        var page = ana.get(path(request));
        assertThat(page.body())
                .containsSubsequence(
                        "Approve, and let calls like this one run for a time",
                        "by <code>client:coding-agent for user:olga</code> and nobody else",
                        "with <code>modify_database</code> on <code>shop</code>",
                        "db.write on shop/shop.orders: columns only state, total; files 3 at most; risk low;"
                                + " table shop.orders",
                        "rows: 3 at most",
                        "as long as the role map stays as it is",
                        "value=\"15m\"",
                        "value=\"480m\"");

        var answer = ana.post(GRANTS, filled(page));

        assertThat(answer.status()).isEqualTo(303);
        var grant = book.grants.list(true, 10).getFirst();
        assertThat(answer.header("location")).isEqualTo(GRANTS + "#" + grant.id());
        assertThat(grant.usesMax()).isEqualTo(3);
        assertThat(Duration.between(grant.granted(), grant.ends()))
                .as("no key vouches for her")
                .isEqualTo(Grant.KEYLESS_MAX);
        assertThat(grant.reason()).isEqualTo("all day");
        assertThat(grant.grantor().subject()).isEqualTo("user:ana");
        assertThat(book.grants.covered(GrantBook.ask("update 1"), policy)).isTrue();
        assertThat(ana.get(GRANTS).body())
                .contains(
                        "1 of 3 uses taken, 2 left; 60 minutes left, until",
                        "user:ana at",
                        "all day")
                .contains("href=\"" + path(request) + "\"", "In force")
                .contains("db.write on shop/shop.orders", "client:coding-agent for user:olga");

        var revoked = ana.post(revoke(grant), hidden(ana.get(GRANTS), revokeForm(grant)));

        assertThat(revoked.status()).isEqualTo(303);
        assertThat(revoked.header("location")).isEqualTo(GRANTS);
        assertThat(book.grants.covered(GrantBook.ask("update 1"), policy)).isFalse();
        assertThat(ana.get(GRANTS).body())
                .contains("Nothing is granted", "Ended lately", "Revoked", "revoked by")
                .doesNotContain(revokeForm(grant));
    }

    private static String revoke(Grant grant) {
        return GRANTS + "/" + grant.id() + "/revoke";
    }

    private static String revokeForm(Grant grant) {
        return "<form method=\"post\" action=\"" + revoke(grant) + "\"";
    }

    @Test
    void formsThatAreRefusedAreOnRecord() throws IOException {
        var request = held();
        var ana = as("ana");
        var good = filled(ana.get(path(request)));

        assertThat(ana.post(GRANTS, good, "").status()).isEqualTo(403);
        desk.clock.advance(RefusedForms.EVERY);
        assertThat(ana.post(GRANTS, changed(good, "opened", "x")).status()).isEqualTo(409);
        desk.clock.advance(RefusedForms.EVERY);
        assertThat(ana.post(GRANTS + "/grt_x/revoke", Map.of("csrf", "x")).status()).isEqualTo(403);

        assertRefusals()
                .containsExactly(
                        tuple(
                                "user:ana",
                                request.id(),
                                Optional.of(Verdict.APPROVE),
                                Decided.Code.NOT_FROM_PAGE),
                        tuple(
                                "user:ana",
                                request.id(),
                                Optional.of(Verdict.APPROVE),
                                Decided.Code.NOT_OPENED),
                        tuple("user:ana", "grt_x", Optional.empty(), Decided.Code.NOT_FROM_PAGE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"apr_x", "a line\nand another, of 4111111111111111", "\u202Eevil"})
    void whatIsNoIdIsNotOnRecord(String made) throws IOException {
        var request = held();
        var ana = as("ana");

        assertThat(ana.post(GRANTS, changed(made(ana, request), "request", made), "").status())
                .isEqualTo(403);
        assertThat(desk.journal.refusals).hasSize(1);
        assertThat(desk.journal.refusals.getFirst().requestId()).isEmpty();
        desk.clock.advance(RefusedForms.EVERY);
        assertThat(ana.post(GRANTS, made(ana, request), "").status()).isEqualTo(403);
        assertThat(desk.journal.refusals.getLast().requestId()).isEqualTo(request.id());
    }

    @Test
    void whatDoesNotComeFromThePageGrantsNothing() throws IOException {
        var request = held();
        var ana = as("ana");
        var good = filled(ana.get(path(request)));

        assertThat(ana.post(GRANTS, good, "").status()).as("without an origin").isEqualTo(403);
        assertThat(ana.post(GRANTS, good, "https://evil.example").status()).isEqualTo(403);
        assertThat(ana.post(GRANTS, good, "null").status()).isEqualTo(403);
        assertThat(ana.post(GRANTS, changed(good, "csrf", "")).status()).isEqualTo(403);
        var others = as("ana").secret;
        assertThat(ana.post(GRANTS, changed(good, "csrf", others.csrfToken())).status())
                .isEqualTo(403);
        for (var opened : List.of("", others.openedToken(request.digest()), "x")) {
            var unopened = ana.post(GRANTS, changed(good, "opened", opened));
            assertThat(unopened.status()).as(opened).isEqualTo(409);
            assertThat(unopened.body()).contains("Open all of it, then approve");
        }
        var other = ana.post(GRANTS, changed(good, "digest", "0".repeat(64)));
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.body()).contains("What you were shown is not what would run");
        assertThat(ana.get(GRANTS + "?request=" + request.id() + "&for=120m&uses=3").status())
                .as("no GET grants")
                .isEqualTo(200);
        assertThat(ana.post(GRANTS, changed(good, "request", "apr_x")).status()).isEqualTo(404);
        assertThat(ana.post(GRANTS, changed(good, "request", "")).status()).isEqualTo(404);
        assertThat(ana.post(GRANTS + "/x", good).status()).isEqualTo(404);
        assertNothingGranted(request);

        assertThat(ana.post(GRANTS, good).status()).isEqualTo(303);
        assertThat(ana.post(GRANTS, good).body()).contains("It is no longer open");
        assertThat(book.grants.list(false, 10)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "for, ''", "for, 0m", "for, 1m", "for, 2h", "for, 481m", "for, -60m", "for, ever",
        "uses, ''", "uses, 0", "uses, 1", "uses, 1001", "uses, 10001", "uses, -2", "uses, 2.5",
        "uses, 02", "uses, '2 '", "uses, ten",
    })
    void wrongTermsAreRefused(String field, String value) throws IOException {
        var request = held();
        var ana = as("ana");

        var answer = ana.post(GRANTS, changed(filled(ana.get(path(request))), field, value));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("This did not count. Choose for how long, and for 2 to");
        assertNothingGranted(request);
    }

    @Test
    void hiddenValuesAreAcceptedByTheBoxOrNothingIsGranted() throws IOException {
        var request = book.hold(GrantBook.showing("update 0", HIDDEN + "; " + HIDDEN));
        var ana = as("ana");
        var page = ana.get(path(request));
        assertThat(page.body())
                .containsSubsequence(
                        FORM,
                        "2 values are hidden here: 2 × aws secret key in Statement.",
                        "id=\"grant-hidden-accepted\" name=\"hidden_accepted\" value=\"2\" required");

        for (var number : List.of("", "0", "1", "3", "2x", "-2", "02", "9999999999999")) {
            var wrong = ana.post(GRANTS, changed(filled(page), "hidden_accepted", number));
            assertThat(wrong.status()).as(number).isEqualTo(409);
            assertThat(wrong.body()).contains("tick the box");
        }
        assertThat(ana.post(GRANTS, filled(page)).status()).isEqualTo(409);
        assertNothingGranted(request);

        var ticked = ana.post(GRANTS, changed(filled(page), "hidden_accepted", "2"));

        assertThat(ticked.status()).isEqualTo(303);
        assertThat(book.grants.list(true, 10)).hasSize(1);
    }

    @Test
    void whoSignedInLongAgoIsOfferedNoGrantOfWhatHidesValuesAndMakesNone() throws IOException {
        var request = book.hold(GrantBook.showing("update 0", HIDDEN));
        var ana = as("ana");
        var before = ana.get(path(request));
        assertThat(before.body()).contains(FORM, "Yours counts until 2026-03-01 09:05:00 UTC.");

        desk.clock.advance(Duration.ofMinutes(5));

        assertThat(ana.get(path(request)).body())
                .contains(">Sign in again to approve</a>")
                .doesNotContain(FORM, "value=\"approve\"", "hidden_accepted");
        var late = ana.post(GRANTS, changed(filled(before), "hidden_accepted", "1"));
        assertThat(late.status()).isEqualTo(403);
        assertThat(late.body()).contains("This did not count. You signed in too long ago");
        assertNothingGranted(request);

        signedIn(ana, Optional.of(desk.clock.instant()));
        assertThat(ana.post(GRANTS, changed(filled(before), "hidden_accepted", "1")).status())
                .isEqualTo(303);
    }

    private static NewRequest with(
            NewRequest asked, Plan plan, Preview preview, List<ApproverSet> approvers) {
        return new NewRequest(
                asked.requester(),
                asked.session(),
                asked.client(),
                asked.callId(),
                plan,
                asked.obligations(),
                preview,
                approvers,
                asked.ruleIds(),
                asked.policyDigest(),
                asked.agentReason());
    }

    private static NewRequest touching(NewRequest asked, List<Access> accesses) {
        var plan = asked.plan();
        return with(
                asked,
                new Plan(plan.tool(), plan.target(), accesses, plan.normalised(), plan.summary()),
                asked.preview(),
                asked.approvers());
    }

    private static NewRequest touching(NewRequest asked, String table) {
        return touching(
                asked,
                List.of(new Access("db.write", table, Map.of("table", FactValue.text(table)))));
    }

    @Test
    void whatCannotBeGrantedHasNoFormAndSaysWhy() throws IOException {
        var update = GrantBook.ask("update 0");
        var preview = update.preview();
        var unseen =
                new Preview(
                        preview.headline(),
                        preview.sections(),
                        preview.state(),
                        List.of("1 picture"));
        var cases =
                Map.of(
                        GrantBook.ask("delete 0"),
                        "what this call does cannot be taken back",
                        with(update, update.plan(), preview, Desk.TWO_DBAS),
                        "this call wants several approvals",
                        with(
                                GrantBook.ask("update 1"),
                                GrantBook.plan("update 1"),
                                unseen,
                                Desk.ONE_DBA),
                        "the gate could not look into all that this call does",
                        Desk.ask(Desk.AGENT, Desk.plan("update 2"), Desk.ONE_DBA),
                        "the gate does not know all that this call touches",
                        touching(GrantBook.ask("update 3"), "customers_" + MASKED),
                        "values are hidden in the names of what this call touches",
                        touching(GrantBook.ask("update 4"), "customers_" + UNMASKABLE),
                        "values are hidden in the names of what this call touches");
        var ana = as("ana");
        for (var one : cases.entrySet()) {
            var request = book.hold(one.getKey());

            var page = ana.get(path(request)).body();
            var answer = ana.post(GRANTS, made(ana, request));

            assertThat(page)
                    .contains("It cannot be granted: " + one.getValue(), "value=\"reject\"")
                    .doesNotContain("action=\"" + GRANTS, MASKED, UNMASKABLE);
            assertThat(answer.status()).as(one.getValue()).isEqualTo(409);
            assertThat(answer.body())
                    .contains("This did not count. It cannot be granted: " + one.getValue());
            assertNothingGranted(request);
        }
    }

    @Test
    void whoeverMayNotDecideGrantsNothing() throws IOException {
        var request = held();
        for (var name : List.of("olga", "rolf", "auditor")) {
            var who = as(name);
            assertThat(who.get(path(request)).body())
                    .doesNotContain("action=\"" + GRANTS, "cannot be granted");

            assertThat(who.post(GRANTS, made(who, request)).status()).as(name).isEqualTo(403);
        }
        for (var name : List.of("adam", "nobodys-friend")) {
            var who = as(name);
            assertThat(who.post(GRANTS, made(who, request)).status()).as(name).isEqualTo(404);
        }
        assertThat(stranger(GRANTS).status()).isEqualTo(401);
        assertThat(stranger(GRANTS, "Authorization", "Bearer sp_agent").status()).isEqualTo(404);
        assertNothingGranted(request);
    }

    @Test
    void whoeverSeesGrantsTakesBackWhatTheyMay() throws IOException {
        var grant = granted(as("ana"));

        for (var name : List.of("auditor", "rolf")) {
            var who = as(name);
            assertThat(who.get(GRANTS).body())
                    .contains("1 of 3 uses taken")
                    .doesNotContain(revokeForm(grant));
            var refused = who.post(revoke(grant), Map.of("csrf", who.secret.csrfToken()));
            assertThat(refused.status()).as(name).isEqualTo(403);
            assertThat(refused.body())
                    .contains("Nothing was revoked. Only those who could approve");
        }
        var nobody = as("nobodys-friend");
        assertThat(nobody.get(GRANTS).status()).isEqualTo(404);
        assertThat(nobody.post(revoke(grant), Map.of("csrf", nobody.secret.csrfToken())).status())
                .isEqualTo(404);
        assertThat(book.grants.list(true, 10)).hasSize(1);

        var adam = as("adam");
        var page = adam.get(GRANTS);
        assertThat(page.body())
                .contains("href=\"/approvals/grants\" aria-current=\"page\"")
                .doesNotContain("href=\"/approvals\"", "href=\"" + path(grant.request()) + "\"");
        assertThat(adam.post(revoke(grant), hidden(page, revokeForm(grant))).status())
                .isEqualTo(303);
        assertThat(book.grants.list(true, 10)).isEmpty();
        assertThat(adam.get(GRANTS).body()).contains("revoked by <strong>user:adam at ");
    }

    /// An administrator who is the human behind the agent may take a grant back, as the API says.
    @Test
    void takingBackNeedsThePageAndCountsOnce() throws IOException {
        var grant = granted(as("ana"));
        var olga = as("olga");
        var good = Map.of("csrf", olga.secret.csrfToken());

        assertThat(olga.post(revoke(grant), good, "").status()).isEqualTo(403);
        assertThat(olga.post(revoke(grant), good, "https://evil.example").status()).isEqualTo(403);
        assertThat(olga.post(revoke(grant), Map.of()).status()).isEqualTo(403);
        assertThat(olga.post(revoke(grant), Map.of("csrf", as("olga").secret.csrfToken())).status())
                .isEqualTo(403);
        assertThat(olga.get(revoke(grant)).status()).as("no GET revokes").isEqualTo(404);
        assertThat(book.grants.list(true, 10)).hasSize(1);
        assertThat(olga.post(GRANTS + "/grt_x/revoke", good).status()).isEqualTo(404);

        assertThat(olga.post(revoke(grant), good).status()).isEqualTo(303);
        var again = olga.post(revoke(grant), good);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.body())
                .containsSubsequence(
                        "role=\"alert\"",
                        "Nothing was revoked. The grant had ended already.",
                        "id=\"list\"");
        assertThat(book.journal.heard)
                .containsExactly("granted", "refused NOT_FOUND", "revoked", "refused NOT_ACTIVE");
    }

    @Test
    void aGrantShowsWhatHasBecomeOfIt() throws IOException {
        var ana = as("ana");
        var grant = granted(ana);

        policy = new TestPolicy(policy.roles(), policy.rights(), "1".repeat(64));
        assertThat(ana.get(GRANTS).body())
                .contains("Covers nothing", "The role map is not the one", revokeForm(grant));
        policy = new TestPolicy(policy.roles(), policy.rights());
        assertThat(ana.get(GRANTS).body()).contains("In force");
        for (int i = 1; i <= 2; i++) {
            assertThat(book.grants.use(GrantBook.ask("update " + i), policy)).isPresent();
        }
        assertThat(ana.get(GRANTS).body())
                .contains("Used up", "3 of 3 uses taken; was to last until")
                .doesNotContain(revokeForm(grant));

        var next = granted(ana);
        desk.clock.advance(Duration.ofHours(2));
        assertThat(as("ana").get(GRANTS).body())
                .contains("Over", "id=\"" + next.id() + "\"")
                .doesNotContain(revokeForm(next));
        desk.clock.advance(GrantsPage.LATELY);
        assertThat(as("ana").get(GRANTS).body()).doesNotContain("Ended lately", next.id());
    }

    @Test
    void whatAGrantCoversIsSeenWholeBeforeItIsGiven() throws IOException {
        var many =
                IntStream.range(0, 30)
                        .mapToObj(i ->
                                new Access(
                                        "db.write",
                                        "shop/table_" + i,
                                        Map.of("table", FactValue.text("table_" + i))))
                        .toList();
        var request = book.hold(touching(GrantBook.ask("update 0"), many));
        var ana = as("ana");

        assertThat(ana.get(path(request)).body())
                .contains("open all of it")
                .doesNotContain("action=\"" + GRANTS, "value=\"approve\"");
        var whole = ana.get(path(request) + "/whole");
        assertThat(whole.body()).contains("table_29", "value=\"approve\"");
        assertThat(ana.post(GRANTS, filled(whole)).status()).isEqualTo(303);
        assertThat(ana.get(GRANTS).body()).contains("… and 10 more");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "</ul></main><form action=/x>",
                "\u001B[2J\u001B[1;31mred",
                "user\u202Etxt.exe",
                "zero\u200Bwidth\u2060",
                "tag\uDB40\uDC41\uDB40\uDC42",
                "line\r\nfeed",
            })
    void hostileTextIsSeenAndDoesNothing(String text) throws IOException {
        var asked = touching(GrantBook.ask("update 0"), text);
        var preview = asked.preview();
        var request =
                book.hold(
                        with(
                                asked,
                                asked.plan(),
                                new Preview(text, preview.sections(), preview.state()),
                                asked.approvers()));
        var ana = as("ana");
        var form = changed(filled(ana.get(path(request))), "reason", text);
        assertThat(ana.post(GRANTS, form).status()).isEqualTo(303);
        var grant = book.grants.list(true, 10).getFirst();

        assertSafe(ana.get(path(request)).body(), text);
        assertSafe(ana.get(GRANTS).body(), text);
        var fields = Map.of("csrf", ana.secret.csrfToken(), "reason", text);
        assertThat(ana.post(revoke(grant), fields).status()).isEqualTo(303);
        assertSafe(ana.get(GRANTS).body(), text);
    }

    private static void assertSafe(String page, String text) {
        assertThat(page)
                .doesNotContain(text, "<script>", "<img", "<form action=/x")
                .containsAnyOf("&lt;", "\\u{");
        PagesTest.assertNothingUnseen(page);
    }

    @Test
    void grantsAreReachedByWhoeverSeesThem() throws IOException {
        assertThat(as("ana").get("/approvals").body()).contains("href=\"" + GRANTS + "\"");
        policy = new TestPolicy(policy.roles(), Map.of("user:ana", Set.<ConsoleRight>of()));
        assertThat(as("ana").get(GRANTS).status()).isEqualTo(404);
    }
}
