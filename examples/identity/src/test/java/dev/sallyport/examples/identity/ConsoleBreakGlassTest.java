package dev.sallyport.examples.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import dev.sallyport.policy.Access;
import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.Gate;
import dev.sallyport.server.GateServer;
import dev.sallyport.server.approval.ApprovalRequest;
import dev.sallyport.server.approval.NewRequest;
import dev.sallyport.server.approval.Requested;
import dev.sallyport.server.config.ConfigurationReader;
import dev.sallyport.server.identity.ApiKeys.Creation;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Preview;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

/// Who is on call breaks the glass in a real browser, everybody hears of it, and another reviews it.
@ExtendWith(Chromium.Shared.class)
class ConsoleBreakGlassTest {

    private static final String REASON = "checkout is down, and nobody else of sre answers";

    private static final String FITS =
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth";

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private HttpServer receiver;
    private Gate gate;
    private GateServer server;

    /// What browsers complained about, the page's own policy among it.
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open(@TempDir Path directory) throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        receiver.createContext(
                "/",
                exchange -> {
                    var body = exchange.getRequestBody().readAllBytes();
                    told.add(new String(body, StandardCharsets.UTF_8));
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        receiver.start();
        Files.writeString(directory.resolve("hook-key"), "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        Files.writeString(
                directory.resolve("policy.yaml"),
                """
                roles:
                  sre: { console: [approve] }
                  oncall: { console: [approve] }
                bindings:
                  - { role: sre, to: ["user:ana"] }
                  - { role: oncall, to: ["user:ben"] }
                """);
        var file = directory.resolve("sallyport.yaml");
        Files.writeString(
                file,
                """
                server: { listen: "127.0.0.1:0" }
                policy: policy.yaml
                audit: { directory: audit, key: keys/audit-key }
                state: { url: "jdbc:sqlite:state.db" }
                approvals:
                  notify:
                    - { webhook: "http://127.0.0.1:%d/", secret: "${file:hook-key}", events: [rejected], roles: [others] }
                """
                        .formatted(receiver.getAddress().getPort()));
        gate = Gate.open(ConfigurationReader.read(file, Map.of()));
        server = GateServer.start(gate);
    }

    @AfterEach
    void close() {
        server.close();
        gate.close();
        receiver.stop(0);
    }

    private Page signIn(BrowserContext someone, String name) {
        var created = gate.keys().create(name, Set.of(), true, Optional.empty());
        var page = someone.newPage();
        page.navigate(server.address() + "/");
        page.click("a.button");
        page.fill("#token", ((Creation.Created) created).token());
        page.click("main button");
        page.waitForURL(server.address() + "/");
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text() + " " + message.location());
            }
        });
        page.onPageError(complaints::add);
        return page;
    }

    private ApprovalRequest hold() {
        var agent =
                new Principal(
                        "client:coding-agent",
                        Principal.Kind.AGENT,
                        Optional.empty(),
                        Set.of("agents"));
        var plan =
                new Plan(
                        "modify_database",
                        "shop",
                        List.of(
                                new Access(
                                        "db.write",
                                        "shop/shop.stock",
                                        Map.of("database", FactValue.text("shop")))),
                        JsonNodeFactory.instance.objectNode().put("sql", "update shop.stock …"),
                        "update shop.stock");
        var preview =
                new Preview(
                        "update 1 row of shop.stock",
                        List.of(
                                new Preview.Section(
                                        "Statement", Preview.Kind.SQL, "update shop.stock …")),
                        JsonNodeFactory.instance.objectNode());
        var asked =
                new NewRequest(
                        agent,
                        "session-1",
                        "agent 1.0",
                        "call-1",
                        plan,
                        new Obligations(List.of()),
                        preview,
                        List.of(new ApproverSet("sre", 2, Optional.of("oncall"))),
                        List.of("editor/hold/0123456789ab"),
                        "a".repeat(64),
                        "");
        return ((Requested.Held) gate.approvals().request(asked)).request();
    }

    private static void tabTo(Page page, String selector) {
        for (int i = 0; i < 60; i++) {
            page.keyboard().press("Tab");
            if ((boolean) page.evaluate("to => document.activeElement.matches(to)", selector)) {
                return;
            }
        }
        throw new AssertionError("`" + selector + "` cannot be reached by Tab");
    }

    /// As those do who have no mouse.
    private static void breakGlass(Page page) {
        tabTo(page, "#glass summary");
        page.keyboard().press("Enter");
        tabTo(page, "#glass-reason");
        page.keyboard().insertText(REASON);
        tabTo(page, "#glass-confirmed");
        page.keyboard().press("Space");
        tabTo(page, "#glass-it");
        page.keyboard().press("Enter");
        page.waitForSelector("text=Released by broken glass");
    }

    @Test
    void oneBreaksTheGlassByKeyboardAllHearOfItAndAnotherReviews(Chromium chromium)
            throws InterruptedException {
        try (var first = chromium.someone();
                var second = chromium.someone()) {
            var request = hold();
            var ben = signIn(first, "ben");
            var ana = signIn(second, "ana");
            ana.navigate(server.address() + "/approvals/" + request.id());
            assertThat(ana.locator("#glass").count()).as("she is not on call").isZero();
            ben.navigate(server.address() + "/approvals/" + request.id());
            ben.click("#glass summary");
            assertThat(ben.textContent("#glass"))
                    .contains("2 more of sre", "Everybody is told at once", "within 24 hours");
            Axe.look(ben, "decision-glass");
            ben.click("#glass-it");
            assertThat(gate.approvals().find(request.id()).orElseThrow().state())
                    .as("nothing was typed or ticked")
                    .isEqualTo(ApprovalRequest.State.PENDING);
            ben.reload();

            breakGlass(ben);

            var message = told.poll(5, TimeUnit.SECONDS);
            assertThat(message)
                    .contains("approval.broke_glass", "user:ben", request.id())
                    .doesNotContain(REASON);
            assertThat(ben.textContent("#standing")).contains("user:ben", REASON);
            Axe.look(ben, "decision-glass-broken");
            // Her page follows by itself.
            ana.waitForSelector("text=Released by broken glass");

            ana.click("nav >> text=Inbox");
            ana.click("text=1 call awaits your review.");
            ana.waitForSelector("h1:has-text('Reviews')");
            assertThat(ana.textContent("main")).contains("user:ben", REASON, "To be reviewed");
            Axe.look(ana, "reviews-waiting");
            tabTo(ana, "form.review textarea");
            ana.keyboard().insertText("I was awake, and nobody called");
            tabTo(ana, "form.review button.reject");
            ana.keyboard().press("Enter");
            ana.waitForSelector("text=Nothing awaits a review.");
            assertThat(ana.textContent("main"))
                    .contains("Not justified", "user:ana", "nobody called");
            Axe.look(ana, "reviews-reviewed");

            ben.click("nav >> text=Reviews");
            ben.waitForSelector("text=Not justified");
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void itWorksOnASmallScreenAndWithoutScripts(Chromium chromium) {
        try (var first = chromium.withoutScripts();
                var second = chromium.someone()) {
            var request = hold();
            var ben = signIn(first, "ben");
            ben.setViewportSize(360, 740);
            ben.navigate(server.address() + "/approvals/" + request.id());
            ben.click("#glass summary");
            ben.fill("#glass-reason", REASON);
            ben.check("#glass-confirmed");
            ben.click("#glass-it");
            ben.waitForSelector("text=Released by broken glass");

            var ana = signIn(second, "ana");
            ana.setViewportSize(360, 740);
            for (var path : List.of("/approvals/" + request.id(), "/approvals/reviews")) {
                ana.navigate(server.address() + path);
                assertThat((boolean) ana.evaluate(FITS)).as(path).isTrue();
                Axe.look(ana, "glass-small-" + path.length());
            }
            ana.click("form.review button:has-text('It was justified')");
            ana.waitForSelector("text=Nothing awaits a review.");
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void theFormFitsASmallScreen(Chromium chromium) {
        try (var first = chromium.someone()) {
            var request = hold();
            var ben = signIn(first, "ben");
            ben.setViewportSize(360, 740);
            ben.navigate(server.address() + "/approvals/" + request.id());
            ben.click("#glass summary");

            assertThat((boolean) ben.evaluate(FITS)).isTrue();
            Axe.look(ben, "decision-glass-small");
            assertThat(complaints).isEmpty();
        }
    }
}
