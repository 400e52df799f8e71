package dev.sallyport.server.api;

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
import dev.sallyport.server.identity.CredentialBounds;
import dev.sallyport.server.identity.Presence;
import dev.sallyport.server.identity.RequestPrincipal;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
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

/// Grants over HTTP.
class GrantsServletTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Principal ADMIN = Desk.human("admin");
    private static final Principal AUDITOR = Desk.human("auditor");
    private static final Map<String, Principal> PEOPLE =
            Stream.of(AGENT, ANA, BEN, OLGA, ADMIN, AUDITOR)
                    .collect(Collectors.toMap(Principal::subject, Function.identity()));
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
    private final Server server = new Server();
    private final HttpClient http = HttpClient.newHttpClient();
    private final TestClock clock = new TestClock();
    private Desk desk;
    private GrantBook book;
    private ApprovalRequest request;
    private String base = "";
    private volatile TestPolicy policy = POLICY;

    @BeforeEach
    void start() throws Exception {
        desk = new Desk(TestDatabase.SQLITE.fresh(directory), clock);
        book = new GrantBook(desk);
        request = book.hold(GrantBook.ask("update 0"));
        var connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        var context = new ServletContextHandler();
        Filter door =
                (incoming, response, chain) -> {
                    var who = ((HttpServletRequest) incoming).getHeader("X-Who");
                    if (who != null) {
                        var key = ((HttpServletRequest) incoming).getHeader("X-Key");
                        var ends = ((HttpServletRequest) incoming).getHeader("X-Ends");
                        RequestPrincipal.set(
                                incoming,
                                Objects.requireNonNull(PEOPLE.get(who), who),
                                key == null
                                        ? new CredentialBounds(
                                                Optional.ofNullable(ends).map(Instant::parse),
                                                List.of(),
                                                Optional.empty(),
                                                new Presence.SignedIn(clock.instant()))
                                        : CredentialBounds.ofKey(key));
                    }
                    chain.doFilter(incoming, response);
                };
        context.addFilter(new FilterHolder(door), "/*", EnumSet.of(DispatcherType.REQUEST));
        var shown = new ShownText(GrantBook::masked, UnaryOperator.identity());
        var rights = new ApprovalRights(desk.approvals, () -> policy, shown.masker(), clock);
        var granting = new GrantRights(book.grants, rights, () -> policy, clock);
        context.addServlet(
                new ServletHolder(
                        new ApprovalsServlet(
                                rights, granting, new GlassBook(desk).rights(rights), shown)),
                ApprovalsServlet.MAPPING);
        context.addServlet(
                new ServletHolder(new GrantsServlet(book.grants, granting, shown)),
                GrantsServlet.MAPPING);
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

    private HttpResponse<String> grant(Principal who, String terms) throws Exception {
        return post(
                who,
                "/api/approvals/" + request.id() + "/grant",
                "{" + terms + ", \"digest\": \"" + request.digest() + "\"}");
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
        assertThat(list(AUDITOR, "?state=active").path("grants")).hasSize(1);
        assertThat(list(ADMIN, "").path("grants")).hasSize(1);
        assertDescribed(grant);

        var id = grant.path("id").stringValue();
        var revoked = post(ADMIN, "/api/grants/" + id + "/revoke", "{\"reason\": \"enough\"}");

        assertThat(revoked.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(revoked.body()).path("state").stringValue()).isEqualTo("revoked");
        assertDescribed(JSON.readTree(revoked.body()));
        assertThat(list(ANA, "?state=active").path("grants")).isEmpty();
        assertThat(list(ANA, "?state=all").path("grants")).hasSize(1);
        assertError(post(ANA, "/api/grants/" + id + "/revoke", "{}"), 409, "NOT_ACTIVE");
    }

    @Test
    void nobodyElseGrantsSeesOrRevokes() throws Exception {
        assertError(grant(OLGA, "\"for\": \"2h\""), 403, "OWN_REQUEST");
        assertError(grant(AGENT, "\"for\": \"2h\""), 403, "FORBIDDEN");
        assertError(grant(ADMIN, "\"for\": \"2h\""), 403, "FORBIDDEN");
        assertError(grant(AUDITOR, "\"for\": \"2h\""), 403, "FORBIDDEN");
        var id = granted();

        for (var who : Set.of(AGENT, BEN)) {
            assertError(send(to(who, "/api/grants")), 403, "FORBIDDEN");
            assertError(post(who, "/api/grants/" + id + "/revoke", "{}"), 403, "FORBIDDEN");
        }
        assertError(post(AUDITOR, "/api/grants/" + id + "/revoke", "{}"), 403, "NO_ROLE");
        assertError(post(OLGA, "/api/grants/" + id + "/revoke", "{}"), 403, "NO_ROLE");
        assertError(
                send(HttpRequest.newBuilder(URI.create(base + "/api/grants"))),
                401,
                "UNAUTHENTICATED");
        assertThat(list(ANA, "?state=active").path("grants")).hasSize(1);
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
        return send(
                to(ANA, "/api/approvals/" + request.id() + "/grant")
                        .header("X-Key", keyId)
                        .header("Content-Type", "application/json")
                        .POST(
                                BodyPublishers.ofString(
                                        "{\"for\": \"2h\", \"digest\": \""
                                                + request.digest()
                                                + "\"}")));
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
        assertThat(list(ANA, "").path("grants").path(0).path("state").stringValue())
                .isEqualTo("active");

        assertThat(keys.revoke("ana")).isTrue();

        var now = list(ANA, "").path("grants").path(0);
        assertThat(now.path("state").stringValue()).isEqualTo("key_ended");
        assertDescribed(now);
    }

    @Test
    void grantorWhoMayNotDecideAnyMoreIsSeen() throws Exception {
        var _ = granted();
        var roles = new HashMap<>(POLICY.roles());
        var _ = roles.put(ANA.subject(), Set.of("reader"));
        policy = new TestPolicy(roles, POLICY.rights());

        var now = list(ADMIN, "").path("grants").path(0);

        assertThat(now.path("state").stringValue()).isEqualTo("grantor_changed");
        assertDescribed(now);
        policy = POLICY;
        assertThat(list(ADMIN, "").path("grants").path(0).path("state").stringValue())
                .isEqualTo("active");
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
        return send(
                to(ANA, "/api/approvals/" + request.id() + "/grant")
                        .header("X-Ends", ends.toString())
                        .header("Content-Type", "application/json")
                        .POST(
                                BodyPublishers.ofString(
                                        "{\"for\": \"2h\", \"digest\": \""
                                                + request.digest()
                                                + "\"}")));
    }

    @Test
    void digestIsThatOfWhatWasShown() throws Exception {
        var path = "/api/approvals/" + request.id() + "/grant";

        assertError(post(ANA, path, "{\"for\": \"2h\"}"), 400, "NO_DIGEST");
        assertError(
                post(ANA, path, "{\"for\": \"2h\", \"digest\": \"00\"}"), 409, "DIGEST_MISMATCH");
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
                send(
                        to(ANA, path)
                                .header("Content-Type", "application/json")
                                .method(method, BodyPublishers.ofString("{}")));

        assertError(response, status, code);
    }

    /// Every key is described, every required key is there.
    private static void assertDescribed(JsonNode grant) {
        var schema =
                JSON.readTree(OpenApiServlet.document())
                        .path("components")
                        .path("schemas")
                        .path("Grant");
        var keys = new TreeSet<String>(grant.propertyNames());
        assertThat(schema.path("properties").propertyNames()).containsAll(keys);
        assertThat(schema.path("properties").path("state").path("enum"))
                .contains(grant.path("state"));
        var required = new TreeSet<String>();
        schema.path("required").forEach(key -> required.add(key.stringValue()));
        assertThat(required).isNotEmpty();
        assertThat(keys).containsAll(required);
    }

    private static void assertError(HttpResponse<String> response, int status, String code) {
        assertThat(response.body()).contains("\"code\":\"" + code + "\"");
        assertThat(response.statusCode()).isEqualTo(status);
    }

    private JsonNode list(Principal who, String query) throws Exception {
        var response = send(to(who, "/api/grants" + query));
        assertThat(response.statusCode()).isEqualTo(200);
        return JSON.readTree(response.body());
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

    private HttpResponse<String> send(HttpRequest.Builder builder)
            throws IOException, InterruptedException {
        return http.send(builder.build(), BodyHandlers.ofString());
    }
}
