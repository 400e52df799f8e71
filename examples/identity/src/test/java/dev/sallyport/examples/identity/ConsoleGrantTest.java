package dev.sallyport.examples.identity;

import static dev.sallyport.examples.identity.Chromium.tabTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Humans let calls like one that they looked at run for a time, in a real browser, and take that back.
class ConsoleGrantTest extends ConsoleFixture {

    /// Of which approvers do not see the number.
    private static final String HIDING =
            "update shop.stock set amount = amount + 1 where id = 7 and 4111111111111111 > id";

    /// At the page of the one call that waits.
    private static Page opened(Page inbox) {
        first(inbox).click();
        inbox.waitForSelector("#grant summary");
        return inbox;
    }

    @Test
    void callsLikeAGrantedOneRunUnaskedUntilItIsRevoked(Chromium chromium) {
        try (var ana = chromium.someone()) {
            var page = inbox(ana, "ana");
            page.click("nav >> text=Grants");
            page.waitForSelector("text=Nothing is granted");
            Axe.look(page, "grants-empty");
            page.click("nav >> text=Inbox");

            var asked = agentAsks("ticket 4711");
            first(page).waitFor();
            opened(page);
            page.click("#grant summary");
            assertThat(page.textContent("#grant"))
                    .contains("client:coding-agent and nobody else", "shop.stock")
                    .contains("rows: 1 at most");
            page.selectOption("#grant-for", "30m");
            page.fill("#grant-uses", "5");
            page.fill("#grant-reason", "stock-taking");
            Axe.look(page, "decision-grant");
            page.click("#grant-it");

            page.waitForURL(Pattern.compile(".*/approvals/grants#grt_.*"));
            assertThat(asked.join()).contains("completed");
            assertThat(page.textContent("main"))
                    .contains("In force", "1 of 5 uses taken", "user:ana", "stock-taking");
            Axe.look(page, "grants");

            assertThat(agentAsks("").join()).contains("completed");
            page.click("nav >> text=Inbox");
            page.waitForSelector("text=No call waits for a human");
            page.click("nav >> text=Grants");
            assertThat(page.textContent("main")).contains("2 of 5 uses taken, 3 left");

            page.click(".grants button");
            page.waitForSelector("text=Nothing is granted");
            assertThat(page.textContent("main")).contains("Ended lately", "revoked by user:ana");
            Axe.look(page, "grants-ended");
            page.click("nav >> text=Inbox");
            var again = agentAsks("");
            first(page).click();
            page.waitForSelector("#reject");
            page.click("#reject");
            assertThat(again.join()).contains("rejected");
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void aGrantNeedsNoMouse(Chromium chromium) {
        try (var ana = chromium.someone()) {
            var page = inbox(ana, "ana");
            var asked = agentAsks("");
            first(page).waitFor();
            opened(page);

            tabTo(page, "#grant summary");
            page.keyboard().press("Enter");
            tabTo(page, "#grant-for");
            page.keyboard().press("ArrowDown");
            tabTo(page, "#grant-uses");
            page.keyboard().type("2");
            tabTo(page, "#grant-reason");
            page.keyboard().type("by hand");
            page.waitForResponse(
                    response -> response.url().contains("/approvals/apr_"),
                    () -> {
                        // The agent of another call makes the page fetch itself anew meanwhile.
                        var _ = agentAsks("update shop.stock set amount = 1 where id = 300", "");
                    });
            assertThat(page.inputValue("#grant-reason")).isEqualTo("by hand");
            assertThat(page.inputValue("#grant-for")).isEqualTo("120m");
            tabTo(page, "#grant-it");
            page.keyboard().press("Enter");

            page.waitForURL(Pattern.compile(".*/approvals/grants#grt_.*"));
            assertThat(asked.join()).contains("completed");
            assertThat(page.textContent("main")).contains("1 of 2 uses taken", "by hand");
            tabTo(page, ".grants button");
            page.keyboard().press("Enter");
            page.waitForSelector("text=Nothing is granted");
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void withoutScriptsTheSameCanBeDone(Chromium chromium) {
        try (var ana = chromium.withoutScripts()) {
            var page = Chromium.signIn(ana, gate.url(), "ana");
            var asked = agentAsks("");
            page.click("text=Inbox");
            while (first(page).count() == 0) {
                page.reload();
            }
            opened(page);
            page.click("#grant summary");
            page.click("#grant-it");

            page.waitForSelector("h1:has-text('Grants')");
            assertThat(asked.join()).contains("completed");
            page.click(".grants button");
            page.waitForSelector("text=Nothing is granted");
        }
    }

    /// Sends the decision and waits for the page that answers it.
    private static void submit(Page page) {
        page.evaluate("document.title = 'sending'");
        page.click("#approve");
        page.waitForFunction("document.title != 'sending'");
        page.waitForSelector("[role=alert]");
    }

    @Test
    void whatIsHiddenIsApprovedByTheBoxAlone(Chromium chromium) {
        try (var ana = chromium.someone()) {
            var page = inbox(ana, "ana");
            var asked = agentAsks(HIDING, "");
            first(page).waitFor();
            opened(page);
            assertThat(page.textContent("main"))
                    .contains("hidden here", "payment card in")
                    .doesNotContain("4111111111111111");
            Axe.look(page, "decision-hidden");

            // The browser keeps a form back whose box is not ticked.
            page.click("#approve");
            assertThat(
                            (boolean)
                                    page.evaluate(
                                            "document.querySelector('#hidden-accepted:invalid') != null"))
                    .isTrue();
            // One that sends it nevertheless is refused, with the number, and so is another number.
            page.evaluate("document.querySelector('#hidden-accepted').required = false");
            submit(page);
            assertThat(page.textContent("[role=alert]")).contains("did not count", "tick the box");
            var number = page.getAttribute("#hidden-accepted", "value");
            assertThat(page.textContent(".hidden-values"))
                    .contains(
                            number.equals("1")
                                    ? "1 value is hidden"
                                    : number + " values are hidden");
            page.evaluate("document.querySelector('#hidden-accepted').value = '99'");
            page.check("#hidden-accepted");
            submit(page);
            assertThat(page.textContent("[role=alert]")).contains("did not count", "tick the box");
            assertThat(page.textContent("#standing [role=status]")).contains("must approve by");

            page.check("#hidden-accepted");
            page.click("#approve");

            page.waitForSelector("text=Approved and executed");
            assertThat(asked.join()).contains("completed");
        }
    }
}
