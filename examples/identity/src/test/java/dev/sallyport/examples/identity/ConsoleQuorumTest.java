package dev.sallyport.examples.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Two humans who must agree, each in a browser of their own.
class ConsoleQuorumTest extends ConsoleFixture {

    @Override
    int quorum() {
        return 2;
    }

    @Test
    void theSecondOfTwoCompletesWhatTheFirstApproved(Chromium chromium) {
        gate.realm().join("ben", "operators");
        try (var ana = chromium.someone();
                var ben = chromium.someone()) {
            var hers = inbox(ana, "ana");
            var his = inbox(ben, "ben");
            var asked = agentAsks("");
            first(hers).click();
            hers.waitForSelector("#approve");
            assertThat(hers.textContent("#standing"))
                    .contains("2 × ", "none has yet", "this call wants several approvals");
            first(his).click();
            his.waitForSelector("#approve");

            hers.click("#approve");
            hers.waitForSelector("text=1 has.");
            assertThat(hers.textContent("#standing"))
                    .contains("must approve by", "You have decided on it already");
            assertThat(hers.locator("#approve").count()).isZero();
            Axe.look(hers, "decision-one-of-two");
            assertThat(asked).isNotDone();

            // His page follows by itself.
            his.waitForSelector("text=1 has.");
            assertThat(his.textContent("#standing")).contains("user:ana");
            his.click("#approve");

            his.waitForSelector("text=Approved and executed");
            assertThat(asked.join()).contains("completed");
            hers.waitForSelector("text=2 of 2 needed");
            assertThat(hers.textContent("#standing")).contains("user:ana", "user:ben");
            assertThat(complaints).isEmpty();
        }
    }
}
