package dev.sallyport.examples.identity;

import static dev.sallyport.examples.identity.Chromium.tabTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import dev.sallyport.policy.ApproverSet;
import dev.sallyport.server.approval.ApprovalRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Who is on call breaks the glass in a real browser, everybody hears of it, and another reviews it.
class ConsoleBreakGlassTest extends LocalGateFixture {

    private static final String REASON = "checkout is down, and nobody else of sre answers";

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final HttpServer receiver;

    ConsoleBreakGlassTest() throws IOException {
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
    }

    @Override
    String policy() {
        return """
        roles:
          sre: { console: [approve] }
          oncall: { console: [approve] }
        bindings:
          - { role: sre, to: ["user:ana"] }
          - { role: oncall, to: ["user:ben"] }
        """;
    }

    @Override
    String configuration(Path beside) throws IOException {
        Files.writeString(beside.resolve("hook-key"), "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        return """
        approvals:
          notify:
            - { webhook: "http://127.0.0.1:%d/", secret: "${file:hook-key}", events: [rejected], roles: [others] }
        """
                .formatted(receiver.getAddress().getPort());
    }

    @Override
    @AfterEach
    void close() {
        super.close();
        receiver.stop(0);
    }

    /// Two of sre must agree, or who is on call breaks the glass.
    private ApprovalRequest hold() {
        return hold(new ApproverSet("sre", 2, Optional.of("oncall")));
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
                assertThat(Chromium.fits(ana)).as(path).isTrue();
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

            assertThat(Chromium.fits(ben)).isTrue();
            Axe.look(ben, "decision-glass-small");
            assertThat(complaints).isEmpty();
        }
    }
}
