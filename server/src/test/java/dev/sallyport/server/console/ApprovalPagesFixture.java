package dev.sallyport.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.server.api.TestPolicy;
import dev.sallyport.server.approval.ApprovalRequest;
import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.approval.DelegationBook;
import dev.sallyport.server.approval.DelegationRights;
import dev.sallyport.server.approval.Delegations;
import dev.sallyport.server.approval.Desk;
import dev.sallyport.server.approval.GlassBook;
import dev.sallyport.server.approval.GrantBook;
import dev.sallyport.server.approval.GrantRights;
import dev.sallyport.server.approval.NewRequest;
import dev.sallyport.server.approval.Requested;
import dev.sallyport.server.call.ReplyMasker;
import dev.sallyport.server.console.ProviderSignIn.Finished;
import dev.sallyport.server.http.HttpFront;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import dev.sallyport.tools.Preview;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractListAssert;
import org.assertj.core.api.ObjectAssert;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// The pages of held calls on a real listener, with people who have signed in.
abstract class ApprovalPagesFixture extends SignInFixture {

    static final String MASKED = "4111111111111111";

    static final String HIDDEN = "drop everything";

    static final String UNMASKABLE = "the detectors fail at this";

    private static final Set<String> NONE = Set.of();

    /// May be changed while a test runs.
    volatile TestPolicy policy =
            new TestPolicy(
                    Map.of(
                            "user:ana", Desk.DBA,
                            "user:ben", Desk.DBA,
                            "user:olga", Desk.DBA,
                            "user:rolf", NONE,
                            "client:coding-agent", Desk.DBA),
                    Map.of(
                            "user:ana", Set.of(ConsoleRight.APPROVE),
                            "user:ben", Set.of(ConsoleRight.APPROVE),
                            "user:olga", EnumSet.allOf(ConsoleRight.class),
                            "user:rolf", Set.of(ConsoleRight.APPROVE),
                            "user:auditor", Set.of(ConsoleRight.AUDIT),
                            "user:adam", Set.of(ConsoleRight.ADMINISTER),
                            "client:coding-agent", Set.of(ConsoleRight.APPROVE)));

    final HttpClient http = HttpClient.newHttpClient();
    Desk desk;
    GrantBook book;
    GlassBook glassBook;
    HttpFront front;
    Delegations delegations;

    /// Knows a card, takes some names for mail addresses, and fails at one text.
    private static String mask(String text) {
        return text.contains(UNMASKABLE)
                ? ReplyMasker.WITHHELD
                : text.replace(MASKED, "[card]")
                        .replace(HIDDEN, "⟦masked:AWS_SECRET_KEY⟧")
                        .replace("olga", "[mail]");
    }

    @BeforeEach
    void serve() throws IOException {
        desk = new Desk(TestDatabase.SQLITE.fresh(directory), new TestClock());
        var rights =
                new ApprovalRights(
                        desk.approvals, () -> policy, ApprovalPagesFixture::mask, desk.clock);
        delegations =
                new Delegations(
                        desk.store,
                        desk.approvals,
                        new DelegationBook.Journal(),
                        Desk.SETTINGS,
                        desk.clock,
                        new SecureRandom());
        var delegating = new DelegationRights(delegations, rights);
        book = new GrantBook(desk, ApprovalPagesFixture::mask);
        var granting = new GrantRights(book.grants, rights, () -> policy, desk.clock);
        glassBook = new GlassBook(desk);
        var breaking = glassBook.rights(rights);
        var pages =
                new DecisionPages(
                        rights,
                        granting,
                        breaking,
                        () -> policy,
                        ApprovalPagesFixture::mask,
                        desk.clock);
        var streams = new EventStreams(signIn);
        var events = EventsServlet.ofApprovals(streams, desk.approvals, rights);
        var refused = new RefusedForms(desk.approvals, desk.clock);
        front =
                HttpFront.listen("127.0.0.1", 0)
                        .servlet(AssetsServlet.MAPPING, new AssetsServlet())
                        .servlet(EventsServlet.APPROVALS_MAPPING, events)
                        .servlet(
                                ApprovalPagesServlet.MAPPING,
                                new ApprovalPagesServlet(
                                        signIn,
                                        desk.approvals,
                                        rights,
                                        breaking,
                                        pages,
                                        refused,
                                        desk.clock))
                        .servlet(
                                GlassPagesServlet.MAPPING,
                                new GlassPagesServlet(
                                        signIn, breaking, rights, pages, refused, desk.clock))
                        .servlet(
                                GrantPagesServlet.MAPPING,
                                new GrantPagesServlet(
                                        signIn,
                                        book.grants,
                                        granting,
                                        rights,
                                        pages,
                                        refused,
                                        desk.clock))
                        .servlet(
                                DelegationPagesServlet.MAPPING,
                                new DelegationPagesServlet(signIn, delegating, rights, desk.clock))
                        .onClose(streams::close)
                        .start();
    }

    @AfterEach
    void stop() {
        front.close();
        http.close();
        desk.close();
    }

    /// A browser in which someone has signed in.
    final class Browser {
        final SessionSecret secret;

        Browser(SessionSecret secret) {
            this.secret = secret;
        }

        HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(front.address().resolve(path))
                    .header("Cookie", "__Host-sallyport=" + secret.text());
        }

        Answer get(String path, String... headers) {
            var request = request(path);
            if (headers.length > 0) {
                request.headers(headers);
            }
            return send(request.GET());
        }

        /// As a form of our page does it.
        Answer post(String path, Map<String, String> fields) {
            return post(path, fields, front.address().toString());
        }

        /// @param origin none when empty
        Answer post(String path, Map<String, String> fields, String origin) {
            var request =
                    request(path)
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(BodyPublishers.ofString(form(fields)));
            if (!origin.isEmpty()) {
                request.header("Origin", origin);
            }
            return send(request);
        }

        /// Reads the page and presses a button of its form.
        Answer decide(String path, String decision) {
            return post(decisionPath(path), pressed(get(path), decision));
        }

        String decisionPath(String path) {
            return path.replace("/whole", "") + "/decision";
        }
    }

    /// What the form on a page sends.
    static Map<String, String> pressed(Answer page, String decision) {
        var fields = hidden(page, "<form class=\"box decide\"");
        fields.put("decision", decision);
        fields.put("reason", "as agreed");
        return fields;
    }

    /// What the form that begins so sends without being filled in.
    static Map<String, String> hidden(Answer page, String begin) {
        var fields = new TreeMap<String, String>();
        int start = page.body().indexOf(begin);
        var form = page.body().substring(start, page.body().indexOf("</form>", start));
        var inputs =
                Pattern.compile("<input type=\"hidden\" name=\"(\\w+)\" value=\"([^\"]*)\">")
                        .matcher(form);
        while (inputs.find()) {
            fields.put(inputs.group(1), inputs.group(2));
        }
        return fields;
    }

    static Map<String, String> changed(Map<String, String> form, String field, String value) {
        var fields = new TreeMap<>(form);
        fields.put(field, value);
        return fields;
    }

    /// Each refusal on record: by whom, of what, which verdict, and why.
    AbstractListAssert<?, List<? extends Tuple>, Tuple, ObjectAssert<Tuple>> assertRefusals() {
        return assertThat(desk.journal.refusals)
                .extracting(
                        refused -> refused.by().subject(),
                        refused -> refused.requestId(),
                        refused -> refused.verdict(),
                        refused -> refused.code());
    }

    record Answer(int status, String body, Map<String, List<String>> headers) {
        String header(String name) {
            return String.join(", ", headers.getOrDefault(name, List.of()));
        }
    }

    Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response.headers().map());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    Answer stranger(String path, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(front.address() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field ->
                        field.getKey()
                                + "="
                                + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    Browser as(String name) throws IOException {
        var login = begin();
        provider.answerWith(provider.sign(provider.claims(login.nonce()).subject(name)));
        var browser = new Browser(((Finished.SignedIn) finish(login)).secret());
        signedIn(browser, Optional.of(desk.clock.instant()));
        return browser;
    }

    /// When the human signed in last, by the clock of the held calls.
    void signedIn(Browser browser, Optional<Instant> at) {
        int changed =
                store.write(handle ->
                        handle.execute(
                                "UPDATE console_session SET signed_in_at = CAST(? AS BIGINT) WHERE session_sha256 = ?",
                                at.map(Instant::toEpochMilli).orElse(null),
                                browser.secret.id()));
        if (changed != 1) {
            throw new AssertionError("no such session");
        }
    }

    static String path(ApprovalRequest request) {
        return "/approvals/" + request.id();
    }

    /// A held call of which the tool shows this.
    ApprovalRequest hold(String headline, Preview.Section... sections) {
        return hold(headline, "claude 1.0", "the customer asked for it", sections);
    }

    ApprovalRequest hold(
            String headline, String client, String reason, Preview.Section... sections) {
        var asked = Desk.ask(Desk.AGENT, Desk.plan(headline), List.of(new ApproverSet("dba", 1)));
        var whole =
                new NewRequest(
                        asked.requester(),
                        asked.session(),
                        client,
                        asked.callId(),
                        asked.plan(),
                        asked.obligations(),
                        new Preview(headline, List.of(sections), asked.preview().state()),
                        asked.approvers(),
                        asked.ruleIds(),
                        asked.policyDigest(),
                        reason);
        return ((Requested.Held) desk.approvals.request(whole)).request();
    }
}
