package dev.sallyport.server.api;

import static dev.sallyport.server.api.TestApi.JSON;
import static dev.sallyport.server.api.TestApi.assertDescribed;
import static dev.sallyport.server.api.TestApi.assertError;
import static dev.sallyport.server.approval.Desk.AGENT;
import static dev.sallyport.server.approval.Desk.ANA;
import static dev.sallyport.server.approval.Desk.BEN;
import static dev.sallyport.server.approval.Desk.CORA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest;
import dev.sallyport.server.approval.Delegated;
import dev.sallyport.server.approval.DelegationBook;
import dev.sallyport.server.approval.Desk;
import dev.sallyport.server.approval.GlassBook;
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
import java.util.List;
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

/// Delegations over HTTP, and what delegates see and do there.
class DelegationsServletTest {
    private static final Principal AUDITOR = Desk.human("auditor");

    @TempDir private Path directory;
    private final TestClock clock = new TestClock();
    private TestApi api;
    private Desk desk;
    private DelegationBook book;
    private volatile Presence signedIn = new Presence.SignedIn(clock.instant());
    private ApprovalRequest request;

    @BeforeEach
    void start() throws Exception {
        desk = new Desk(TestDatabase.SQLITE.fresh(directory), clock);
        book = new DelegationBook(desk);
        book.console.put(AUDITOR.subject(), Set.of(ConsoleRight.AUDIT));
        request = desk.hold("update 1");
        var shown =
                new ShownText(
                        UnaryOperator.identity(), text -> text.replace("\u202E", "\\u{202E}"));
        var granting =
                new GrantRights(new GrantBook(desk).grants, book.rights, book::policy, clock);
        api =
                new TestApi(() -> signedIn, AGENT, ANA, BEN, CORA, AUDITOR)
                        .with(
                                ApprovalsServlet.MAPPING,
                                new ApprovalsServlet(
                                        book.rights,
                                        granting,
                                        new GlassBook(desk).rights(book.rights),
                                        shown))
                        .with(
                                DelegationsServlet.MAPPING,
                                new DelegationsServlet(book.delegating, shown, clock))
                        .start();
    }

    @AfterEach
    void stop() throws Exception {
        api.stop();
        desk.close();
    }

    private String tomorrow() {
        return clock.instant().plus(Duration.ofDays(1)).toString();
    }

    private HttpResponse<String> give(Principal who, String to, String... headers)
            throws Exception {
        return api.post(
                who,
                "/api/delegations",
                "{\"to\": " + JSON.writeValueAsString(to) + ", \"until\": \"" + tomorrow() + "\"}",
                headers);
    }

    private JsonNode given(Principal who, String to) throws Exception {
        var made = give(who, to);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        return JSON.readTree(made.body());
    }

    private JsonNode list(Principal who) throws Exception {
        return api.list(who, "/api/delegations");
    }

    @Test
    void anApproverGivesSeesAndEnds() throws Exception {
        var delegation = given(ANA, "user:ben");

        assertThat(delegation.path("state").stringValue()).isEqualTo("active");
        assertThat(delegation.path("delegator").stringValue()).isEqualTo("user:ana");
        assertThat(delegation.path("delegate").stringValue()).isEqualTo("user:ben");
        assertThat(delegation.path("roles")).isEmpty();
        assertThat(delegation.path("ends_at").stringValue()).isEqualTo(tomorrow());
        assertDescribed("Delegation", delegation);
        for (var who : List.of(ANA, BEN, AUDITOR)) {
            assertThat(list(who)).as(who.subject()).hasSize(1);
        }
        for (var who : List.of(CORA, AGENT)) {
            assertThat(list(who)).as(who.subject()).isEmpty();
        }
        var path = "/api/delegations/" + delegation.path("id").stringValue();
        for (var who : List.of(CORA, AUDITOR, AGENT)) {
            assertError(api.send(api.to(who, path).DELETE()), 404, "NOT_FOUND");
        }

        var ended = api.send(api.to(ANA, path).DELETE());

        assertThat(ended.statusCode()).isEqualTo(200);
        var json = JSON.readTree(ended.body());
        assertThat(json.path("state").stringValue()).isEqualTo("ended");
        assertDescribed("Delegation", json);
        assertError(api.send(api.to(ANA, path).DELETE()), 409, "NOT_ACTIVE");
    }

    @Test
    void aDelegateSeesAndDecidesAndBothAreNamed() throws Exception {
        var path = "/api/approvals/" + request.id();
        assertError(api.send(api.to(BEN, path)), 404, "NOT_FOUND");
        assertError(decide(BEN), 403, "FORBIDDEN");
        var delegation = given(ANA, "user:ben");

        var listed =
                JSON.readTree(api.send(api.to(BEN, "/api/approvals")).body()).path("approvals");
        assertThat(listed).hasSize(1);
        assertDescribed("ApprovalBrief", listed.path(0));
        var shown = JSON.readTree(api.send(api.to(BEN, path)).body());
        assertThat(shown.path("you_decide_for").stringValue()).isEqualTo("user:ana");
        assertDescribed("ApprovalFull", shown);
        assertThat(JSON.readTree(api.send(api.to(ANA, path)).body()).has("you_decide_for"))
                .isFalse();

        var id = delegation.path("id").stringValue();
        assertThat(shown.path("your_delegation").stringValue()).isEqualTo(id);
        assertError(decide(BEN), 409, "OTHER_RIGHT");
        assertError(decide(BEN, "d-0"), 409, "OTHER_RIGHT");

        var decided = decide(BEN, id);

        assertThat(decided.statusCode()).as(decided.body()).isEqualTo(200);
        var vote = JSON.readTree(decided.body()).path("votes").path(0);
        assertThat(vote.path("approver").stringValue()).isEqualTo("user:ben");
        assertThat(vote.path("in_place_of").stringValue()).isEqualTo("user:ana");
        assertThat(vote.path("delegation").stringValue())
                .isEqualTo(delegation.path("id").stringValue());
        assertThat(vote.path("counts").booleanValue()).isTrue();
        var votes = TestApi.schema("ApprovalFull").path("properties").path("votes");
        assertDescribed(votes.path("items"), vote);

        var _ =
                api.send(
                        api.to(ANA, "/api/delegations/" + delegation.path("id").stringValue())
                                .DELETE());
        var now = JSON.readTree(api.send(api.to(ANA, path)).body()).path("votes").path(0);
        assertThat(now.path("counts").booleanValue()).isFalse();
        assertError(api.send(api.to(BEN, path)), 404, "NOT_FOUND");
    }

    @Test
    void aDelegateIsNotShownWhatOthersDecide() throws Exception {
        var _ = given(ANA, "user:ben");
        var other = desk.hold("update 2", List.of(new ApproverSet("sre", 1)));

        assertError(api.send(api.to(BEN, "/api/approvals/" + other.id())), 404, "NOT_FOUND");
        assertThat(api.send(api.to(BEN, "/api/approvals")).body()).doesNotContain(other.id());
        assertThat(api.send(api.to(ANA, "/api/approvals")).body()).contains(other.id());
    }

    @Test
    void whatADelegateMayDecideIsListedHoweverMuchOthersWaitFor() throws Exception {
        var delegation = given(ANA, "user:ben");
        clock.advance(Duration.ofMinutes(1));
        desk.holdMany(600, List.of(new ApproverSet("sre", 1)), Duration.ofMinutes(5));

        // The second and the third are what `approvals list` and `approvals review` ask.
        for (var query :
                List.of(
                        "",
                        "?state=pending",
                        "?state=pending&limit=100",
                        "?limit=1",
                        "?limit=500")) {
            var listed =
                    JSON.readTree(api.send(api.to(BEN, "/api/approvals" + query)).body())
                            .path("approvals");
            assertThat(listed.valueStream().map(one -> one.path("id").stringValue()))
                    .as(query)
                    .containsExactly(request.id());
        }
        assertThat(decide(BEN, delegation.path("id").stringValue()).statusCode()).isEqualTo(200);
    }

    @Test
    void itStandsOnTheKeyItWasMadeWith() throws Exception {
        var keys = new ApiKeys(desk.store, clock, new SecureRandom());
        var token =
                switch (keys.create("ana", Set.of(), true, Optional.empty())) {
                    case Creation.Created created -> created.token();
                    case Creation.Refused refused -> throw new AssertionError(refused);
                };
        var keyId = ((Opened.Works) keys.open(token)).key().keyId();
        var made = give(ANA, "user:ben", "X-Key", keyId);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);

        assertThat(keys.revoke("ana")).isTrue();

        assertThat(list(ANA).path(0).path("state").stringValue()).isEqualTo("key_ended");
        assertError(decide(BEN), 403, "FORBIDDEN");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'to': 'user:ben'|WRONG_TYPE",
                "'to': 'user:ben', 'until': 'tomorrow'|INVALID_TIME",
                "'to': 'user:ben', 'until': '2030-01-31T18:00'|INVALID_TIME",
                "'to': 'user:ben', 'until': 5|WRONG_TYPE",
                "'until': 'T'|WRONG_TYPE",
                "'to': 'user:ana', 'until': 'T'|SELF",
                "'to': 'user:ben', 'until': '2020-01-31T18:00Z'|WRONG_TIME",
                "'to': 'user:ben', 'until': 'T', 'from': 'T'|WRONG_TIME",
                "'to': 'user:ben', 'until': 'T', 'from': null|WRONG_TYPE",
                "'to': 'user:ben', 'until': 'T', 'roles': 'dba'|WRONG_TYPE",
                "'to': 'user:ben', 'until': 'T', 'roles': []|WRONG_TYPE",
                "'to': 'user:ben', 'until': 'T', 'roles': [1]|WRONG_TYPE",
                "'to': 'user:ben', 'until': 'T', 'roles': {'dba': 'dba'}|WRONG_TYPE",
                "'to': 'user:ben', 'until': 'T', 'for': 'user:ana'|UNKNOWN_KEY"
            })
    void wrongTermsAreRefused(String terms, String code) throws Exception {
        var body = "{" + terms.replace("'T'", "'" + tomorrow() + "'").replace('\'', '"') + "}";

        assertError(api.post(ANA, "/api/delegations", body), 400, code);
        assertThat(book.delegations.list(10)).isEmpty();
    }

    @Test
    void wrongPeopleAreRefused() throws Exception {
        assertError(give(BEN, "user:dan"), 403, "NO_ROLE");
        assertError(give(AUDITOR, "user:dan"), 403, "NO_ROLE");
        assertError(give(AGENT, "user:dan"), 403, "NOT_HUMAN");
        assertError(give(ANA, "client:coding-agent"), 403, "NOT_HUMAN");
        assertError(api.send(api.to("/api/delegations")), 401, "UNAUTHENTICATED");
        assertThat(book.delegations.list(10)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /api/delegations?limit=0,        400, INVALID_LIMIT",
        "GET,    /api/delegations?who=me,         400, INVALID_QUERY",
        "DELETE, /api/delegations/dlg_x?now=1,    400, INVALID_QUERY",
        "DELETE, /api/delegations/dlg_x,          404, NOT_FOUND",
        "DELETE, /api/delegations,                405, METHOD_NOT_ALLOWED",
        "GET,    /api/delegations/dlg_x,          405, METHOD_NOT_ALLOWED",
        "GET,    /api/delegations/,               404, NOT_FOUND"
    })
    void badRequestIsRefused(String method, String path, int status, String code) throws Exception {
        assertError(
                api.send(api.to(ANA, path).method(method, BodyPublishers.noBody())), status, code);
    }

    @Test
    void namesOfPeopleAreShownVisibly() throws Exception {
        var delegation = given(ANA, "user:\u202Eneb");

        assertThat(delegation.path("delegate").stringValue()).isEqualTo("user:\\u{202E}neb");
    }

    @Test
    void onlyAHumanWhoSignedInLatelyDelegates() throws Exception {
        for (var presence :
                List.of(
                        Presence.UNKNOWN,
                        new Presence.SignedIn(clock.instant().minus(Duration.ofMinutes(5))))) {
            signedIn = presence;

            var response = give(ANA, "user:ben");

            assertError(response, 401, "FRESH_SIGN_IN_NEEDED");
            assertThat(response.headers().firstValue("WWW-Authenticate"))
                    .hasValue("Bearer error=\"insufficient_user_authentication\",max_age=\"300\"");
        }
        assertThat(book.delegations.list(10)).isEmpty();
        assertThat(book.journal.refusals)
                .extracting(one -> one.code())
                .containsOnly(Delegated.Code.FRESH_SIGN_IN_NEEDED)
                .hasSize(2);
    }

    @Test
    void failureTellsNothingAndChangesNothing() throws Exception {
        book.journal.failing = true;

        var response = give(ANA, "user:ben");

        assertError(response, 500, "INTERNAL");
        assertThat(response.body()).doesNotContain("disk", "Exception");
        assertThat(book.delegations.list(10)).isEmpty();
    }

    private HttpResponse<String> decide(Principal who) throws Exception {
        return api.post(
                who,
                "/api/approvals/" + request.id() + "/decision",
                JSON.writeValueAsString(Map.of("decision", "approve", "digest", request.digest())));
    }

    private HttpResponse<String> decide(Principal who, String delegation) throws Exception {
        return api.post(
                who,
                "/api/approvals/" + request.id() + "/decision",
                JSON.writeValueAsString(
                        Map.of(
                                "decision",
                                "approve",
                                "digest",
                                request.digest(),
                                "delegation",
                                delegation)));
    }
}
