package dev.sallyport.examples.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Humans sign in to the console in a real browser at a real provider.
@ExtendWith({World.Shared.class, Chromium.Shared.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleSignInTest {

    private static final Path TARGET = Path.of(System.getProperty("identity.target", "target"));

    private RealmGate gate;

    @BeforeAll
    void open(World world, @TempDir Path directory) throws IOException {
        gate = new RealmGate(world, "console", directory);
    }

    @AfterAll
    void close() {
        gate.close();
    }

    @Test
    void whoeverSignsInSeesThemselfAndNobodyElse(Chromium chromium) {
        try (var ana = chromium.someone();
                var ben = chromium.someone()) {
            var page = Chromium.signIn(ana, gate.url(), "ana");

            assertThat(page.textContent("h1")).isEqualTo("You are ana");
            assertThat(page.textContent("main"))
                    .contains("user:ana", "analysts", "operators", "staff", "reader", "operator")
                    .contains("decide calls that wait for a human")
                    .contains("query_database")
                    .doesNotContain("modify_database");
            shoot(page, "signed-in");

            var other = Chromium.signIn(ben, gate.url(), "ben");
            assertThat(other.textContent("main"))
                    .contains("user:ben", "none; ask an administrator for one")
                    .doesNotContain("query_database", "user:ana");
        }
    }

    @Test
    void theFirstPageAsksStrangersToSignIn(Chromium chromium) {
        try (var someone = chromium.someone()) {
            var page = someone.newPage();
            var answer = page.navigate(gate.url() + "/");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers().get("content-security-policy"))
                    .contains("default-src 'none'", "frame-ancestors 'none'");
            assertThat(page.textContent("h1")).isEqualTo("You are not signed in");
            shoot(page, "signed-out");
        }
    }

    @Test
    void theSessionsCookieIsForThisServerAlone(Chromium chromium) {
        try (var ana = chromium.someone()) {
            Chromium.signIn(ana, gate.url(), "ana");
            var cookie = cookie(ana);

            assertThat(cookie.httpOnly).isTrue();
            assertThat(cookie.sameSite).hasToString("LAX");
            assertThat(cookie.path).isEqualTo("/");
            assertThat(cookie.domain).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void theApiTakesTheCookieAndForChangesTheSessionsTokenToo(Chromium chromium) {
        try (var ana = chromium.someone()) {
            var page = Chromium.signIn(ana, gate.url(), "ana");
            var own = "sallyport=" + cookie(ana).value;
            var api = gate.url().resolve("/api/approvals");
            var decision = gate.url().resolve("/api/approvals/none/decision");

            assertThat(Http.get(api).status()).isEqualTo(401);
            assertThat(Http.get(api, "Cookie", own).status()).isEqualTo(200);
            assertThat(Http.get(api, "Cookie", "sallyport=" + "A".repeat(43)).status())
                    .isEqualTo(401);
            var forged = Http.json("POST", decision, "{}", "Cookie", own);
            assertThat(forged.status()).isEqualTo(403);
            assertThat(forged.body()).contains("csrf_token_required");
            var token = page.getAttribute("input[name=csrf]", "value");
            assertThat(
                            Http.json(
                                            "POST",
                                            decision,
                                            "{}",
                                            "Cookie",
                                            own,
                                            "Sallyport-CSRF",
                                            token)
                                    .body())
                    .doesNotContain("csrf");
            assertThat(
                            Http.json(
                                            "POST",
                                            decision,
                                            "{}",
                                            "Cookie",
                                            own,
                                            "Sallyport-CSRF",
                                            token,
                                            "Origin",
                                            "https://evil.example")
                                    .body())
                    .contains("origin_not_allowed");
        }
    }

    @Test
    void signingInGivesANewSessionAndEndsTheOldOne(Chromium chromium) {
        try (var ana = chromium.someone()) {
            Chromium.signIn(ana, gate.url(), "ana");
            var before = cookie(ana).value;

            var page = ana.newPage();
            page.navigate(gate.url() + "/login");
            page.waitForURL(gate.url() + "/");

            assertThat(cookie(ana).value).isNotEqualTo(before);
            assertThat(page.textContent("h1")).isEqualTo("You are ana");
            assertThat(api("sallyport=" + before)).isEqualTo(401);
        }
    }

    @Test
    void signingOutEndsTheSessionHereAndAtTheProvider(Chromium chromium) {
        try (var ana = chromium.someone()) {
            var page = Chromium.signIn(ana, gate.url(), "ana");
            var own = "sallyport=" + cookie(ana).value;

            page.click("header button");
            page.waitForURL(gate.url() + "/");

            assertThat(page.textContent("h1")).isEqualTo("You are not signed in");
            assertThat(api(own)).isEqualTo(401);
            assertThat(gate.sessionsOnRecord())
                    .startsWith("signed_out user:ana signed_out", "signed_in user:ana");
            page.click("a.button");
            page.waitForSelector("#username");
        }
    }

    @Test
    void signingOutNeedsTheTokenOfTheSession(Chromium chromium) {
        try (var ana = chromium.someone()) {
            Chromium.signIn(ana, gate.url(), "ana");
            var own = "sallyport=" + cookie(ana).value;

            var forged =
                    Http.form(
                            gate.url().resolve("/logout"), Map.of("csrf", "wrong"), "Cookie", own);

            assertThat(forged.status()).isEqualTo(403);
            assertThat(api(own)).isEqualTo(200);
            assertThat(Http.form(gate.url().resolve("/logout"), Map.of()).headers())
                    .as("what another site's page posts comes without a cookie")
                    .doesNotContainKey("set-cookie");
        }
    }

    @Test
    void anAnswerThatAnotherBrowserAskedForIsRefused(Chromium chromium) {
        try (var ana = chromium.someone();
                var thief = chromium.someone()) {
            var stolen = answerFor(ana, "ana");

            var page = thief.newPage();
            assertThat(page.navigate(stolen.toString()).status()).isEqualTo(403);
            assertThat(cookies(thief)).isEmpty();

            // Also when the thief has begun a sign-in of their own.
            page.navigate(gate.url() + "/login");
            page.waitForSelector("#username");
            assertThat(page.navigate(stolen.toString()).status()).isEqualTo(403);
            assertThat(page.textContent("h1")).isEqualTo("You are not signed in");
        }
    }

    @Test
    void anAnswerCountsOnceAndOnlyAsItWasGiven(Chromium chromium) {
        try (var ana = chromium.someone()) {
            var answer = answerFor(ana, "ana").toString();
            var login =
                    ana.cookies().stream()
                            .filter(cookie -> cookie.name.equals("sallyport-login"))
                            .toList();
            var page = ana.newPage();

            for (var changed :
                    List.of(
                            answer.replaceAll("iss=[^&]*", "iss=https%3A%2F%2Fevil.example"),
                            answer.replaceAll("&iss=[^&]*", ""),
                            answer.replaceAll("state=[^&]*", "state=" + "A".repeat(43)))) {
                assertThat(changed).isNotEqualTo(answer);
                assertThat(page.navigate(changed).status()).as(changed).isEqualTo(403);
                // Each answer takes it away.
                ana.addCookies(login);
            }
            assertThat(page.navigate(answer).status()).isEqualTo(200);
            assertThat(page.textContent("h1")).isEqualTo("You are ana");

            ana.addCookies(login);
            assertThat(page.navigate(answer).status())
                    .as("the provider redeems a code once")
                    .isEqualTo(403);
        }
    }

    @Test
    void noOneIsSentToAnotherSite(Chromium chromium) {
        try (var ana = chromium.someone()) {
            Chromium.signIn(ana, gate.url(), "ana");
            var page = ana.newPage();
            for (var to :
                    new String[] {
                        "https://evil.example/", "//evil.example/", "/%5Cevil.example", "evil"
                    }) {
                page.navigate(gate.url() + "/login?return=" + to);
                page.waitForURL(gate.url() + "/");
            }
            page.navigate(gate.url() + "/login?return=/api/approvals");
            page.waitForURL(gate.url() + "/api/approvals");
        }
    }

    @Test
    void aSessionEndsWhenNobodyUsesIt(Chromium chromium) {
        try (var ana = chromium.someone()) {
            var page = Chromium.signIn(ana, gate.url(), "ana");
            gate.ageSessions(Duration.ofMinutes(29));
            page.reload();
            assertThat(page.textContent("h1")).isEqualTo("You are ana");

            gate.ageSessions(Duration.ofMinutes(31));
            page.reload();

            assertThat(page.textContent("h1")).isEqualTo("You are not signed in");
        }
    }

    @Test
    void changedGroupsCountWithinFiveMinutes(Chromium chromium) {
        try (var ana = chromium.someone()) {
            var page = Chromium.signIn(ana, gate.url(), "ana");
            gate.realm().leave("ana", "operators");
            try {
                gate.ageSessions(Duration.ofMinutes(5));
                page.reload();

                assertThat(page.textContent("main"))
                        .contains("analysts")
                        .doesNotContain("operators", "decide calls");
            } finally {
                gate.realm().join("ana", "operators");
            }
        }
    }

    @Test
    void whoeverIsDisabledIsOutWithinFiveMinutes(Chromium chromium) {
        try (var ben = chromium.someone()) {
            var page = Chromium.signIn(ben, gate.url(), "ben");
            gate.realm().enable("ben", false);
            try {
                gate.ageSessions(Duration.ofMinutes(5));
                page.reload();

                assertThat(page.textContent("h1")).isEqualTo("You are not signed in");
            } finally {
                gate.realm().enable("ben", true);
            }
        }
    }

    @Test
    void theProviderCanEndASessionAtOnce(Chromium chromium) {
        try (var ana = chromium.someone()) {
            var page = Chromium.signIn(ana, gate.url(), "ana");
            var own = "sallyport=" + cookie(ana).value;
            assertThat(api(own)).isEqualTo(200);

            gate.realm().logOut("ana");

            assertThat(api(own)).isEqualTo(401);
            assertThat(gate.sessionsOnRecord()).startsWith("signed_out user:ana ended_by_provider");
            page.reload();
            assertThat(page.textContent("h1")).isEqualTo("You are not signed in");
        }
    }

    private int api(String cookie) {
        return Http.get(gate.url().resolve("/api/approvals"), "Cookie", cookie).status();
    }

    /// Signs in at the provider, and catches its answer before the gate sees it.
    private URI answerFor(BrowserContext someone, String user) {
        var page = someone.newPage();
        var caught = new CompletableFuture<String>();
        page.route(
                "**/login-actions/authenticate**",
                route -> {
                    var answer = route.fetch(new Route.FetchOptions().setMaxRedirects(0));
                    caught.complete(answer.headers().getOrDefault("location", ""));
                    route.fulfill(new Route.FulfillOptions().setBody("caught"));
                });
        page.navigate(gate.url() + "/login");
        Chromium.fillForm(page, user);
        // Chromium never answers a wish to close a page that it is about to show something else in.
        page.waitForSelector("text=caught");
        return URI.create(caught.join());
    }

    private static Cookie cookie(BrowserContext someone) {
        return someone.cookies().stream()
                .filter(cookie -> cookie.name.equals("sallyport"))
                .findFirst()
                .orElseThrow();
    }

    private List<Cookie> cookies(BrowserContext someone) {
        return someone.cookies(gate.url().toString()).stream()
                .filter(cookie -> cookie.name.equals("sallyport"))
                .toList();
    }

    /// For people to look at: wide and narrow, light and dark.
    private static void shoot(Page page, String name) {
        page.setViewportSize(1280, 800);
        page.screenshot(new Page.ScreenshotOptions().setPath(TARGET.resolve(name + "-1280.png")));
        page.setViewportSize(360, 740);
        assertThat(page.evaluate("document.documentElement.scrollWidth"))
                .as("nothing is wider than a small screen")
                .isEqualTo(360);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        page.screenshot(
                new Page.ScreenshotOptions()
                        .setPath(TARGET.resolve(name + "-360-dark.png"))
                        .setFullPage(true));
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        page.setViewportSize(1280, 800);
    }
}
