package dev.sallyport.server.api;

import static dev.sallyport.server.api.TestApi.JSON;
import static dev.sallyport.server.api.TestApi.assertDescribed;
import static dev.sallyport.server.api.TestApi.assertError;
import static dev.sallyport.server.approval.Desk.AGENT;
import static dev.sallyport.server.approval.Desk.ANA;
import static dev.sallyport.server.approval.Desk.BEN;
import static dev.sallyport.server.approval.Desk.DBA;
import static dev.sallyport.server.approval.Desk.OLGA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.approval.Desk;
import dev.sallyport.server.approval.GlassBook;
import dev.sallyport.server.approval.Grant;
import dev.sallyport.server.approval.GrantBook;
import dev.sallyport.server.approval.GrantRights;
import dev.sallyport.server.identity.ApiKeys;
import dev.sallyport.server.identity.ApiKeys.Creation;
import dev.sallyport.server.identity.ApiKeys.Opened;
import dev.sallyport.server.identity.Presence;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Grants over HTTP.
class GrantsServletTest {
    private static final Principal ADMIN = Desk.human("admin");
    private static final Principal AUDITOR = Desk.human("auditor");
    private static final TestPolicy POLICY =
            new TestPolicy(
                    Map.of(
                            ANA.subject(), DBA,
                            AGENT.subject(), DBA,
                            OLGA.subject(), DBA,
                            ADMIN.subject(), Set.of("admin")),
                    Map.of(
                            ANA.subject(), Set.of(ConsoleRight.APPROVE),
                            AGENT.subject(), Set.of(ConsoleRight.APPROVE),
                            OLGA.subject(), Set.of(ConsoleRight.APPROVE),
                            ADMIN.subject(), Set.of(ConsoleRight.ADMINISTER),
                            AUDITOR.subject(), Set.of(ConsoleRight.AUDIT)));

    @TempDir private Path directory;
    private final TestClock clock = new TestClock();
    private TestApi api;
    private Desk desk;
    private GrantBook book;
    private ApprovalRequest request;
    private volatile TestPolicy policy = POLICY;

    @BeforeEach
    void start() throws Exception {
        desk = new Desk(TestDatabase.SQLITE.fresh(directory), clock);
        book = new GrantBook(desk);
        request = book.hold(GrantBook.ask("update 0"));
        var shown = new ShownText(GrantBook::masked, UnaryOperator.identity());
        var rights = new ApprovalRights(desk.approvals, () -> policy, shown.masker(), clock);
        var granting = new GrantRights(book.grants, rights, () -> policy, clock);
        api =
                new TestApi(
                                () -> new Presence.SignedIn(clock.instant()),
                                AGENT,
                                ANA,
                                BEN,
                                OLGA,
                                ADMIN,
                                AUDITOR)
                        .with(
                                ApprovalsServlet.MAPPING,
                                new ApprovalsServlet(
                                        rights,
                                        granting,
                                        new GlassBook(desk).rights(rights),
                                        shown))
                        .with(
                                GrantsServlet.MAPPING,
                                new GrantsServlet(book.grants, granting, shown))
                        .start();
    }

    @AfterEach
    void stop() throws Exception {
        api.stop();
        desk.close();
    }

    private HttpResponse<String> grant(Principal who, String terms, String... headers)
            throws Exception {
        return api.post(
                who,
                "/api/approvals/" + request.id() + "/grant",
                "{" + terms + ", \"digest\": \"" + request.digest() + "\"}",
                headers);
    }

    private String granted() throws Exception {
        return JSON.readTree(grant(ANA, "\"for\": \"2h\"").body()).path("id").stringValue();
    }

    @Test
    void approverGrantsSeesAndRevokes() throws Exception {
        var made = grant(ANA, "\"for\": \"2h\", \"uses\": 20, \"reason\": \"all day\"");

        assertThat(made.statusCode()).isEqualTo(200);
        var grant = JSON.readTree(made.body());
        assertThat(grant.path("state").stringValue()).isEqualTo("active");
        assertThat(grant.path("uses_max").intValue()).isEqualTo(20);
        assertThat(grant.path("uses").intValue()).isEqualTo(1);
        assertThat(grant.path("ends_at").stringValue())
                .isEqualTo(clock.instant().plus(Grant.KEYLESS_MAX).toString());
        assertThat(grant.path("accesses").path(0).stringValue())
                .isEqualTo("db.write on shop/shop.orders");
        assertThat(desk.approvals.find(request.id()).orElseThrow().state())
                .isEqualTo(State.APPROVED);
        assertThat(list(AUDITOR, "?state=active")).hasSize(1);
        assertThat(list(ADMIN, "")).hasSize(1);
        assertDescribed("Grant", grant);

        var id = grant.path("id").stringValue();
        var revoked = api.post(ADMIN, "/api/grants/" + id + "/revoke", "{\"reason\": \"enough\"}");

        assertThat(revoked.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(revoked.body()).path("state").stringValue()).isEqualTo("revoked");
        assertDescribed("Grant", JSON.readTree(revoked.body()));
        assertThat(list(ANA, "?state=active")).isEmpty();
        assertThat(list(ANA, "?state=all")).hasSize(1);
        assertError(api.post(ANA, "/api/grants/" + id + "/revoke", "{}"), 409, "NOT_ACTIVE");
    }

    @Test
    void nobodyElseGrantsSeesOrRevokes() throws Exception {
        assertError(grant(OLGA, "\"for\": \"2h\""), 403, "OWN_REQUEST");
        assertError(grant(AGENT, "\"for\": \"2h\""), 403, "FORBIDDEN");
        assertError(grant(ADMIN, "\"for\": \"2h\""), 403, "FORBIDDEN");
        assertError(grant(AUDITOR, "\"for\": \"2h\""), 403, "FORBIDDEN");
        var id = granted();

        for (var who : Set.of(AGENT, BEN)) {
            assertError(api.send(api.to(who, "/api/grants")), 403, "FORBIDDEN");
            assertError(api.post(who, "/api/grants/" + id + "/revoke", "{}"), 403, "FORBIDDEN");
        }
        assertError(api.post(AUDITOR, "/api/grants/" + id + "/revoke", "{}"), 403, "NO_ROLE");
        assertError(api.post(OLGA, "/api/grants/" + id + "/revoke", "{}"), 403, "NO_ROLE");
        assertError(api.send(api.to("/api/grants")), 401, "UNAUTHENTICATED");
        assertThat(list(ANA, "?state=active")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'for': '59s'|INVALID_LENGTH",
                "'for': '9h'|INVALID_LENGTH",
                "'for': 'ever'|INVALID_LENGTH",
                "'for': ''|INVALID_LENGTH",
                "'reason': 'x'|INVALID_LENGTH",
                "'for': '2h', 'uses': 0|INVALID_USES",
                "'for': '2h', 'uses': 1001|INVALID_USES",
                "'for': '2h', 'uses': -1|INVALID_USES",
                "'for': '2h', 'uses': '20'|WRONG_TYPE",
                "'for': '2h', 'uses': 2.5|WRONG_TYPE",
                "'for': '2h', 'uses': 99999999999999999999|WRONG_TYPE",
                "'for': 2|WRONG_TYPE",
                "'for': '2h', 'hidden_accepted': -1|WRONG_HIDDEN_ACCEPTED",
                "'for': '2h', 'hidden_accepted': 4294967297|WRONG_HIDDEN_ACCEPTED",
                "'for': '2h', 'hidden_accepted': '1'|WRONG_TYPE",
                "'for': '2h', 'hidden_accepted': null|WRONG_TYPE",
                "'for': '2h', 'target': 'shop'|UNKNOWN_KEY"
            })
    void wrongTermsAreRefused(String terms, String code) throws Exception {
        assertError(grant(ANA, terms.replace('\'', '"')), 400, code);
        assertThat(book.grants.list(false, 10)).isEmpty();
    }

    @Test
    void whatCannotBeTakenBackIsRefusedClearly() throws Exception {
        request = book.hold(GrantBook.ask("delete 0"));

        var response = grant(ANA, "\"for\": \"2h\"");

        assertError(response, 409, "NOT_GRANTABLE");
        assertThat(response.body()).contains("approve the call itself");
    }

    @Test
    void hiddenValuesHaveToBeAcceptedByTheirNumber() throws Exception {
        request = book.hold(GrantBook.showing("update 1", "pay " + GrantBook.CARD));

        assertError(grant(ANA, "\"for\": \"2h\""), 409, "HIDDEN_VALUES");
        assertError(grant(ANA, "\"for\": \"2h\", \"hidden_accepted\": 2"), 409, "HIDDEN_VALUES");
        assertThat(book.grants.list(false, 10)).isEmpty();

        assertThat(grant(ANA, "\"for\": \"2h\", \"hidden_accepted\": 1").statusCode())
                .isEqualTo(200);
    }

    private HttpResponse<String> grantWith(String keyId) throws Exception {
        return grant(ANA, "\"for\": \"2h\"", "X-Key", keyId);
    }

    @Test
    void grantStandsOnTheKeyItWasMadeWith() throws Exception {
        var keys = new ApiKeys(desk.store, clock, new SecureRandom());
        var token =
                switch (keys.create("ana", Set.of(), true, Optional.empty())) {
                    case Creation.Created created -> created.token();
                    case Creation.Refused refused -> throw new AssertionError(refused);
                };
        assertError(grantWith("0123456789abcdef"), 403, "KEY_ENDED");
        var made = grantWith(((Opened.Works) keys.open(token)).key().keyId());
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        assertThat(list(ANA, "").path(0).path("state").stringValue()).isEqualTo("active");

        assertThat(keys.revoke("ana")).isTrue();

        var now = list(ANA, "").path(0);
        assertThat(now.path("state").stringValue()).isEqualTo("key_ended");
        assertDescribed("Grant", now);
    }

    @Test
    void grantorWhoMayNotDecideAnyMoreIsSeen() throws Exception {
        var _ = granted();
        var roles = new HashMap<>(POLICY.roles());
        var _ = roles.put(ANA.subject(), Set.of("reader"));
        policy = new TestPolicy(roles, POLICY.rights());

        var now = list(ADMIN, "").path(0);

        assertThat(now.path("state").stringValue()).isEqualTo("grantor_changed");
        assertDescribed("Grant", now);
        policy = POLICY;
        assertThat(list(ADMIN, "").path(0).path("state").stringValue()).isEqualTo("active");
    }

    @Test
    void grantEndsWithTheTokenItWasMadeWith() throws Exception {
        var ends = clock.instant().plus(Duration.ofMinutes(5));

        assertError(grantUntil(clock.instant().plusSeconds(59)), 409, "NOT_GRANTABLE");
        var made = grantUntil(ends);

        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        assertThat(JSON.readTree(made.body()).path("ends_at").stringValue())
                .isEqualTo(ends.toString());
    }

    private HttpResponse<String> grantUntil(Instant ends) throws Exception {
        return grant(ANA, "\"for\": \"2h\"", "X-Ends", ends.toString());
    }

    @Test
    void digestIsThatOfWhatWasShown() throws Exception {
        var path = "/api/approvals/" + request.id() + "/grant";

        assertError(api.post(ANA, path, "{\"for\": \"2h\"}"), 400, "NO_DIGEST");
        assertError(
                api.post(ANA, path, "{\"for\": \"2h\", \"digest\": \"00\"}"),
                409,
                "DIGEST_MISMATCH");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /api/grants?state=old,          400, UNKNOWN_STATE",
        "GET,  /api/grants?limit=0,            400, INVALID_LIMIT",
        "GET,  /api/grants?limit=501,          400, INVALID_LIMIT",
        "GET,  /api/grants?who=me,             400, INVALID_QUERY",
        "POST, /api/grants,                    405, METHOD_NOT_ALLOWED",
        "GET,  /api/grants/grt_x/revoke,       405, METHOD_NOT_ALLOWED",
        "GET,  /api/grants/grt_x,              404, NOT_FOUND",
        "POST, /api/grants/grt_x/revoke/more,  404, NOT_FOUND",
        "POST, /api/grants/grt_x/revoke,       404, NOT_FOUND"
    })
    void badRequestIsRefused(String method, String path, int status, String code) throws Exception {
        var response =
                api.send(
                        api.to(ANA, path)
                                .header("Content-Type", "application/json")
                                .method(method, BodyPublishers.ofString("{}")));

        assertError(response, status, code);
    }

    private JsonNode list(Principal who, String query) throws Exception {
        return api.list(who, "/api/grants" + query);
    }
}
