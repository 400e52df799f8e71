package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.masking.Visible;
import dev.sallyport.server.history.RecordedLog;
import dev.sallyport.server.hostile.Attack;
import dev.sallyport.server.hostile.Markup;
import dev.sallyport.server.hostile.Seen;
import dev.sallyport.server.hostile.Tags;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// No text from outside stands raw on a page of the console, whatever it says and wherever it came in.
class HostilePagesTest extends HostileGateFixture {

    /// Of what a page leads to, so many of a kind are opened.
    private static final int OF_A_KIND_MAX = 20;

    private static final List<String> READERS = List.of("editor", "auditor", "admin");

    private static final Set<String> ADDRESSES =
            Set.of("href", "src", "action", "formaction", "hx-get", "hx-post", "sse-connect");

    /// Attacks that would be elements.
    private static final List<String> ELEMENTS =
            Attack.all().stream().map(Attack::text).filter(text -> text.contains("<")).toList();

    /// The elements, with the names of their attributes, of pages on which nothing is hostile.
    private final Set<String> shapes = new TreeSet<>();

    @Override
    void beforeTheAttacks() {
        var harmless = List.of("plain", "a long text ".repeat(100), "mail to bo@example.com");
        for (int i = 0; i < 9; i++) {
            hostile.fill(new Attack(1_000 + i, "plain", harmless.get(i / 3)));
        }
        RecordedLog.awaitAll(gate.gate.history());
        for (var who : READERS) {
            var pages = pages(reader(who), begin(who));
            pages.values().forEach(page -> shapes.addAll(Tags.in(page)));
        }
        shapes.addAll(Tags.in(reader("admin").post("/policy/test", Map.of("as", "x")).body()));
        shapes.addAll(Tags.in(reader("auditor").get("/calls?q=a*").body()));
        shapes.addAll(Tags.in(reader("admin").get("/login/key?return=/x").body()));
        shapes.addAll(Tags.in(reader("admin").get("/login?return=/x").body()));
        var noToken = Map.of("token", "x", "return", "/x");
        shapes.addAll(Tags.in(reader("admin").post("/login/key", noToken).body()));
    }

    private void assertHarmless(String what, String html) {
        assertThat(shapes).as(what).containsAll(Tags.in(html));
        Seen.assertSeen(what, html);
        for (var text : Markup.texts(html)) {
            Seen.assertSeen(what, text);
        }
        for (var attribute : Markup.attributes(html)) {
            Seen.assertSeen(what + " " + attribute.name(), attribute.value());
            if (ADDRESSES.contains(attribute.name())) {
                assertThat(attribute.value())
                        .as(what)
                        .matches("(?s)[/#?].*")
                        .doesNotStartWith("//");
            }
        }
        assertThat(ELEMENTS).as(what).noneMatch(html::contains);
    }

    private List<String> begin(String who) {
        var begin = new ArrayList<>(List.of("/"));
        if (who.equals("editor")) {
            hostile.requests.values().forEach(request -> begin.add("/approvals/" + request.id()));
        }
        if (who.equals("auditor")) {
            hostile.calls.values().forEach(call -> begin.add("/calls/" + call));
        }
        return begin;
    }

    /// These and every page that they lead to; of searches, whose links multiply, few.
    private static Map<String, String> pages(Browser reader, List<String> begin) {
        var pages = new TreeMap<String, String>();
        var kinds = new TreeMap<String, Integer>();
        var left = new ArrayDeque<>(begin);
        var known = new TreeSet<>(begin);
        while (!left.isEmpty()) {
            var path = left.remove();
            var page = reader.get(path).body();
            pages.put(path, page);
            for (var attribute : Markup.attributes(page)) {
                var next = attribute.value().replaceAll("#.*", "");
                boolean search = next.contains("?");
                if (attribute.name().equals("href")
                        && next.startsWith("/")
                        && !next.startsWith("/assets")
                        && !(path.contains("?") && search)
                        && known.add(next)
                        && kinds.merge(kind(next), 1, Integer::sum)
                                <= (search ? 3 : OF_A_KIND_MAX)) {
                    left.add(next);
                }
            }
        }
        return pages;
    }

    /// A path without what tells one page of a kind from the next.
    private static String kind(String path) {
        return path.replaceAll("=[^&]*", "")
                .replaceAll("^/(approvals|calls)/[^/?]*[0-9%][^/?]*", "/$1/ID")
                .replaceAll("^/sessions/\\d+", "/sessions/ID");
    }

    @Test
    void noPageShowsAnAttackRaw() {
        RecordedLog.awaitAll(gate.gate.history());
        var kinds = new TreeSet<String>();
        for (var who : READERS) {
            pages(reader(who), begin(who))
                    .forEach((path, html) -> {
                        kinds.add(kind(path));
                        assertHarmless(who + " at " + path, html);
                    });
        }
        assertThat(kinds)
                .contains(
                        "/",
                        "/approvals",
                        "/approvals?state",
                        "/approvals/ID",
                        "/approvals/ID/whole",
                        "/approvals/approvers",
                        "/approvals/delegations",
                        "/approvals/grants",
                        "/calls",
                        "/calls/ID",
                        "/calls?principal",
                        "/sessions",
                        "/sessions/ID",
                        "/sessions/ID?at",
                        "/policy",
                        "/policy/reach",
                        "/policy/reach?as",
                        "/policy/test",
                        "/policy/who",
                        "/targets",
                        "/admin/keys",
                        "/admin/keys/revoke?key",
                        "/log",
                        "/overview");
    }

    @Test
    void everyAttackIsThereAndReadable() {
        for (var attack : Attack.all()) {
            if (!HostileGate.isText(attack)) {
                continue;
            }
            var request = hostile.request(attack);
            var page = reader("editor").read("/approvals/" + request.id());
            var texts = String.join("\n", Markup.texts(page));
            var line = gate.gate.maskedForHumans(HostileGate.marked(attack));
            assertThat(texts).as(attack.name()).contains(Visible.line(line), Visible.block(line));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "editor, /approvals?state=",
        "editor, /approvals?page=",
        "editor, /approvals/",
        "auditor, /calls?q=",
        "auditor, /calls?principal=",
        "auditor, /calls/",
        "auditor, /sessions?q=",
        "auditor, /sessions/",
        "auditor, /overview?period=",
        "auditor, /policy?find=",
        "auditor, /policy/who?tool=",
        "auditor, /policy/who?on.notebook=",
        "auditor, /policy/reach?as=",
        "admin, /admin/keys?find=",
        "admin, /admin/keys/revoke?key=",
        "admin, /login/key?return=",
        "admin, /login?return=",
        "admin, /",
    })
    void noAddressIsGivenBackRaw(String who, String path) {
        for (var attack : Attack.all()) {
            var asked = path + URLEncoder.encode(attack.text(), StandardCharsets.UTF_8);
            var answer = reader(who).get(asked);

            var what = path + attack.name();
            answer.headers().map().forEach((_, values) -> Seen.assertSeen(what, values.toString()));
            if (answer.headers().firstValue("Content-Type").orElse("").startsWith("text/html")) {
                assertHarmless(what, answer.body());
            } else {
                Seen.assertSeen(what, answer.body());
            }
        }
    }

    @Test
    void noFormIsGivenBackRaw() {
        var pending =
                hostile.requests.entrySet().stream()
                        .filter(entry -> entry.getKey() % 3 == 0)
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElseThrow();
        for (var attack : Attack.all()) {
            var text = HostileGate.marked(attack);
            var all = Map.of("as", text, "tool", text, "target", text, "resource", text);
            assertHarmless("a call", reader("admin").post("/policy/test", all).body());
            var candidate = Map.of("as", "client:lead", "tool", "write_note", "candidate", text);
            assertHarmless("a candidate", reader("admin").post("/policy/test", candidate).body());
            var decision = Map.of("decision", text, "digest", text, "reason", text);
            assertHarmless(
                    "a decision",
                    reader("editor")
                            .post("/approvals/" + pending.id() + "/decision", decision)
                            .body());
            var delegation = Map.of("to", text, "from", text, "until", text);
            assertHarmless(
                    "a delegation",
                    reader("editor").post("/approvals/delegations", delegation).body());
            var grant = Map.of("for", text, "uses", text, "digest", text, "reason", text);
            assertHarmless(
                    "a grant",
                    reader("editor").post("/approvals/" + pending.id() + "/grant", grant).body());
            assertHarmless(
                    "a key",
                    reader("admin")
                            .post("/login/key", Map.of("token", text, "return", text))
                            .body());
        }
    }

    @ParameterizedTest
    @CsvSource({"аdmin", "a\u202Eb", "a\u001B[2Jb", "a\uDB40\uDC41b", "<b>x</b>"})
    void aPlantedTextIsFound(String raw) {
        var page = reader("editor").read("/approvals");

        assertThatThrownBy(() -> assertHarmless("planted", page.replace("Inbox", raw)))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() ->
                        assertHarmless(
                                "planted", page.replace("<main", "<main title=\"" + raw + "\"")))
                .isInstanceOf(AssertionError.class);
    }
}
