package dev.sallyport.server.api;

import static dev.sallyport.server.api.TestApi.JSON;
import static dev.sallyport.server.api.TestApi.assertDescribed;
import static dev.sallyport.server.api.TestApi.assertError;
import static dev.sallyport.server.approval.Desk.AGENT;
import static dev.sallyport.server.approval.Desk.ANA;
import static dev.sallyport.server.approval.Desk.BEN;
import static dev.sallyport.server.approval.Desk.CORA;
import static dev.sallyport.server.approval.Desk.DBA;
import static dev.sallyport.server.approval.Desk.OLGA;
import static dev.sallyport.server.approval.GlassBook.NIGHT;
import static dev.sallyport.server.approval.GlassBook.ONCALL;
import static dev.sallyport.server.approval.GlassBook.REASON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.approval.Desk;
import dev.sallyport.server.approval.GlassBook;
import dev.sallyport.server.approval.GrantBook;
import dev.sallyport.server.approval.GrantRights;
import dev.sallyport.server.identity.Presence;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Glass that is broken over HTTP, and reviews of that.
class ReviewsServletTest {
    private static final Principal ADMIN = Desk.human("admin");
    private static final Principal AUDITOR = Desk.human("auditor");
    private static final TestPolicy POLICY =
            new TestPolicy(
                    Map.of(
                            ANA.subject(), DBA,
                            CORA.subject(), ONCALL,
                            AGENT.subject(), ONCALL,
                            OLGA.subject(), Set.of("dba", "oncall")),
                    Map.of(
                            ANA.subject(), Set.of(ConsoleRight.APPROVE),
                            CORA.subject(), Set.of(ConsoleRight.APPROVE),
                            AGENT.subject(), Set.of(ConsoleRight.APPROVE),
                            OLGA.subject(), Set.of(ConsoleRight.APPROVE),
                            ADMIN.subject(), Set.of(ConsoleRight.ADMINISTER, ConsoleRight.AUDIT),
                            BEN.subject(), Set.of(ConsoleRight.ADMINISTER),
                            AUDITOR.subject(), Set.of(ConsoleRight.AUDIT)));

    @TempDir private Path directory;
    private final TestClock clock = new TestClock();
    private TestApi api;
    private Desk desk;
    private GlassBook book;
    private ApprovalRequest request;
    private volatile Presence presence = Presence.WITH_KEY;

    @BeforeEach
    void start() throws Exception {
        desk = new Desk(TestDatabase.SQLITE.fresh(directory), clock);
        book = new GlassBook(desk);
        request = desk.hold("update 1", NIGHT);
        var shown = new ShownText(GrantBook::masked, text -> text.replace("\u202E", "\\u{202E}"));
        var rights =
                new ApprovalRights(desk.approvals, () -> POLICY, UnaryOperator.identity(), clock);
        var granting = new GrantRights(new GrantBook(desk).grants, rights, () -> POLICY, clock);
        var breaking = book.rights(rights);
        api =
                new TestApi(() -> presence, AGENT, ANA, BEN, CORA, OLGA, ADMIN, AUDITOR)
                        .with(
                                ApprovalsServlet.MAPPING,
                                new ApprovalsServlet(rights, granting, breaking, shown))
                        .with(ReviewsServlet.MAPPING, new ReviewsServlet(breaking, rights, shown))
                        .start();
    }

    @AfterEach
    void stop() throws Exception {
        api.stop();
        desk.close();
    }

    private HttpResponse<String> breakGlass(Principal who, String reason) throws Exception {
        return api.post(
                who,
                "/api/approvals/" + request.id() + "/break-glass",
                JSON.writeValueAsString(Map.of("digest", request.digest(), "reason", reason)));
    }

    private HttpResponse<String> review(Principal who, String verdict, String note)
            throws Exception {
        return api.post(
                who,
                "/api/reviews/" + request.id(),
                JSON.writeValueAsString(Map.of("verdict", verdict, "note", note)));
    }

    private JsonNode get(Principal who) throws Exception {
        return JSON.readTree(api.send(api.to(who, "/api/approvals/" + request.id())).body());
    }

    private JsonNode list(Principal who, String query) throws Exception {
        return api.list(who, "/api/reviews" + query);
    }

    private static void assertBroken(String name, JsonNode json) {
        assertDescribed(name, json);
        assertDescribed(
                TestApi.schema(name).path("properties").path("broken_glass"),
                json.path("broken_glass"));
    }

    @Test
    void theGlassIsBrokenAndReviewed() throws Exception {
        assertThat(get(ANA).path("approvers").path(0).path("break_glass").stringValue())
                .isEqualTo("oncall");

        var broken = breakGlass(CORA, REASON + " \u202E " + GrantBook.CARD);

        assertThat(broken.statusCode()).as(broken.body()).isEqualTo(200);
        var json = JSON.readTree(broken.body());
        assertThat(json.path("state").stringValue()).isEqualTo("approved");
        var glass = json.path("broken_glass");
        assertThat(glass.path("by").stringValue()).isEqualTo("user:cora");
        assertThat(glass.path("reason").stringValue())
                .contains(REASON, "\\u{202E}")
                .doesNotContain(GrantBook.CARD);
        assertThat(glass.path("review_by").stringValue())
                .isEqualTo(clock.instant().plus(Duration.ofDays(1)).toString());
        assertBroken("ApprovalFull", json);
        for (var who : List.of(ANA, CORA, ADMIN, AUDITOR, OLGA)) {
            assertThat(list(who, "")).as(who.subject()).hasSize(1);
            assertThat(list(who, "").path(0).path("you_may_review").booleanValue())
                    .as(who.subject())
                    .isEqualTo(who.equals(ANA) || who.equals(ADMIN));
        }
        assertBroken("Review", list(ANA, "").path(0));
        // Who may review it may look at it.
        assertThat(get(ADMIN).path("digest").stringValue()).isEqualTo(request.digest());

        var reviewed = review(ANA, "not_justified", "it was day");

        assertThat(reviewed.statusCode()).as(reviewed.body()).isEqualTo(200);
        var review = JSON.readTree(reviewed.body()).path("broken_glass").path("review");
        assertThat(review.path("by").stringValue()).isEqualTo("user:ana");
        assertThat(review.path("verdict").stringValue()).isEqualTo("not_justified");
        assertThat(review.path("note").stringValue()).isEqualTo("it was day");
        assertBroken("Review", JSON.readTree(reviewed.body()));
        assertError(review(ADMIN, "justified", ""), 409, "REVIEWED_ALREADY");
        assertThat(list(ANA, "")).isEmpty();
        assertThat(list(ANA, "?state=reviewed")).hasSize(1);
    }

    @Test
    void theRequesterIsNotToldWhoMay() throws Exception {
        var own = JSON.readTree(api.send(api.to(AGENT, "/api/approvals/" + request.id())).body());

        assertThat(own.path("approvers").path(0).has("break_glass")).isFalse();
        var _ = breakGlass(CORA, REASON);
        assertThat(api.send(api.to(AGENT, "/api/approvals/" + request.id())).body())
                .doesNotContain("user:cora", REASON);
    }

    @Test
    void wrongPeopleAreRefused() throws Exception {
        assertError(breakGlass(ANA, REASON), 403, "NO_ROLE");
        assertError(breakGlass(OLGA, REASON), 403, "OWN_REQUEST");
        for (var who : List.of(AGENT, ADMIN, AUDITOR, BEN)) {
            assertError(breakGlass(who, REASON), 403, "FORBIDDEN");
        }
        var _ = breakGlass(CORA, REASON);
        assertError(review(CORA, "justified", ""), 403, "OWN_BREAKING");
        assertError(review(OLGA, "justified", ""), 403, "OWN_REQUEST");
        assertError(review(AUDITOR, "justified", ""), 403, "NO_ROLE");
        for (var who : List.of(AGENT, BEN)) {
            assertError(review(who, "justified", ""), 403, "FORBIDDEN");
            assertError(api.send(api.to(who, "/api/reviews")), 403, "FORBIDDEN");
        }
        assertError(api.send(api.to("/api/reviews")), 401, "UNAUTHENTICATED");
    }

    @Test
    void itTakesAFreshSignInAndAReason() throws Exception {
        presence = new Presence.SignedIn(clock.instant().minus(Duration.ofHours(9)));
        var stale = breakGlass(CORA, REASON);
        assertError(stale, 401, "FRESH_SIGN_IN_NEEDED");
        assertThat(stale.headers().firstValue("WWW-Authenticate").orElse("")).contains("max_age");
        presence = Presence.WITH_KEY;
        assertError(breakGlass(CORA, "it burns"), 400, "WRONG_REASON");
        assertThat(desk.approvals.find(request.id()).orElseThrow().state())
                .isEqualTo(State.PENDING);
    }

    @Test
    void aReviewTakesAFreshSignInToo() throws Exception {
        assertThat(breakGlass(CORA, REASON).statusCode()).isEqualTo(200);
        presence = new Presence.SignedIn(clock.instant().minus(Duration.ofHours(9)));

        var stale = review(ANA, "justified", "");

        assertError(stale, 401, "FRESH_SIGN_IN_NEEDED");
        assertThat(stale.headers().firstValue("WWW-Authenticate").orElse("")).contains("max_age");
        assertThat(list(ANA, "")).hasSize(1);
        presence = new Presence.SignedIn(clock.instant());
        assertThat(review(ANA, "justified", "").statusCode()).isEqualTo(200);
    }

    @Test
    void whoOwesAReviewIsStopped() throws Exception {
        var _ = breakGlass(CORA, REASON);
        clock.advance(Duration.ofDays(1));
        request = desk.hold("update 2", NIGHT);

        assertThat(list(ANA, "").path(0).path("broken_glass").path("overdue").booleanValue())
                .isTrue();
        assertError(breakGlass(CORA, REASON), 409, "REVIEW_OVERDUE");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "approvals/ID/break-glass|{'reason': 'R'}|400|NO_DIGEST",
                "approvals/ID/break-glass|{'digest': 'x', 'reason': 'R'}|409|DIGEST_MISMATCH",
                "approvals/ID/break-glass|{'digest': 'D', 'reason': 'R', 'hidden_accepted': 1}|409|HIDDEN_VALUES",
                "approvals/ID/break-glass|{'digest': 'D', 'reason': 'R', 'as': 'user:ana'}|400|UNKNOWN_KEY",
                "approvals/apr_x/break-glass|{'digest': 'D', 'reason': 'R'}|404|NOT_FOUND",
                "reviews/ID|{'verdict': 'fine'}|400|WRONG_VERDICT",
                "reviews/ID|{}|400|WRONG_VERDICT",
                "reviews/apr_x|{'verdict': 'justified'}|404|NOT_FOUND",
                "reviews/ID|{'verdict': 'justified'}|404|NOT_FOUND"
            })
    void badBodiesAreRefused(String path, String body, int status, String code) throws Exception {
        var answer =
                api.post(
                        path.startsWith("reviews") ? ADMIN : CORA,
                        "/api/" + path.replace("ID", request.id()),
                        body.replace("'R'", "'" + REASON + "'")
                                .replace("'D'", "'" + request.digest() + "'")
                                .replace('\'', '"'));

        assertError(answer, status, code);
        assertThat(desk.approvals.find(request.id()).orElseThrow().state())
                .isEqualTo(State.PENDING);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /api/reviews?limit=0,     400, INVALID_LIMIT",
        "GET,    /api/reviews?state=all,   400, UNKNOWN_STATE",
        "GET,    /api/reviews?who=me,      400, INVALID_QUERY",
        "DELETE, /api/reviews/apr_x,       405, METHOD_NOT_ALLOWED",
        "GET,    /api/approvals/apr_x/break-glass, 405, METHOD_NOT_ALLOWED"
    })
    void badRequestIsRefused(String method, String path, int status, String code) throws Exception {
        assertError(
                api.send(api.to(ANA, path).method(method, BodyPublishers.noBody())), status, code);
    }

    @Test
    void aNoteIsNeededWhereItWasNotJustified() throws Exception {
        var _ = breakGlass(CORA, REASON);

        assertError(review(ANA, "not_justified", " "), 400, "WRONG_NOTE");
        assertError(review(ANA, "justified", "x".repeat(1001)), 400, "WRONG_NOTE");
        assertThat(review(ANA, "justified", "").statusCode()).isEqualTo(200);
    }
}
