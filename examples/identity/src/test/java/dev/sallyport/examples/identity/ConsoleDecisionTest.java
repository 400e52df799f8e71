package dev.sallyport.examples.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

/// Humans decide held calls in a real browser, and the agents that wait get on.
@ExtendWith({World.Shared.class, Chromium.Shared.class})
class ConsoleDecisionTest {

    private static final Executor AGENTS = work -> Thread.ofVirtual().start(work);

    private static final AtomicInteger REALMS = new AtomicInteger();

    /// One for each test, so that none sees another's calls.
    private RealmGate gate;

    /// What browsers complained about: scripts that failed, and what the page's own policy kept from running.
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private int calls;

    @BeforeEach
    void open(World world, @TempDir Path directory) throws IOException {
        gate = new RealmGate(world, "decisions-" + REALMS.incrementAndGet(), directory);
    }

    @AfterEach
    void close() {
        gate.close();
    }

    /// Signed in, and at the inbox.
    private Page inbox(BrowserContext someone, String user) {
        var page = Chromium.signIn(someone, gate.url(), user);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.click("text=Inbox");
        page.waitForSelector("h1:has-text('Inbox')");
        return page;
    }

    /// An agent asks for a change, and waits for what becomes of it.
    private CompletableFuture<String> agentAsks(String reason) {
        var arguments = JsonNodeFactory.instance.objectNode();
        arguments.put("database", "shop").put("reason", reason);
        arguments.put("sql", "update shop.stock set amount = amount - 1 where id = " + ++calls);
        var token = gate.realm().clientToken("coding-agent");
        return CompletableFuture.supplyAsync(
                () -> gate.as(token).attempt("modify_database", arguments.toString()).body(),
                AGENTS);
    }

    private static Locator first(Page inbox) {
        return inbox.locator(".requests a").first();
    }

    @Test
    void aHeldCallAppearsByItselfAndIsApprovedWithTwoClicks(Chromium chromium) {
        try (var ana = chromium.someone()) {
            var page = inbox(ana, "ana");
            assertThat(page.textContent("main")).contains("No call waits for a human");
            Axe.look(page, "inbox-empty");

            var answer = agentAsks("<b>ticket</b> 4711\u202E");
            first(page).waitFor();
            assertThat(page.textContent("main")).contains("1 call waits", "You can decide");
            Axe.look(page, "inbox");

            first(page).click();
            page.waitForSelector("#approve");
            assertThat(page.textContent("main"))
                    .contains("update shop.stock", "client:coding-agent", "0 of 1 needed")
                    .contains("what changes the shop is looked at first")
                    .contains("<b>ticket</b> 4711\\u{202E}");
            Axe.look(page, "decision");
            page.click("#approve");

            page.waitForSelector("text=Approved and executed");
            assertThat(answer.join()).contains("completed");
            assertThat(page.textContent("#standing")).contains("user:ana", "approved");
            Axe.look(page, "decision-done");
            page.click(".crumb a");
            page.waitForSelector("text=No call waits for a human");
            page.click(".filters a:has-text('All')");
            page.waitForSelector(".requests");
            Axe.look(page, "inbox-all");
            page.click("nav >> text=Approvers");
            page.waitForSelector("h1:has-text('Approvers')");
            assertThat(page.textContent("tbody")).contains("user:ana", "1 (100 %)");
            Axe.look(page, "approvers");
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void whatOneRejectsLeavesTheOthersInboxAndTheAgentIsTold(Chromium chromium) {
        try (var ana = chromium.someone();
                var other = chromium.someone()) {
            var looking = inbox(other, "ana");
            var page = inbox(ana, "ana");
            var answer = agentAsks("");
            first(looking).waitFor();
            first(page).click();
            page.fill("#reason", "not on a Friday");
            page.click("#reject");

            page.waitForSelector("text=Rejected. It will not run");
            assertThat(answer.join()).contains("rejected", "not on a Friday");
            looking.waitForSelector("text=No call waits for a human");
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void aDecisionNeedsNoMouse(Chromium chromium) {
        try (var ana = chromium.someone()) {
            var page = inbox(ana, "ana");
            var answer = agentAsks("");
            first(page).waitFor();

            tabTo(page, ".requests a");
            page.keyboard().press("Enter");
            page.waitForURL(Pattern.compile(".*/approvals/apr_.*"));
            page.waitForSelector("#reason");
            tabTo(page, "#reason");
            page.keyboard().type("read it");
            page.waitForResponse(
                    response -> response.url().contains("/approvals/apr_"),
                    () -> {
                        // The agent of another call makes the page fetch itself anew meanwhile.
                        var _ = agentAsks("");
                    });
            assertThat(page.inputValue("#reason")).isEqualTo("read it");
            tabTo(page, "#approve");
            page.keyboard().press("Enter");

            page.waitForSelector("text=Approved and executed");
            assertThat(page.textContent("#standing")).contains("read it");
            assertThat(answer.join()).contains("completed");
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void withoutScriptsTheSameCanBeDone(Chromium chromium) {
        try (var ana = chromium.withoutScripts()) {
            var page = Chromium.signIn(ana, gate.url(), "ana");
            var answer = agentAsks("");
            page.click("text=Inbox");
            while (first(page).count() == 0) {
                page.reload();
            }
            first(page).click();
            page.waitForSelector("#reject");
            page.click("#reject");

            page.waitForSelector("text=Rejected. It will not run");
            assertThat(answer.join()).contains("rejected");
        }
    }

    @Test
    void whoeverSignsOutElsewhereIsSentAwayByTheOpenPage(Chromium chromium) {
        try (var ana = chromium.someone()) {
            var page = inbox(ana, "ana");

            gate.realm().logOut("ana");

            page.waitForSelector("h1:has-text('You are not signed in')");
            Axe.look(page, "signed-out");
        }
    }

    @Test
    void otherPagesAreAccessibleToo(Chromium chromium) {
        try (var ana = chromium.someone();
                var ben = chromium.someone()) {
            var page = inbox(ana, "ana");
            page.click("text=You");
            page.waitForSelector("h1:has-text('You are ana')");
            Axe.look(page, "home");

            var other = Chromium.signIn(ben, gate.url(), "ben");
            assertThat(other.locator("nav").textContent()).doesNotContain("Inbox");
            assertThat(other.navigate(gate.url() + "/approvals").status()).isEqualTo(404);
            Axe.look(other, "nothing-here");
        }
    }

    /// As those do who have no mouse.
    private static void tabTo(Page page, String selector) {
        for (int i = 0; i < 40; i++) {
            page.keyboard().press("Tab");
            if ((boolean) page.evaluate("to => document.activeElement.matches(to)", selector)) {
                return;
            }
        }
        throw new AssertionError("`" + selector + "` cannot be reached by Tab");
    }
}
