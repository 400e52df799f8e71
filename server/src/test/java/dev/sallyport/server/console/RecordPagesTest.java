package dev.sallyport.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.RecordedAccess;
import dev.sallyport.audit.RecordedAccesses;
import dev.sallyport.audit.RecordedApprovers;
import dev.sallyport.audit.RecordedFact;
import dev.sallyport.audit.RecordedObligation;
import dev.sallyport.audit.Stage;
import dev.sallyport.audit.Standing;
import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.server.api.TestPolicy;
import dev.sallyport.server.history.RecordedLog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Auditors look for calls, and nobody else does.
class RecordPagesTest extends RecordPagesFixture {

    @Test
    void anAuditorFindsACallByWordsAndFacets() throws IOException {
        record.ran("A1", "select id from orders where region = 'EU'");
        record.denied("B1", "DENIED_NO_RULE");
        record.held("C1", "update orders set region = 'US'");
        record.caughtUp();
        var auditor = as("auditor");

        var all = auditor.get("/calls");
        assertThat(all.status()).isEqualTo(200);
        assertThat(all.header("content-security-policy"))
                .contains("default-src 'none'", "script-src 'self'")
                .doesNotContain("unsafe");
        assertThat(all.body())
                .contains("3 calls on record", "sse-connect=\"/calls/events\"")
                .containsSubsequence("/calls/C1", "/calls/B1", "/calls/A1")
                .contains("client:coding-agent for user:olga", "DENIED_NO_RULE")
                .contains("href=\"/calls?status=denied\"", "href=\"/calls?tool=modify_database\"")
                .contains("href=\"/calls?rule=analyst%2Fpermit%2F0123456789ab\"");

        var words = auditor.get("/calls?q=region+orders&held=no");
        assertThat(words.body())
                .contains("1 call found", "/calls/A1", "value=\"region orders\"")
                .contains("<input type=\"hidden\" name=\"held\" value=\"no\">")
                .contains("href=\"/calls?q=region+orders\"")
                .doesNotContain("/calls/C1", "/calls/B1");
        assertThat(auditor.get("/calls?q=nothing").body())
                .contains("0 calls found", "No call on record is like that");
        assertThat(auditor.get("/calls?from=2026-03-02").body()).contains("0 calls found");
        assertThat(auditor.get("/calls?from=2026-03-01T11:59&to=2026-03-01T12:01:00Z").body())
                .contains("3 calls found");
        assertThat(auditor.get("/calls?live=no").body()).doesNotContain("sse-connect");
    }

    @Test
    void nobodyElseSeesThatThereIsAnything() throws IOException {
        long first = record.ran("A1", "select id from orders");
        record.caughtUp();
        policy =
                new TestPolicy(
                        Map.of(),
                        Map.of(
                                "user:ana", Set.of(ConsoleRight.APPROVE),
                                "user:root",
                                        EnumSet.of(ConsoleRight.APPROVE, ConsoleRight.ADMINISTER),
                                "user:auditor", Set.of(ConsoleRight.AUDIT)));
        var pages =
                List.of(
                        "/calls",
                        "/calls/A1",
                        "/calls/A1/whole",
                        "/calls?q=select",
                        "/calls?before=x",
                        "/sessions",
                        "/sessions/" + first);
        for (var path : pages) {
            for (var name : List.of("ana", "root", "nobodys-friend")) {
                var answer = as(name).get(path);
                assertThat(answer.status()).as(name + " " + path).isEqualTo(404);
                assertThat(answer.body())
                        .contains("There is nothing here")
                        .doesNotContain("href=\"/calls\"", "href=\"/sessions\"", "orders");
            }
            assertThat(stranger(path).status()).as(path).isEqualTo(401);
            assertThat(stranger(path).body())
                    .contains("/login?return=%2F")
                    .doesNotContain("orders");
            assertThat(stranger(path, "Authorization", "Bearer x").status()).isEqualTo(404);
            assertThat(stranger(path, "HX-Request", "true").header("hx-refresh")).isEqualTo("true");
        }
        assertThat(as("root").get("/calls/events").status()).isEqualTo(404);
        assertThat(stranger("/calls/events").status()).isEqualTo(404);
        var auditor = as("auditor");
        for (var path : pages) {
            if (!path.endsWith("=x")) {
                assertThat(auditor.get(path).status()).as(path).isEqualTo(200);
            }
        }
        assertThat(send(auditor.request("/calls").POST(BodyPublishers.noBody())).status())
                .isEqualTo(405);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "before=-1|`before` is a position in the log, a number from 0 on, not `-1`.",
                "before=9999999999999999999|a position in the log",
                "after=1e3|a position in the log",
                "before=1&after=2|Give `before` or `after`, not both.",
                "status=gone|`status` is one of received, waiting,",
                "held=maybe|`held` is yes or no, not `maybe`.",
                "from=yesterday|`from` is a time like 2026-03-01 or 2026-03-01T12:30, in UTC, not `yesterday`.",
                "to=2026-13-01|`to` is a time",
                "from=-999999999-01-01|`from` is a time",
                "from=2026-03-02&to=2026-03-01|`from` must be before `to`.",
                "tol=x|There is no parameter `tol`; there are q, status,",
                "tool=a&tool=b|`tool` is given more than once.",
                "live=2|`live` is yes or no",
                "%3Cscript%3E=1|There is no parameter `&lt;script&gt;`",
                "held=%E2%80%AE|not `\\u{202E}`.",
            })
    void aBadParameterIsToldInASentence(String query, String sentence) throws IOException {
        var answer = as("auditor").get("/calls?" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("That cannot be shown").contains(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "@@|search for words of letters or digits.",
                "a b c d e f g h i|a search has at most 8 different words, not 9.",
                "one* two* thr*|at most 2 words of a search end in a star, not 3.",
                "or*|write at least 3 letters or digits before a star, as in `ord*`.",
                "<b> a*|write at least 3 letters or digits before a star",
            })
    void aSearchThatIsTooMuchIsToldInItsForm(String words, String sentence) throws IOException {
        record.ran("A1", "select a from orders");

        var answer = as("auditor").get("/calls?tool=query_database&q=" + Query.encoded(words));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body())
                .contains("That cannot be searched for: " + sentence)
                .contains("name=\"tool\" value=\"query_database\"")
                .contains("value=\"" + words.replace("<", "&lt;"))
                .doesNotContain("href=\"/calls/A1\"");
    }

    @Test
    void whatIsTooLongIsRefusedToo() throws IOException {
        var auditor = as("auditor");

        assertThat(auditor.get("/calls?q=" + "x".repeat(201)).body())
                .contains("a search has at most 200 characters");
        assertThat(auditor.get("/calls?tool=" + "x".repeat(501)).body())
                .contains("`tool` has more than 500 characters");
        assertThat(auditor.get("/calls?" + "x".repeat(400) + "=1").status()).isEqualTo(400);
        assertThat(auditor.get("/sessions?before=1&after=2").status()).isEqualTo(400);
        assertThat(auditor.get("/sessions?q=x").status()).isEqualTo(400);
        assertThat(auditor.get("/sessions/0?at=now").status()).isEqualTo(400);
        assertThat(auditor.get("/calls/A1?x=1").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/calls/nothing",
                "/calls/",
                "/calls/A1/",
                "/calls/A1/more",
                "/calls/a.b",
                "/calls/%3Cb%3E",
                "/sessions/1",
                "/sessions/999999999999999999",
                "/sessions/9999999999999999999",
                "/sessions/-1",
                "/sessions/0?at=999999999999999999",
                "/sessions/0?at=1",
                "/sessions/0/x",
            })
    void whatIsNotThereIsNotFound(String path) throws IOException {
        record.ran("A1", "select");
        record.caughtUp();

        assertThat(as("auditor").get(path).status()).isEqualTo(404);
        assertThat(as("auditor").get("/calls/" + "x".repeat(65)).status()).isEqualTo(404);
    }

    @Test
    void olderCallsAreReachedByPositionAndNewOnesMoveNothing() throws IOException {
        for (int i = 0; i < 2 * CallForm.SIZE + 5; i++) {
            record.denied("D" + i, "DENIED_NO_RULE");
        }
        record.caughtUp();
        var auditor = as("auditor");
        var second = link(auditor.get("/calls?q=denied").body(), "Older");
        var shown = auditor.get(second).body();
        assertThat(shown)
                .contains("/calls/D34\"", "/calls/D5\"")
                .doesNotContain("/calls/D35\"", "/calls/D4\"", "sse-connect");

        record.denied("NEW", "DENIED_NO_RULE");
        record.caughtUp();

        var again = auditor.get(second).body();
        assertThat(again).contains("/calls/D34\"", "/calls/D5\"").doesNotContain("/calls/D35\"");
        assertThat(auditor.get(link(again, "Newer")).body())
                .contains("/calls/D35\"", "/calls/D64\"")
                .doesNotContain("/calls/D34\"");
        assertThat(auditor.get(link(again, "Older")).body())
                .contains("/calls/D4\"", "/calls/D0\"")
                .doesNotContain(">Older<");
        assertThat(auditor.get(link(again, "Newest")).body()).contains("/calls/NEW\"");
    }

    private static String link(String page, String title) {
        var found = Pattern.compile("href=\"([^\"]+)\"[^>]*>" + title + "<").matcher(page);
        assertThat(found.find()).as(title).isTrue();
        return found.group(1).replace("&amp;", "&");
    }

    @Test
    void aCallIsShownWithEachOfItsRecords() throws IOException {
        record.held("C1", "update orders set region = 'US'");
        record.pass(Duration.ofSeconds(90));
        record.voted(Stage.VOTED, "C1", "user:ana", "as agreed in ticket 4711");
        record.voted(Stage.APPROVED, "C1", "user:ana", "as agreed in ticket 4711");
        record.ran("C1", "update orders set region = 'US'");
        record.caughtUp();
        var _ = record.log.sync();

        var page = as("auditor").get("/calls/C1").body();

        assertThat(page)
                .contains("query_database on shop", "It ran to its end")
                .contains("<samp>update orders set region = 'US'</samp>")
                .contains("shop/shop.orders", "columns: id, total", "rows: could not be determined")
                .contains("note: ⟦masked:EMAIL⟧ (withheld)")
                .contains("href=\"/approvals/apr_c1\"", "href=\"/sessions/0\"")
                .containsSubsequence(
                        ">Held<",
                        ">Voted<",
                        "1 min 30 s after the first",
                        ">Approved<",
                        ">About to run<",
                        ">Ran<")
                .contains(RecordedLog.HOLD_RULE, "as agreed in ticket 4711", "user:ana")
                .contains("3 × EMAIL", "7 ms", "position 4")
                .doesNotContain("not signed yet");
        for (var logged : record.history.call("C1").orElseThrow().records()) {
            assertThat(page).contains("<code>" + logged.leafHash());
        }
    }

    @Test
    void longTextsAreCutAndShownWholeOnAPageOfTheirOwn() throws IOException {
        record.log.append(
                record.planned(Stage.DENIED, "L1", "select " + "x".repeat(25_000))
                        .detail("message", "m".repeat(400) + "END")
                        .build());
        record.caughtUp();
        var auditor = as("auditor");

        assertThat(auditor.get("/calls/L1").body())
                .contains("href=\"/calls/L1/whole\"", "are left out", "more characters]")
                .doesNotContain("mEND");
        assertThat(auditor.get("/calls/L1/whole").body())
                .contains("x".repeat(25_000), "mEND")
                .doesNotContain("are left out");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "'><img src=x onerror=alert(1)>",
                "</title></main><h1>forged</h1>",
                "a\u001B[2Jb",
                "a\u202Eb",
                "a\u200Bb",
                "a\uDB40\uDC41b",
                "a\r\nb",
                "a\u0000b",
            })
    void aTextFromOutsideIsSeenAndDoesNothing(String text) throws IOException {
        long first = record.log.append(hostile(Stage.HELD, text));
        var _ = record.log.append(hostile(Stage.DENIED, text));
        record.caughtUp();
        var auditor = as("auditor");

        for (var path :
                List.of(
                        "/calls",
                        "/calls/H1",
                        "/calls/H1/whole",
                        "/sessions",
                        "/sessions/" + first)) {
            var page = auditor.get(path);
            assertThat(page.status()).as(path).isEqualTo(200);
            assertThat(page.body())
                    .doesNotContain(text)
                    .doesNotContain("<script>", "<img", "<h1>forged", "\" autofocus");
            PagesTest.assertNothingUnseen(page.body());
            assertThat(page.body()).containsAnyOf("&lt;", "\\u{");
        }
    }

    @Test
    void aTextFromOutsideStaysInItsAttribute() throws IOException {
        var text = "\" autofocus onfocus=alert(1) x=\"";
        long first = record.log.append(hostile(Stage.DENIED, text));
        record.caughtUp();
        var auditor = as("auditor");

        assertThat(auditor.get("/sessions/" + first).body())
                .contains("data-said=\"Call 1 of 1: &#34; autofocus onfocus=alert(1) x=&#34;");
        assertThat(auditor.get("/calls?q=" + Query.encoded("autofocus " + text)).body())
                .contains("1 call found", "value=\"autofocus &#34; autofocus onfocus");
        assertThat(auditor.get("/calls?tool=" + Query.encoded(text)).body())
                .contains("name=\"tool\" value=\"&#34; autofocus onfocus");
    }

    /// That text in every field that a record has.
    private static AuditRecord hostile(Stage stage, String text) {
        var facts = new TreeMap<String, RecordedFact>();
        facts.put(text, new RecordedFact.Text(text));
        facts.put("all", new RecordedFact.Texts(List.of(text)));
        facts.put("level", new RecordedFact.Level(text));
        facts.put("hidden", new RecordedFact.Withheld(List.of(text)));
        return AuditRecord.of(stage)
                .callId("H1")
                .session(text)
                .principal(
                        new AuditRecord.Principal(
                                text,
                                text,
                                Optional.of(text),
                                Optional.of(text),
                                Optional.of(text),
                                Optional.of(Standing.of(Set.of(text), Optional.empty())),
                                Optional.empty()))
                .roles(List.of(text))
                .policyDigest(text)
                .tool(text)
                .target(text)
                .action(text, text)
                .accesses(RecordedAccesses.of(List.of(new RecordedAccess(text, text, facts))))
                .planDigest(text)
                .held(List.of(text), List.of(new RecordedApprovers(text, 1)))
                .obligations(
                        List.of(
                                new RecordedObligation.Mask(text, text),
                                new RecordedObligation.Filter(text, text),
                                new RecordedObligation.Limit(text, 1),
                                new RecordedObligation.Text(text)))
                .approval(text, List.of(text))
                .outcome(AuditRecord.Outcome.of(text).withCode(text))
                .masking(Map.of(text, 1L))
                .detail(text, text)
                .build();
    }

    @Test
    void aSessionIsSteppedThroughInItsOrder() throws IOException {
        long first = record.ran("A1", "select 1");
        record.pass(Duration.ofMillis(1200));
        long second = record.denied("B1", "DENIED_NO_RULE");
        record.pass(Duration.ofHours(3));
        long third = record.held("C1", "update orders");
        record.caughtUp();
        var auditor = as("auditor");

        assertThat(auditor.get("/sessions").body())
                .contains("href=\"/sessions/" + first + "\"", "3 calls", "1 denied", "1 held")
                .contains("client:coding-agent for user:olga", "claude 1.0");

        var start = auditor.get("/sessions/" + first).body();
        assertThat(start)
                .contains("Call 1 of 3", "data-wait=\"1200\"", "The next call came 1.2 s later.")
                .contains(
                        "id=\"previous\" class=\"step-link\" role=\"link\" aria-disabled=\"true\"")
                .contains("<samp>select 1</samp>")
                .containsSubsequence("+0 ms", "+1.2 s", "+3 hours");
        var next = auditor.get(href(start, "next")).body();
        assertThat(next)
                .contains("Call 2 of 3", "DENIED_NO_RULE", "data-wait=\"3000\"")
                .contains("The next call came 3 hours later; played after 3.0 s.")
                .contains("aria-current=\"step\"");
        assertThat(href(next, "previous")).isEqualTo("/sessions/" + first + "?at=" + first);
        assertThat(href(start, "next")).isEqualTo("/sessions/" + first + "?at=" + second);
        var last = auditor.get(href(next, "next")).body();
        assertThat(last)
                .contains("Call 3 of 3", "href=\"/calls/C1\"")
                .contains("id=\"next\" class=\"step-link\" role=\"link\" aria-disabled=\"true\"");
        assertThat(href(next, "next")).endsWith("at=" + third);
        assertThat(auditor.get("/calls/C1").body()).contains("href=\"/sessions/" + first + "\"");
    }

    private static String href(String page, String id) {
        var found = Pattern.compile("id=\"" + id + "\"[^>]* href=\"([^\"]+)\"").matcher(page);
        assertThat(found.find()).as(id).isTrue();
        return found.group(1).replace("&amp;", "&");
    }

    @Test
    void whatIsNewIsToldWithinASecondUntilTheRightIsLost() throws Exception {
        record.caughtUp();
        var auditor = as("auditor");
        var response =
                http.send(auditor.request("/calls/events").build(), BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            assertThat(event(lines)).isEqualTo("changed");

            // The machine may pause one of them; the gate must not.
            var took = new ArrayList<Duration>();
            for (int i = 0; i < 5; i++) {
                long start = System.nanoTime();
                record.denied("N" + i, "DENIED_NO_RULE");
                do {
                    // What came just before may be told on its own.
                    assertThat(event(lines)).isEqualTo("changed");
                } while (!auditor.get("/calls", "HX-Request", "true")
                        .body()
                        .contains("/calls/N" + i));
                took.add(Duration.ofNanos(System.nanoTime() - start));
            }
            assertThat(took.stream().sorted().toList().get(2)).isLessThan(Duration.ofSeconds(1));

            policy = new TestPolicy(Map.of(), Map.of());
            var said = event(lines);
            assertThat(said.equals("changed") ? event(lines) : said).isEqualTo("ended");
        }
    }

    private static String event(BufferedReader lines) throws IOException {
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("event: ")) {
                return line.substring("event: ".length());
            }
        }
        return "";
    }

    @Test
    void anIndexThatWasStoppedSaysHowFarItIsBehind() throws IOException {
        record.denied("D1", "DENIED_NO_RULE");
        record.caughtUp().history.close();
        record.denied("D2", "DENIED_NO_RULE");

        var answer = as("auditor").get("/calls");

        // Its file is closed with it: there is nothing to search in.
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("The record cannot be read now", "sallyport audit");
    }
}
