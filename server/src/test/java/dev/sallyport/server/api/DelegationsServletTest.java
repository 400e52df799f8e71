package dev.sallyport.server.api;

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
import dev.sallyport.server.identity.CredentialBounds;
import dev.sallyport.server.identity.Presence;
import dev.sallyport.server.identity.RequestPrincipal;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Delegations over HTTP, and what delegates see and do there.
class DelegationsServletTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Principal AUDITOR = Desk.human("auditor");
    private static final Map<String, Principal> PEOPLE =
            Stream.of(AGENT, ANA, BEN, CORA, AUDITOR)
                    .collect(Collectors.toMap(Principal::subject, Function.identity()));

    @TempDir private Path directory;
    private final Server server = new Server();
    private final HttpClient http = HttpClient.newHttpClient();
    private final TestClock clock = new TestClock();
    private Desk desk;
    private DelegationBook book;
    private Presence signedIn = new Presence.SignedIn(clock.instant());
    private ApprovalRequest request;
    private String base = "";

    @BeforeEach
    void start() throws Exception {
        desk = new Desk(TestDatabase.SQLITE.fresh(directory), clock);
        book = new DelegationBook(desk);
        book.console.put(AUDITOR.subject(), Set.of(ConsoleRight.AUDIT));
        request = desk.hold("update 1");
        var connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        var context = new ServletContextHandler();
        Filter door =
                (incoming, response, chain) -> {
                    var who = ((HttpServletRequest) incoming).getHeader("X-Who");
                    if (who != null) {
                        var key = ((HttpServletRequest) incoming).getHeader("X-Key");
                        RequestPrincipal.set(
                                incoming,
                                Objects.requireNonNull(PEOPLE.get(who), who),
                                key == null
                                        ? new CredentialBounds(
                                                Optional.empty(),
                                                List.of(),
                                                Optional.empty(),
                                                signedIn)
                                        : CredentialBounds.ofKey(key));
                    }
                    chain.doFilter(incoming, response);
                };
        context.addFilter(new FilterHolder(door), "/*", EnumSet.of(DispatcherType.REQUEST));
        var shown =
                new ShownText(
                        UnaryOperator.identity(), text -> text.replace("\u202E", "\\u{202E}"));
        var granting =
                new GrantRights(new GrantBook(desk).grants, book.rights, book::policy, clock);
        context.addServlet(
                new ServletHolder(
                        new ApprovalsServlet(
                                book.rights,
                                granting,
                                new GlassBook(desk).rights(book.rights),
                                shown)),
                ApprovalsServlet.MAPPING);
        context.addServlet(
                new ServletHolder(new DelegationsServlet(book.delegating, shown, clock)),
                DelegationsServlet.MAPPING);
        server.setHandler(context);
        server.start();
        base = "http://127.0.0.1:" + connector.getLocalPort();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        http.close();
        desk.close();
    }

    private String tomorrow() {
        return clock.instant().plus(Duration.ofDays(1)).toString();
    }

    private HttpResponse<String> give(Principal who, String to) throws Exception {
        return post(
                who,
                "/api/delegations",
                "{\"to\": " + JSON.writeValueAsString(to) + ", \"until\": \"" + tomorrow() + "\"}");
    }

    private JsonNode given(Principal who, String to) throws Exception {
        var made = give(who, to);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        return JSON.readTree(made.body());
    }

    private JsonNode list(Principal who) throws Exception {
        var listed = send(to(who, "/api/delegations"));
        assertThat(listed.statusCode()).isEqualTo(200);
        return JSON.readTree(listed.body()).path("delegations");
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
            assertError(send(to(who, path).DELETE()), 404, "NOT_FOUND");
        }

        var ended = send(to(ANA, path).DELETE());

        assertThat(ended.statusCode()).isEqualTo(200);
        var json = JSON.readTree(ended.body());
        assertThat(json.path("state").stringValue()).isEqualTo("ended");
        assertDescribed("Delegation", json);
        assertError(send(to(ANA, path).DELETE()), 409, "NOT_ACTIVE");
    }

    @Test
    void aDelegateSeesAndDecidesAndBothAreNamed() throws Exception {
        var path = "/api/approvals/" + request.id();
        assertError(send(to(BEN, path)), 404, "NOT_FOUND");
        assertError(decide(BEN), 403, "FORBIDDEN");
        var delegation = given(ANA, "user:ben");

        var listed = JSON.readTree(send(to(BEN, "/api/approvals")).body()).path("approvals");
        assertThat(listed).hasSize(1);
        assertDescribed("ApprovalBrief", listed.path(0));
        var shown = JSON.readTree(send(to(BEN, path)).body());
        assertThat(shown.path("you_decide_for").stringValue()).isEqualTo("user:ana");
        assertDescribed("ApprovalFull", shown);
        assertThat(JSON.readTree(send(to(ANA, path)).body()).has("you_decide_for")).isFalse();

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
        var votes = JSON.readTree(OpenApiServlet.document()).path("components").path("schemas");
        assertKeys(votes.path("ApprovalFull").path("properties").path("votes").path("items"), vote);

        var _ = send(to(ANA, "/api/delegations/" + delegation.path("id").stringValue()).DELETE());
        var now = JSON.readTree(send(to(ANA, path)).body()).path("votes").path(0);
        assertThat(now.path("counts").booleanValue()).isFalse();
        assertError(send(to(BEN, path)), 404, "NOT_FOUND");
    }

    @Test
    void aDelegateIsNotShownWhatOthersDecide() throws Exception {
        var _ = given(ANA, "user:ben");
        var other = desk.hold("update 2", List.of(new ApproverSet("sre", 1)));

        assertError(send(to(BEN, "/api/approvals/" + other.id())), 404, "NOT_FOUND");
        assertThat(send(to(BEN, "/api/approvals")).body()).doesNotContain(other.id());
        assertThat(send(to(ANA, "/api/approvals")).body()).contains(other.id());
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
                    JSON.readTree(send(to(BEN, "/api/approvals" + query)).body()).path("approvals");
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
        var made =
                send(
                        to(ANA, "/api/delegations")
                                .header("X-Key", keyId)
                                .header("Content-Type", "application/json")
                                .POST(
                                        BodyPublishers.ofString(
                                                "{\"to\": \"user:ben\", \"until\": \""
                                                        + tomorrow()
                                                        + "\"}")));
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

        assertError(post(ANA, "/api/delegations", body), 400, code);
        assertThat(book.delegations.list(10)).isEmpty();
    }

    @Test
    void wrongPeopleAreRefused() throws Exception {
        assertError(give(BEN, "user:dan"), 403, "NO_ROLE");
        assertError(give(AUDITOR, "user:dan"), 403, "NO_ROLE");
        assertError(give(AGENT, "user:dan"), 403, "NOT_HUMAN");
        assertError(give(ANA, "client:coding-agent"), 403, "NOT_HUMAN");
        var unnamed = URI.create(base + "/api/delegations");
        assertError(send(HttpRequest.newBuilder(unnamed)), 401, "UNAUTHENTICATED");
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
        assertError(send(to(ANA, path).method(method, BodyPublishers.noBody())), status, code);
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

    private static void assertDescribed(String schema, JsonNode json) {
        assertKeys(
                JSON.readTree(OpenApiServlet.document())
                        .path("components")
                        .path("schemas")
                        .path(schema),
                json);
    }

    /// Every key is described, every required key is there.
    private static void assertKeys(JsonNode schema, JsonNode json) {
        var described = new TreeSet<String>();
        schema.path("properties").properties().forEach(p -> described.add(p.getKey()));
        var keys = new TreeSet<String>();
        json.properties().forEach(p -> keys.add(p.getKey()));
        assertThat(keys).isNotEmpty();
        assertThat(described).containsAll(keys);
        schema.path("required").forEach(r -> assertThat(keys).contains(r.stringValue()));
    }

    private static void assertError(HttpResponse<String> response, int status, String code) {
        assertThat(response.body()).contains("\"code\":\"" + code + "\"");
        assertThat(response.statusCode()).isEqualTo(status);
    }

    private HttpResponse<String> decide(Principal who) throws Exception {
        return post(
                who,
                "/api/approvals/" + request.id() + "/decision",
                JSON.writeValueAsString(Map.of("decision", "approve", "digest", request.digest())));
    }

    private HttpResponse<String> decide(Principal who, String delegation) throws Exception {
        return post(
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

    private HttpRequest.Builder to(Principal who, String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).header("X-Who", who.subject());
    }

    private HttpResponse<String> post(Principal who, String path, String json) throws Exception {
        return send(
                to(who, path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json)));
    }

    private HttpResponse<String> send(HttpRequest.Builder builder) throws Exception {
        return http.send(builder.build(), BodyHandlers.ofString());
    }
}
