package dev.sallyport.examples.identity;

import static dev.sallyport.examples.identity.Chromium.tabTo;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Humans decide held calls in a real browser, and the agents that wait get on.
class ConsoleDecisionTest extends ConsoleFixture {

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
                    .contains("update shop.stock", "Asked by agent coding-agent", "must approve by")
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

    /// From before the agent's request is sent, through its plan and preview, to what the browser shows.
    @Test
    void aHeldCallIsInTheInboxWithinASecondWithoutReload(Chromium chromium) {
        try (var ana = chromium.someone()) {
            var page = inbox(ana, "ana");
            page.evaluate(
                    """
                    window.loadedOnce = true;
                    window.seen = {};
                    new MutationObserver(() => document.querySelectorAll('.requests a')
                        .forEach(a => window.seen[a.id] ??= Date.now()))
                        .observe(document.body, { childList: true, subtree: true });
                    """);
            var millis = new ArrayList<Long>();
            for (int i = 1; i <= 7; i++) {
                long begin = System.currentTimeMillis();
                var _ = agentAsks("");
                page.waitForFunction("n => Object.keys(window.seen).length == n", i);
                var last = page.evaluate("String(Math.max(...Object.values(window.seen)))");
                millis.add(Long.parseLong((String) last) - begin);
            }

            System.out.println("from call to inbox, milliseconds: " + millis);
            assertThat((boolean) page.evaluate("window.loadedOnce")).isTrue();
            assertThat(millis.stream().sorted().toList().get(millis.size() / 2)).isLessThan(1000);
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
}
