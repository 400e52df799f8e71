package dev.sallyport.server.console;

import static dev.sallyport.server.approval.GlassBook.NIGHT;
import static dev.sallyport.server.approval.GlassBook.ONCALL;
import static dev.sallyport.server.approval.GlassBook.REASON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.server.api.TestPolicy;
import dev.sallyport.server.approval.ApprovalRequest;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.BrokenGlass;
import dev.sallyport.server.approval.Desk;
import dev.sallyport.server.approval.GlassBook;
import dev.sallyport.server.approval.GrantBook;
import dev.sallyport.tools.Preview;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Humans break the glass and review that, with a browser.
class GlassPagesTest extends ApprovalPagesFixture {

    private static final String REVIEWS = "/approvals/reviews";
    private static final String FORM =
            "<form class=\"decide\" method=\"post\" action=\"" + REVIEWS + "\"";

    private ApprovalRequest request;

    @BeforeEach
    void hold() {
        policy =
                new TestPolicy(
                        Map.of(
                                "user:ana",
                                Desk.DBA,
                                "user:ben",
                                Desk.DBA,
                                "user:olga",
                                Set.of("dba", "oncall"),
                                "user:rolf",
                                ONCALL),
                        Map.of(
                                "user:ana", Set.of(ConsoleRight.APPROVE),
                                "user:ben", Set.of(ConsoleRight.APPROVE),
                                "user:olga", Set.of(ConsoleRight.APPROVE),
                                "user:rolf", Set.of(ConsoleRight.APPROVE),
                                "user:auditor", Set.of(ConsoleRight.AUDIT),
                                "user:adam", Set.of(ConsoleRight.ADMINISTER),
                                "user:ada", Set.of(ConsoleRight.ADMINISTER, ConsoleRight.AUDIT)));
        request = desk.hold("update 1", NIGHT);
    }

    /// What the form sends, filled in.
    private static Map<String, String> filled(Answer page) {
        var fields = hidden(page, FORM);
        fields.putAll(Map.of("reason", REASON, "confirmed", "yes"));
        return fields;
    }

    /// A form as the human's own script could make it up.
    private Map<String, String> made(Browser who) {
        return Map.of(
                "csrf", who.secret.csrfToken(),
                "opened", who.secret.openedToken(request.digest()),
                "digest", request.digest(),
                "request", request.id(),
                "reason", REASON,
                "confirmed", "yes");
    }

    private ApprovalRequest found() {
        return desk.approvals.find(request.id()).orElseThrow();
    }

    private void assertNotBroken() {
        assertThat(found().state()).isEqualTo(State.PENDING);
        assertThat(found().glass()).isEmpty();
    }

    private void broken() {
        var _ = Desk.accepted(glassBook.breakGlass(request, Desk.human("rolf"), ONCALL));
    }

    private Map<String, String> review(Browser who, String verdict, String note) {
        return Map.of("csrf", who.secret.csrfToken(), "verdict", verdict, "note", note);
    }

    @Test
    void theGlassIsBrokenOnThePageOfTheCallAndReviewedByAnother() throws IOException {
        var rolf = as("rolf");
        var page = rolf.get(path(request));
        assertThat(page.body())
                .containsSubsequence(
                        "Emergency: break the glass",
                        "<strong>2 more of dba</strong> must still agree",
                        "Everybody is told at once",
                        "reviews it within 24 hours",
                        "minlength=\"20\"");

        var answer = rolf.post(REVIEWS, filled(page));

        assertThat(answer.status()).as(answer.body()).isEqualTo(303);
        assertThat(answer.header("location")).isEqualTo(path(request));
        assertThat(found().state()).isEqualTo(State.APPROVED);
        assertThat(found().glass().orElseThrow().breaker().subject()).isEqualTo("user:rolf");
        assertThat(rolf.get(path(request)).body())
                .contains("Glass broken", "Released by broken glass", "By broken glass", REASON)
                .contains("to be reviewed until")
                .doesNotContain("Emergency: break the glass");
        var ana = as("ana");
        assertThat(ana.get("/approvals").body()).contains("1 call awaits your review.");
        assertThat(rolf.get("/approvals").body()).contains("1 call awaits a review by others.");
        assertThat(rolf.get("/approvals?state=all").body()).contains("by broken glass");
        assertThat(rolf.get(REVIEWS).body())
                .contains("user:rolf at", REASON, "24 hours left to review it")
                .doesNotContain("It was justified");

        var reviewed =
                ana.post(
                        REVIEWS + "/" + request.id(),
                        review(ana, "not_justified", "dan\u202Eger <b>"));

        assertThat(reviewed.status()).as(reviewed.body()).isEqualTo(303);
        assertThat(reviewed.header("location")).isEqualTo(REVIEWS + "#" + request.id());
        assertThat(ana.get(REVIEWS).body())
                .contains("Nothing awaits a review.", "Not justified", "user:ana at")
                .contains("dan\\u{202E}ger &lt;b&gt;")
                .doesNotContain("It was justified");
        assertThat(ana.get(path(request)).body()).contains("Not justified, says user:ana");
        assertThat(ana.get("/approvals").body()).doesNotContain("review by others");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ana", "olga", "auditor"})
    void theFormIsForThoseAloneWhoMay(String name) throws IOException {
        var who = as(name);

        assertThat(who.get(path(request)).body()).doesNotContain("break the glass", FORM);
        assertThat(who.post(REVIEWS, made(who)).status()).isEqualTo(403);
        assertNotBroken();
    }

    @Test
    void aRuleThatNamesNobodyHasNoForm() throws IOException {
        request = desk.hold("update 2", Desk.TWO_DBAS);
        var rolf = as("rolf");

        assertThat(rolf.get(path(request)).body()).doesNotContain("break the glass");
        assertThat(rolf.post(REVIEWS, made(rolf)).status()).isEqualTo(403);
        assertNotBroken();
    }

    @ParameterizedTest
    @CsvSource({
        "csrf, x, 403",
        "opened, x, 409",
        "digest, x, 409",
        "confirmed, '', 400",
        "reason, it burns, 400",
        "hidden_accepted, 1, 409",
        "request, apr_x, 404"
    })
    void whatIsNotAsThePageMadeItDoesNotCount(String field, String value, int status)
            throws IOException {
        var rolf = as("rolf");

        var answer = rolf.post(REVIEWS, changed(made(rolf), field, value));

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertNotBroken();
    }

    @ParameterizedTest
    @ValueSource(strings = {"apr_x", "a line\nand another, of 4111111111111111", "\u202Eevil"})
    void whatIsNoIdIsNotOnRecord(String made) throws IOException {
        var rolf = as("rolf");

        assertThat(rolf.post(REVIEWS, changed(made(rolf), "request", made), "").status())
                .isEqualTo(403);
        assertThat(desk.journal.refusals).hasSize(1);
        assertThat(desk.journal.refusals.getFirst().requestId()).isEmpty();
        var ana = as("ana");
        assertThat(ana.post(REVIEWS, made(ana), "").status()).isEqualTo(403);
        assertThat(desk.journal.refusals.getLast().requestId()).isEqualTo(request.id());
    }

    @Test
    void anotherSiteBreaksNothing() throws IOException {
        var rolf = as("rolf");

        assertThat(rolf.post(REVIEWS, made(rolf), "").status()).isEqualTo(403);
        assertThat(rolf.post(REVIEWS, made(rolf), "https://evil.example").status()).isEqualTo(403);
        assertNotBroken();
    }

    @Test
    void anOldSignInLeadsToANewOneFirst() throws IOException {
        var rolf = as("rolf");
        desk.clock.advance(Desk.SETTINGS.freshSignIn().within());

        assertThat(rolf.get(path(request)).body())
                .contains("Sign in again to break the glass")
                .doesNotContain(FORM);
        var answer = rolf.post(REVIEWS, made(rolf));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("The glass was not broken.", "sign in again");
        assertNotBroken();
    }

    @Test
    void whatIsCutIsOpenedFirst() throws IOException {
        var asked = Desk.ask(Desk.AGENT, Desk.plan("update 2"), NIGHT);
        var tooLong =
                new Preview(
                        "update",
                        List.of(
                                new Preview.Section(
                                        "Statement",
                                        Preview.Kind.SQL,
                                        "select 1\n".repeat(20_000))),
                        asked.preview().state());
        request = book.hold(GrantBook.showing(asked, tooLong));
        var rolf = as("rolf");

        assertThat(rolf.get(path(request)).body())
                .contains("To break the glass, <a href=\"" + path(request) + "/whole\">")
                .doesNotContain(FORM);
        var whole = rolf.get(path(request) + "/whole");
        assertThat(rolf.post(REVIEWS, filled(whole)).status()).isEqualTo(303);
    }

    @Test
    void whoOwesAReviewIsToldWhy() throws IOException {
        broken();
        desk.clock.advance(Duration.ofDays(1));
        request = desk.hold("update 2", NIGHT);
        var rolf = as("rolf");

        assertThat(rolf.get(path(request)).body())
                .contains("You could break the glass of this call.", "ask for the review first")
                .doesNotContain(FORM);
        assertThat(rolf.get("/approvals").body()).contains("Overdue: 1.");
        assertThat(rolf.get(REVIEWS).body()).contains("Overdue", "was to be reviewed until");
        assertThat(rolf.post(REVIEWS, made(rolf)).status()).isEqualTo(409);
        assertNotBroken();
    }

    @Test
    void neitherTheBreakerNorStrangersReview() throws IOException {
        broken();
        var path = REVIEWS + "/" + request.id();

        for (var name : List.of("rolf", "olga", "auditor")) {
            var who = as(name);
            var answer = who.post(path, review(who, "justified", ""));
            assertThat(answer.status()).as(name).isEqualTo(403);
            assertThat(answer.body()).contains("Nothing was reviewed.");
        }
        var ana = as("ana");
        assertThat(ana.post(path, review(ana, "fine", "")).status()).isEqualTo(400);
        assertThat(ana.post(path, review(ana, "not_justified", "")).status()).isEqualTo(400);
        assertThat(ana.post(REVIEWS + "/apr_x", review(ana, "justified", "")).status())
                .isEqualTo(404);
        assertThat(ana.post(path, Map.of("csrf", "x", "verdict", "justified")).status())
                .isEqualTo(403);
        assertThat(found().glass().orElseThrow().review()).isEmpty();
    }

    @Test
    void whoReviewsSignedInLately() throws IOException {
        broken();
        var ana = as("ana");
        assertThat(ana.get(REVIEWS).body())
                .contains(
                        "Reviewing asks for a sign-in within the last 5 minutes",
                        "Yours counts until")
                .doesNotContain("sign-in-again");
        desk.clock.advance(Desk.SETTINGS.freshSignIn().within());

        assertThat(ana.get(REVIEWS).body()).contains("Sign in again to review");
        assertThat(as("rolf").get(REVIEWS).body()).doesNotContain("Reviewing asks for");
        var answer = ana.post(REVIEWS + "/" + request.id(), review(ana, "justified", ""));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body())
                .contains("Nothing was reviewed. Reviewing this asks for a sign-in");
        assertThat(found().glass().orElseThrow().review()).isEmpty();
    }

    @Test
    void whoAdministersReviewsWhatTheyMayOpen() throws IOException {
        broken();
        var adam = as("adam");
        var ada = as("ada");

        assertThat(adam.get(REVIEWS).status()).isEqualTo(404);
        assertThat(adam.post(REVIEWS + "/" + request.id(), review(adam, "justified", "")).status())
                .isEqualTo(404);
        assertThat(found().glass().orElseThrow().review()).isEmpty();
        assertThat(ada.get(REVIEWS).body())
                .contains("It was justified", "href=\"" + path(request) + "\"");
        assertThat(ada.get(path(request)).body()).contains("update shop.orders", REASON);
        var answer = ada.post(REVIEWS + "/" + request.id(), review(ada, "justified", ""));

        assertThat(answer.status()).isEqualTo(303);
        assertThat(found().glass().orElseThrow().review().orElseThrow().verdict())
                .isEqualTo(BrokenGlass.Verdict.JUSTIFIED);
    }

    @Test
    void theReviewerReadsTheWholeReasonAndOthersTheWholeNote() throws IOException {
        var reason = "the shop is down ".repeat(50) + "and this is the end of it";
        var _ = Desk.accepted(glassBook.breakGlass(request, Desk.human("rolf"), ONCALL, reason));
        var ana = as("ana");
        assertThat(ana.get(REVIEWS).body()).contains(reason);
        assertThat(ana.get(path(request)).body()).contains(reason);

        var note = "x ".repeat(450) + "no emergency";
        var _ = ana.post(REVIEWS + "/" + request.id(), review(ana, "not_justified", note));

        assertThat(ana.get(REVIEWS).body()).contains(reason, note);
    }

    @Test
    void othersFindNothing() throws IOException {
        broken();
        var dan = as("dan");

        assertThat(dan.get(REVIEWS).status()).isEqualTo(404);
        assertThat(dan.post(REVIEWS + "/" + request.id(), review(dan, "justified", "")).status())
                .isEqualTo(404);
    }

    @Test
    void hostileReasonsAreShownVisibly() throws IOException {
        var _ =
                Desk.accepted(
                        glassBook.breakGlass(
                                request,
                                Desk.human("rolf"),
                                ONCALL,
                                "<script>x</script> \u202Eevil \u001b[31m " + GlassBook.REASON));

        for (var path : List.of(REVIEWS, path(request))) {
            assertThat(as("ana").get(path).body())
                    .contains("&lt;script&gt;x", "\\u{202E}evil", "\\u{1B}[31m")
                    .doesNotContain("<script>x", "\u202E", "\u001b");
        }
    }
}
