package dev.sallyport.examples.identity;

import static dev.sallyport.examples.identity.Chromium.tabTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.sallyport.policy.ApproverSet;
import dev.sallyport.server.approval.ApprovalRequest;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// An approver lets somebody decide in their place in a real browser, and that one does in theirs.
class ConsoleDelegationTest extends LocalGateFixture {

    private static final String HOSTILE =
            "user:<img src=x onerror=alert(1)>\u202E[a](http://x)\u200B" + "W".repeat(200);

    @Override
    String policy() {
        return """
        roles:
          operator: { console: [approve] }
          auditor: { console: [audit] }
        bindings:
          - { role: operator, to: ["user:ana"] }
          - { role: auditor, to: ["user:olga"] }
        """;
    }

    private ApprovalRequest hold() {
        return hold(new ApproverSet("operator", 1));
    }

    /// As those do who have no mouse.
    private static void delegate(Page page, String to) {
        page.focus("#to");
        page.keyboard().insertText(to);
        tabTo(page, "#until");
        page.fill("#until", Instant.now().plus(Duration.ofDays(2)).toString().substring(0, 16));
        tabTo(page, "input[type=checkbox]");
        page.keyboard().press("Space");
        tabTo(page, "form.enter button");
        page.keyboard().press("Enter");
        page.waitForSelector("ul.requests");
    }

    @Test
    void whoGoesAwayLetsSomebodyDecideAndTakesItBack(Chromium chromium) {
        try (var first = chromium.someone();
                var second = chromium.someone();
                var third = chromium.someone()) {
            var request = hold();
            var ana = signIn(first, "ana");
            var dan = signIn(second, "dan");
            assertThat(dan.locator("nav").textContent()).doesNotContain("Inbox");

            ana.click("nav >> text=Delegations");
            ana.waitForSelector("h1:has-text('Delegations')");
            Axe.look(ana, "delegations-none");
            delegate(ana, "user:dan");
            assertThat(ana.textContent("main")).contains("user:dan for user:ana", "as operator");

            dan.reload();
            dan.click("nav >> text=Inbox");
            dan.waitForSelector("text=You can decide for user:ana");
            Axe.look(dan, "inbox-delegate");
            dan.locator(".requests a").first().click();
            dan.waitForSelector("text=You decide in the place of user:ana");
            Axe.look(dan, "decision-delegate");
            dan.click("#approve");
            dan.waitForSelector("text=user:dan for user:ana");
            assertThat(gate.approvals().find(request.id()).orElseThrow().state())
                    .isEqualTo(ApprovalRequest.State.APPROVED);
            dan.click("nav >> text=Delegations");
            dan.waitForSelector("text=In force");
            assertThat(dan.locator("form.enter").count()).isZero();
            Axe.look(dan, "delegations-delegate");

            ana.click("button:has-text('End')");
            ana.waitForSelector("ul.requests .badge:text-is('Ended')");
            ana.navigate(server.address() + "/approvals/" + request.id());
            assertThat(ana.textContent("#standing")).contains("does not count", "0 of 1 needed");
            dan.reload();
            assertThat(dan.locator("nav").textContent()).doesNotContain("Inbox");

            var olga = signIn(third, "olga");
            olga.click("nav >> text=Delegations");
            olga.waitForSelector("text=user:dan for user:ana");
            Axe.look(olga, "delegations-auditor");
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void hostileNamesAreShownForWhatTheyAreOnEveryScreen(Chromium chromium) {
        try (var first = chromium.someone()) {
            var ana = signIn(first, "ana");
            ana.click("nav >> text=Delegations");
            delegate(ana, HOSTILE);

            assertThat(ana.textContent("main"))
                    .contains("user:<img src=x onerror=alert(1)>\\u{202E}[a](http://x)\\u{200B}")
                    .doesNotContain("\u202E", "\u200B");
            assertThat(ana.locator("main img").count()).isZero();
            Axe.look(ana, "delegations-hostile");

            ana.evaluate("document.querySelector('form.enter').noValidate = true");
            ana.fill("#to", "client:" + HOSTILE);
            ana.fill("#until", Instant.now().plusSeconds(3600).toString().substring(0, 16));
            ana.click("form.enter button");
            ana.waitForSelector("[role=alert]");
            assertThat(ana.textContent("[role=alert]")).contains("only a human can decide");
            Axe.look(ana, "delegations-refused");
            assertThat(complaints)
                    .as("but for the answer that was meant")
                    .allMatch(message -> message.contains("403"));
        }
    }
}
