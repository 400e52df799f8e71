package dev.sallyport.examples.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// `./build screenshots`: pictures of every page of the console, of the real demo with real calls, for `docs/screenshots`.
/// Run by name alone.
@ExtendWith(Chromium.Shared.class)
class Screenshots {

    private static final Path PICTURES = Path.of(System.getProperty("screenshots.target"));

    /// By name: it is here under the profile `screenshots` alone.
    private static final String DEMO = "dev.sallyport.examples.demo.Main";

    /// Longer pages are cut.
    private static final int HEIGHT_MAX = 1500;

    private static final long END_SECONDS_MAX = 60;

    /// One page.
    ///
    /// @param name of the picture
    /// @param who of the demo's people looks at it
    /// @param then what they do there before the picture is taken
    private record Shot(String name, String who, String path, Consumer<Page> then) {
        Shot(String name, String who, String path) {
            this(name, who, path, _ -> {});
        }
    }

    /// A new page of the console is one line here.
    private static final List<Shot> SHOTS =
            List.of(
                    new Shot(
                            "overview",
                            "auditor",
                            "/overview",
                            page -> page.waitForSelector("rect")),
                    new Shot("home", "approver", "/"),
                    new Shot(
                            "inbox",
                            "approver",
                            "/approvals",
                            page -> page.locator(".requests a").nth(1).waitFor()),
                    new Shot(
                            "decision",
                            "approver",
                            "/approvals",
                            page -> {
                                page.click(".requests a:has-text('shop.orders')");
                                page.waitForSelector("#approve");
                            }),
                    new Shot("grants", "approver", "/approvals/grants"),
                    new Shot("reviews", "approver2", "/approvals/reviews"),
                    new Shot("delegations", "approver", "/approvals/delegations"),
                    new Shot("calls", "auditor", "/calls"),
                    new Shot("sessions", "auditor", "/sessions"),
                    new Shot("approvers", "auditor", "/approvals/approvers"),
                    new Shot("policy", "admin", "/policy", page -> page.click("summary")),
                    new Shot(
                            "policy-who",
                            "admin",
                            "/policy/who?tool=query_database&on.database=shop"),
                    new Shot("policy-reach", "admin", "/policy/reach?as=client:developer"),
                    new Shot("policy-test", "admin", "/policy/test", Screenshots::tryACall),
                    new Shot(
                            "targets",
                            "admin",
                            "/targets",
                            page -> page.locator("tbody .badge.good").nth(2).waitFor()),
                    new Shot("keys", "admin", "/admin/keys"),
                    new Shot(
                            "log",
                            "auditor",
                            "/log",
                            page -> {
                                page.click("#verify");
                                page.waitForSelector(".verdict");
                            }));

    private static void tryACall(Page page) {
        page.fill("#as", "client:developer");
        page.selectOption("#tool", "push_branch");
        page.fill("#accesses", "git.push shop:main repository=shop,branch=main,paths=README.md");
        page.click("#try");
        page.waitForSelector("#answer");
    }

    @Test
    void take(Chromium chromium, @TempDir Path home) throws IOException {
        Files.createDirectories(PICTURES);
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                DEMO,
                                "demo",
                                "--json",
                                "--port",
                                "0",
                                "--dir",
                                home.resolve("demo").toString())
                        .redirectError(Redirect.INHERIT)
                        .start();
        try {
            var demo = JsonMapper.shared().readTree(line(process));
            agentsWork(demo);
            try (var browser = chromium.someone()) {
                humansDecide(browser, demo);
            }
            for (var shot : SHOTS) {
                try (var browser = chromium.someone()) {
                    take(shot, browser, demo);
                }
            }
        } finally {
            process.destroy();
            process.onExit().orTimeout(END_SECONDS_MAX, TimeUnit.SECONDS).join();
        }
    }

    private static String line(Process process) throws IOException {
        var line =
                new BufferedReader(
                                new InputStreamReader(
                                        process.getInputStream(), StandardCharsets.UTF_8))
                        .readLine();
        if (line == null) {
            throw new AssertionError("the demo ended before it was ready");
        }
        return line;
    }

    private static URI console(JsonNode demo) {
        return URI.create(demo.path("console").asString(""));
    }

    private static String token(JsonNode demo, String who) {
        return demo.path("tokens").path(who).asString("");
    }

    /// Calls that complete, are masked, denied, fail and are held.
    private static void agentsWork(JsonNode demo) {
        var analyst = new GateCalls(console(demo), token(demo, "analyst"));
        var developer = new GateCalls(console(demo), token(demo, "developer"));
        for (var sql :
                List.of(
                        "select name, email, card_number from shop.customers limit 5",
                        "select count(*) from shop.orders",
                        "select ssn from shop.customers where id = 3",
                        "select * from hr.employees")) {
            assertThat(analyst.query(sql).path("status").asString("")).isNotEmpty();
        }
        assertThat(
                        developer
                                .attempt(
                                        "push_branch",
                                        "{\"repository\":\"shop\",\"branch\":\"main\",\"message\":\"a fix\","
                                                + "\"changes\":{\"README.md\":\"# Shop\\n\"}}")
                                .body())
                .contains("denied");
        assertThat(developer.attempt("modify_database", deletion("orders", "id")).body())
                .as("the order has lines")
                .contains("QUERY_FAILED");
        ask(
                developer,
                "modify_database",
                "{\"database\":\"shop\",\"sql\":\"update shop.orders set status = 'shipped' where id = 2\","
                        + "\"reason\":\"the parcel left the house this morning, ticket 4711\"}");
        ask(developer, "modify_database", deletion("order_items", "order_id"));
        ask(
                developer,
                "modify_database",
                "{\"database\":\"shop\",\"sql\":\"update shop.products set stock = 12 where id = 4\","
                        + "\"reason\":\"counted by hand, shelf 7\"}");
        ask(
                developer,
                "apply_manifest",
                JsonNodeFactory.instance
                        .objectNode()
                        .put("cluster", "dev")
                        .put(
                                "manifest",
                                """
                                apiVersion: v1
                                kind: ConfigMap
                                metadata: { name: web-settings, namespace: prod }
                                data: { payment_retries: "0" }
                                """)
                        .put("reason", "every checkout hangs on retries to the bank")
                        .toString());
    }

    private static String deletion(String table, String column) {
        return "{\"database\":\"shop\",\"sql\":\"delete from shop.%s where %s = 5\",\"reason\":\"ordered twice\"}"
                .formatted(table, column);
    }

    /// A call that waits for a human; what comes back in the end is of no matter here.
    private static void ask(GateCalls caller, String tool, String arguments) {
        var _ =
                CompletableFuture.supplyAsync(
                        () -> caller.attempt(tool, arguments),
                        work -> Thread.ofVirtual().start(work));
    }

    /// Who is on call grants what is like one call, and releases another alone, so that it awaits a review.
    private static void humansDecide(BrowserContext browser, JsonNode demo) {
        var page = signIn(browser, demo, "approver");
        page.navigate(console(demo).resolve("/approvals").toString());
        page.click(".requests a:has-text('shop.products')");
        page.click("#grant summary");
        page.fill("#grant-uses", "20");
        page.fill("#grant-reason", "stock-taking on shelf 7");
        page.click("#grant-it");
        page.waitForSelector(".grants li");
        page.navigate(console(demo).resolve("/approvals").toString());
        page.click(".requests li:has-text('apply_manifest') a");
        page.click("#glass summary");
        page.fill(
                "#glass-reason", "checkout is down for everybody, and no second operator answers");
        page.check("#glass-confirmed");
        page.click("#glass-it");
        page.waitForSelector("text=Released by broken glass");
    }

    private static Page signIn(BrowserContext browser, JsonNode demo, String who) {
        var page = browser.newPage();
        page.navigate(console(demo).resolve("/login").toString());
        page.fill("#token", token(demo, who));
        page.click("main button");
        page.waitForSelector("nav");
        return page;
    }

    private static void take(Shot shot, BrowserContext browser, JsonNode demo) throws IOException {
        var page = signIn(browser, demo, shot.who());
        var answer = page.navigate(console(demo).resolve(shot.path()).toString());
        assertThat(answer.status()).as(shot.path()).isEqualTo(200);
        shot.then().accept(page);
        picture(page, shot.name() + "-1280", 1280, ColorScheme.LIGHT);
        picture(page, shot.name() + "-1280-dark", 1280, ColorScheme.DARK);
        picture(page, shot.name() + "-360", 360, ColorScheme.LIGHT);
    }

    private static void picture(Page page, String name, int width, ColorScheme scheme)
            throws IOException {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        page.setViewportSize(width, 600);
        int height = (int) page.evaluate("document.documentElement.scrollHeight");
        page.setViewportSize(width, Math.clamp(height, 600, HEIGHT_MAX));
        page.evaluate("scrollTo(0, 0)");
        SmallPicture.write(page.screenshot(), PICTURES.resolve(name + ".png"));
    }
}
