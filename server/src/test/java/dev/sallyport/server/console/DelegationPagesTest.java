package dev.sallyport.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.server.api.TestPolicy;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Vote;
import dev.sallyport.server.approval.Delegation;
import dev.sallyport.server.approval.Desk;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Humans let others decide in their place with a browser, and these decide.
class DelegationPagesTest extends ApprovalPagesFixture {

    private static final String PATH = "/approvals/delegations";

    private String time(Duration ahead) {
        return desk.clock.instant().plus(ahead).toString().substring(0, 16);
    }

    private Map<String, String> wish(Browser browser, String to) {
        var fields = new TreeMap<String, String>();
        fields.put("csrf", browser.secret.csrfToken());
        fields.put("to", to);
        fields.put("from", "");
        fields.put("until", time(Duration.ofDays(1)));
        return fields;
    }

    private Delegation given(Browser browser, String to) {
        assertThat(browser.post(PATH, wish(browser, to)).status()).isEqualTo(303);
        return delegations.list(1).getFirst();
    }

    private List<Delegation> all() {
        return delegations.list(100);
    }

    @Test
    void anApproverLetsSomebodyDecideAndTakesItBack() throws IOException {
        var ana = as("ana");
        var page = ana.get(PATH);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("content-security-policy")).contains("default-src 'none'");
        assertThat(page.body())
                .contains("Nobody has let you decide", "You have let nobody decide")
                .contains("href=\"" + PATH + "\" aria-current=\"page\"")
                .contains("name=\"role0\" value=\"dba\"", "name=\"role1\" value=\"reader\"");

        var wish = wish(ana, " user:dan ");
        wish.put("from", time(Duration.ofHours(1)));
        wish.put("role0", "dba");
        var made = ana.post(PATH, wish);

        assertThat(made.status()).isEqualTo(303);
        assertThat(made.header("location")).isEqualTo(PATH);
        var delegation = all().getFirst();
        assertThat(delegation.terms().delegate()).isEqualTo("user:dan");
        assertThat(delegation.terms().roles()).containsExactly("dba");
        assertThat(ana.get(PATH).body())
                .contains("user:dan for user:ana", "as dba", "Not yet", "UTC until");

        var end = PATH + "/" + delegation.id() + "/end";
        for (var other : List.of("ben", "auditor")) {
            var browser = as(other);
            var answer = browser.post(end, Map.of("csrf", browser.secret.csrfToken()));
            assertThat(answer.status()).as(other).isEqualTo(404);
        }
        assertThat(ana.get(end).status()).isEqualTo(404);
        var ended = ana.post(end, Map.of("csrf", ana.secret.csrfToken()));

        assertThat(ended.status()).isEqualTo(303);
        assertThat(ana.get(PATH).body()).contains("Ended").doesNotContain(end);
        assertThat(ana.post(end, Map.of("csrf", ana.secret.csrfToken())).status()).isEqualTo(409);
    }

    @Test
    void aDelegateFindsInTheInboxWhatTheyMayDecideAndDecidesIt() throws IOException {
        var request = hold("update 3 rows of shop.orders");
        var other = desk.hold("update 2", List.of(new ApproverSet("sre", 1)));
        var dan = as("dan");
        assertThat(dan.get("/approvals").status()).isEqualTo(404);
        var _ = given(as("ana"), "user:dan");

        var inbox = dan.get("/approvals");
        assertThat(inbox.status()).isEqualTo(200);
        assertThat(inbox.body())
                .contains("1 call waits", "You can decide</strong> for <code>user:ana</code>")
                .contains("href=\"" + path(request) + "\"", "href=\"" + PATH + "\"")
                .doesNotContain(other.id(), "/approvals/approvers");
        assertThat(dan.get("/approvals?state=all&page=9").body()).contains("1 call, the newest");
        assertThat(dan.get(path(other)).status()).isEqualTo(404);
        assertThat(dan.get("/approvals/approvers").status()).isEqualTo(404);
        assertThat(dan.get(path(request)).body())
                .contains("You decide in the place of user:ana, until");
        assertThat(dan.get(PATH).body())
                .contains("user:dan for user:ana", "In force", "with every role")
                .contains("/end")
                .doesNotContain("Let somebody decide");

        assertThat(dan.decide(path(request), "approve").status()).isEqualTo(303);

        var now = desk.approvals.find(request.id()).orElseThrow();
        assertThat(now.state()).isEqualTo(State.APPROVED);
        assertThat(now.votes()).extracting(Vote::by).containsExactly("user:dan for user:ana");
        assertThat(as("ben").get(path(request)).body())
                .contains("<strong>user:dan for user:ana</strong> approved");
    }

    /// The one has the latest deadline and is the oldest, so that it stands last in either order.
    @Test
    void whatADelegateMayDecideIsFoundHoweverMuchOthersWaitFor() throws IOException {
        var request = hold("update 3 rows of shop.orders");
        var _ = given(as("ana"), "user:dan");
        desk.clock.advance(Duration.ofMinutes(1));
        desk.holdMany(600, List.of(new ApproverSet("sre", 1)), Duration.ofMinutes(5));
        var dan = as("dan");

        assertThat(dan.get("/approvals").body())
                .contains("1 call waits", "href=\"" + path(request) + "\"");
        assertThat(dan.get("/approvals?state=all").body())
                .contains("1 call, the newest", "href=\"" + path(request) + "\"");

        assertThat(dan.decide(path(request), "approve").status()).isEqualTo(303);
        assertThat(desk.approvals.find(request.id()).orElseThrow().state())
                .isEqualTo(State.APPROVED);
    }

    @Test
    void whatADelegateMayDecideIsPagedThrough() throws IOException {
        desk.holdMany(600, List.of(new ApproverSet("sre", 1)), Duration.ofMinutes(5));
        desk.clock.advance(Duration.ofMinutes(1));
        desk.holdMany(120, Desk.ONE_DBA, Duration.ofMinutes(30));
        var _ = given(as("ana"), "user:dan");
        var dan = as("dan");

        var ids = new TreeSet<String>();
        for (int page = 1; page <= 3; page++) {
            var body = dan.get("/approvals?page=" + page).body();
            assertThat(body).contains("120 calls wait");
            var found = Pattern.compile("href=\"/approvals/(apr_[^\"/]+)\"").matcher(body);
            while (found.find()) {
                ids.add(found.group(1));
            }
        }

        assertThat(ids).hasSize(120);
    }

    @Test
    void aVoteWhoseDelegationIsOverSaysThatItDoesNotCount() throws IOException {
        var request = desk.hold("update 1", Desk.TWO_DBAS);
        var ana = as("ana");
        var delegation = given(ana, "user:dan");
        var dan = as("dan");
        assertThat(dan.decide(path(request), "approve").status()).isEqualTo(303);
        assertThat(ana.get(path(request)).body()).contains("2 × <code>dba</code> must", "; 1 has.");

        var _ =
                ana.post(
                        PATH + "/" + delegation.id() + "/end",
                        Map.of("csrf", ana.secret.csrfToken()));

        assertThat(ana.get(path(request)).body())
                .contains("; none has yet.", "no longer decide: does not count");
        assertThat(dan.get(path(request)).status()).isEqualTo(404);
        assertThat(dan.get("/approvals").status()).isEqualTo(404);
    }

    @Test
    void whoeverDecidesNothingHasNoFormAndNoWay() throws IOException {
        for (var name : List.of("rolf", "auditor", "dan")) {
            var browser = as(name);
            assertThat(browser.get(PATH).body())
                    .as(name)
                    .contains("You have let nobody")
                    .doesNotContain("Let somebody decide");
            var answer = browser.post(PATH, wish(browser, "user:eve"));
            assertThat(answer.status()).as(name).isEqualTo(403);
            assertThat(answer.body()).contains("Nothing was changed: you decide nothing by a role");
        }
        assertThat(all()).isEmpty();
    }

    @Test
    void auditorsSeeEverybodys() throws IOException {
        var _ = given(as("ana"), "user:dan");

        assertThat(as("auditor").get(PATH).body())
                .contains("Of others", "user:dan for user:ana")
                .doesNotContain("/end");
        assertThat(as("ben").get(PATH).body()).doesNotContain("user:dan");
    }

    @Test
    void whatDidNotComeFromThePageIsRefused() throws IOException {
        var ana = as("ana");
        var delegation = given(ana, "user:dan");
        var end = PATH + "/" + delegation.id() + "/end";
        var wish = wish(ana, "user:eve");
        var forged = new HashMap<>(wish);
        forged.put("csrf", as("ben").secret.csrfToken());
        var bare = new HashMap<>(wish);
        bare.remove("csrf");

        assertThat(ana.post(PATH, forged).status()).isEqualTo(403);
        assertThat(ana.post(PATH, bare).status()).isEqualTo(403);
        assertThat(ana.post(PATH, wish, "").status()).isEqualTo(403);
        assertThat(ana.post(PATH, wish, "https://evil.example.com").status()).isEqualTo(403);
        assertThat(ana.post(end, Map.of()).status()).isEqualTo(403);
        assertThat(ana.post(end, Map.of("csrf", ana.secret.csrfToken()), "").status())
                .isEqualTo(403);
        assertThat(ana.post(PATH + "/x", wish).status()).isEqualTo(404);
        assertThat(stranger(PATH).status()).isEqualTo(401);
        assertThat(stranger(PATH, "Authorization", "Bearer x").status()).isEqualTo(404);
        assertThat(all()).hasSize(1).allMatch(one -> one.ended().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tomorrow", "2030-01-31", "2030-13-31T18:00", "18:00"})
    void aTimeThatIsNoneIsRefusedAndTheFormKept(String until) throws IOException {
        var ana = as("ana");
        var wish = wish(ana, "user:dan");
        wish.put("until", until);
        wish.put("role1", "reader");

        var answer = ana.post(PATH, wish);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body())
                .contains("Give the day and the time", "value=\"user:dan\"")
                .contains("name=\"role1\" value=\"reader\" checked")
                .doesNotContain("name=\"role0\" value=\"dba\" checked");
        assertThat(all()).isEmpty();
    }

    @Test
    void aWishThatIsTooMuchSaysWhatIsPossible() throws IOException {
        var ana = as("ana");
        var tooLong = wish(ana, "user:dan");
        tooLong.put("until", time(Duration.ofDays(15)));
        assertThat(ana.post(PATH, tooLong).body())
                .contains("lasts from 1 minute to 14 days, and ends within 30 days");

        assertThat(ana.post(PATH, wish(ana, "client:bot")).body())
                .contains("name one as the role map does, as in user:ben.");
        assertThat(ana.post(PATH, wish(ana, "user:ANA")).status()).isEqualTo(400);
        var foreign = wish(ana, "user:dan");
        foreign.put("role0", "admin");
        assertThat(ana.post(PATH, foreign).status()).isEqualTo(403);
        assertThat(all()).isEmpty();
    }

    @Test
    void namesAreShownVisibly() throws IOException {
        var ana = as("ana");
        var hostile = "user:<script>alert(1)</script>\u202E\u200B\uDB40\uDC41 &amp; \"'";
        var _ = given(ana, hostile);

        var body = ana.get(PATH).body();

        assertThat(body)
                .doesNotContain("<script>alert", "\u202E", "\u200B", "\uDB40\uDC41")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;\\u{202E}");
        var refused = wish(ana, hostile);
        refused.put("until", "");
        assertThat(ana.post(PATH, refused).body())
                .doesNotContain("<script>alert", "\u202E", "\u200B", "\uDB40\uDC41");
    }

    @Test
    void aDelegatorWhoLosesTheRoleTakesTheInboxAway() throws IOException {
        var _ = hold("update 1");
        var ana = as("ana");
        var _ = given(ana, "user:dan");
        var dan = as("dan");
        assertThat(dan.get("/approvals").status()).isEqualTo(200);

        policy =
                new TestPolicy(
                        Map.of("user:ben", Desk.DBA),
                        Map.of("user:ana", Set.of(ConsoleRight.APPROVE)));

        assertThat(dan.get("/approvals").status()).isEqualTo(404);
        assertThat(dan.get(PATH).body()).contains("Role lost");
    }
}
