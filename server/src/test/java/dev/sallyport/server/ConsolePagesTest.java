package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Which pages of the console are there for whom.
class ConsolePagesTest extends ConsoleGateFixture {

    /// Every page that needs a right to administer or audit, and who has one.
    private static final Map<String, Set<String>> PAGES =
            Map.of(
                    "/policy", Set.of("auditor", "admin"),
                    "/policy/who", Set.of("auditor", "admin"),
                    "/policy/reach", Set.of("auditor", "admin"),
                    "/policy/test", Set.of("auditor", "admin"),
                    "/overview", Set.of("auditor", "admin"),
                    "/targets", Set.of("auditor", "admin"),
                    "/admin/keys", Set.of("admin"),
                    "/log", Set.of("auditor"));

    private static final List<String> PEOPLE = List.of("nobody", "editor", "auditor", "admin");

    @Test
    void everyoneSeesTheirPartAndNoMore() {
        for (var who : PEOPLE) {
            var browser = as(who);
            var home = browser.read("/");
            PAGES.forEach((path, allowed) -> {
                var answer = browser.get(path);
                var there = allowed.contains(who);
                assertThat(answer.statusCode()).as(who + " " + path).isEqualTo(there ? 200 : 404);
                if (there) {
                    assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                            .startsWith("default-src 'none'; script-src 'self'; style-src 'self'");
                    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
                } else {
                    assertThat(answer.body())
                            .as("as a page that there is not")
                            .isEqualTo(browser.get(path + "/no-such-page").body());
                    assertThat(home).doesNotContain("href=\"" + path + "\"");
                }
            });
        }
    }

    @Test
    void strangersAndTokensSeeNoneOfThem() {
        var token = gate.token("auditor", Set.of(), true);
        for (var path : new ArrayList<>(PAGES.keySet())) {
            var bare = HttpRequest.newBuilder(gate.url().resolve(path));
            assertThat(TestGate.send(http, bare.build()).statusCode()).as(path).isEqualTo(401);

            var bearer = bare.header("Authorization", "Bearer " + token).build();
            assertThat(TestGate.send(http, bearer).statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void aRightThatIsTakenAwayTakesThePageAway() throws Exception {
        var auditor = as("auditor");
        var _ = auditor.read("/policy");

        Files.writeString(
                directory.resolve("policy.yaml"),
                POLICY.replace("auditor: { console: [audit] }", "auditor: { console: [approve] }"));
        while (auditor.get("/policy").statusCode() == 200) {
            Thread.onSpinWait();
        }

        assertThat(auditor.get("/policy").statusCode()).isEqualTo(404);
    }
}
