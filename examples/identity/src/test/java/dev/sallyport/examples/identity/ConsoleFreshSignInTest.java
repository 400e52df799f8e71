package dev.sallyport.examples.identity;

import static dev.sallyport.examples.identity.Chromium.tabTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Approvers who signed in long ago, and sign in again at the provider to approve what cannot be taken back, and to
/// grant anything.
class ConsoleFreshSignInTest extends ConsoleFixture {

    /// Leaves no old value anywhere.
    private static final String EVERY_ROW = "update shop.stock set amount = amount";

    private static final Duration TOO_LONG = Duration.ofMinutes(6);

    private static String session(BrowserContext someone) {
        return someone.cookies().stream()
                .filter(cookie -> cookie.name.equals("sallyport"))
                .findFirst()
                .orElseThrow()
                .value;
    }

    /// Keycloak knows who it is, and asks for the password alone.
    private static void passwordAgain(Page page, String user) {
        page.waitForSelector("#password");
        if (page.locator("#username:visible").count() > 0) {
            page.fill("#username", user);
        }
        page.fill("#password", user + "-password");
        page.click("#kc-login");
    }

    @Test
    void whoSignedInLongAgoSignsInAgainAndComesBackToTheCall(Chromium chromium) {
        try (var ana = chromium.someone()) {
            var page = inbox(ana, "ana");
            var answer = agentAsks(EVERY_ROW, "stocktaking");
            first(page).click();
            page.waitForSelector("#approve");
            var call = page.url();
            assertThat(page.textContent("#fresh-sign-in"))
                    .contains("because it cannot be taken back", "Yours counts until");
            Axe.look(page, "decision-fresh");

            gate.ageSessions(TOO_LONG);
            var before = session(ana);
            page.reload();
            page.waitForSelector("#sign-in-again");
            assertThat(page.locator("#approve").count()).isZero();
            assertThat(page.locator("#reject").isVisible()).isTrue();
            assertThat(page.textContent("#fresh-sign-in"))
                    .contains("asks for a sign-in within the last 5 minutes");
            Axe.look(page, "decision-sign-in-again");
            assertThat(complaints).isEmpty();

            tabTo(page, "#sign-in-again");
            page.keyboard().press("Enter");
            passwordAgain(page, "ana");
            page.waitForURL(call);

            assertThat(session(ana)).isNotEqualTo(before);
            page.click("#approve");
            page.waitForSelector("text=Approved and executed");
            assertThat(answer.join()).contains("completed");
            assertThat(gate.sessionsOnRecord())
                    .startsWith("signed_out user:ana replaced", "signed_in user:ana");
        }
    }

    @Test
    void aPageThatWasOpenedInTimeApprovesNothingTooLate(Chromium chromium) {
        try (var ana = chromium.withoutScripts()) {
            var page = Chromium.signIn(ana, gate.url(), "ana");
            var answer = agentAsks(EVERY_ROW, "stocktaking");
            page.navigate(gate.url() + "/approvals");
            while (first(page).count() == 0) {
                page.reload();
            }
            first(page).click();
            page.waitForSelector("#approve");

            gate.ageSessions(TOO_LONG);
            page.click("#approve");
            page.waitForSelector("#sign-in-again");

            assertThat(page.textContent("[role=alert]"))
                    .contains("This did not count. You signed in too long ago");
            assertThat(answer).isNotDone();
            page.click("#reject");
            page.waitForSelector("text=Rejected. It will not run");
            assertThat(answer.join()).contains("rejected");
        }
    }

    @Test
    void whoLeavesTheProvidersFormHasTheOldSession(Chromium chromium) {
        try (var ana = chromium.someone()) {
            var page = inbox(ana, "ana");
            var answer = agentAsks(EVERY_ROW, "stocktaking");
            first(page).click();
            page.waitForSelector("#approve");
            var call = page.url();
            gate.ageSessions(TOO_LONG);
            page.reload();

            page.click("#sign-in-again");
            page.waitForSelector("#password");
            page.navigate(call);

            page.waitForSelector("#sign-in-again");
            assertThat(page.locator("#approve").count()).isZero();
            page.click("#reject");
            page.waitForSelector("text=Rejected. It will not run");
            assertThat(answer.join()).contains("rejected");
        }
    }

    /// One row, whose old value can be brought back: approving it asks for no fresh sign-in.
    @Test
    void grantingAsksForOneAlsoWhereApprovingDoesNot(Chromium chromium) {
        try (var ana = chromium.someone()) {
            var page = inbox(ana, "ana");
            var answer = agentAsks("stocktaking");
            first(page).click();
            page.waitForSelector("#approve");
            var call = page.url();
            page.click("#grant summary");
            assertThat(page.locator("#grant-it").isVisible()).isTrue();

            gate.ageSessions(TOO_LONG);
            page.reload();
            page.click("#grant summary");
            assertThat(page.locator("#approve").isVisible()).isTrue();
            assertThat(page.locator("#grant-it").count()).isZero();
            assertThat(page.textContent("#grant"))
                    .contains("Granting asks for a sign-in within the last 5 minutes")
                    .contains("without anyone being asked");
            Axe.look(page, "decision-grant-sign-in-again");

            tabTo(page, "#sign-in-again-to-grant");
            page.keyboard().press("Enter");
            passwordAgain(page, "ana");
            page.waitForURL(call);
            page.click("#grant summary");
            page.click("#grant-it");

            page.waitForSelector("h1:has-text('Grants')");
            assertThat(answer.join()).contains("completed");
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void aFormThatWasOpenedInTimeGrantsNothingTooLate(Chromium chromium) {
        try (var ana = chromium.someone()) {
            var page = inbox(ana, "ana");
            var answer = agentAsks("stocktaking");
            first(page).click();
            page.waitForSelector("#approve");
            page.click("#grant summary");

            gate.ageSessions(TOO_LONG);
            page.click("#grant-it");
            page.waitForSelector("[role=alert]");

            assertThat(page.textContent("[role=alert]"))
                    .contains("This did not count. You signed in too long ago");
            assertThat(answer).isNotDone();
            page.click("nav >> text=Grants");
            page.waitForSelector("text=Nothing is granted");
        }
    }

    @Test
    void theButtonIsThereOnASmallScreen(Chromium chromium) {
        try (var ana = chromium.someone()) {
            var page = inbox(ana, "ana");
            var answer = agentAsks(EVERY_ROW, "stocktaking");
            first(page).click();
            page.waitForSelector("#approve");
            gate.ageSessions(TOO_LONG);
            page.setViewportSize(360, 740);
            page.reload();
            page.waitForSelector("#sign-in-again");

            assertThat(Chromium.fits(page)).isTrue();
            Axe.look(page, "decision-sign-in-again-small");
            page.click("#reject");
            page.waitForSelector("text=Rejected. It will not run");
            assertThat(answer.join()).contains("rejected");
        }
    }
}
