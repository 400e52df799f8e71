package dev.sallyport.examples.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import dev.sallyport.server.call.Caller;
import dev.sallyport.tools.CallControl;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

/// An auditor looks at real calls in a real browser.
class ConsoleRecordTest extends LocalGateFixture {

    @Override
    String policy() {
        return """
        roles:
          reader:
            permit:
              - { tools: [query_database], on: { database: shop } }
          auditor: { console: [audit] }
        bindings:
          - { role: reader, to: ["group:agents"] }
          - { role: auditor, to: ["user:ada"] }
        """;
    }

    @Override
    String configuration(Path beside) throws SQLException {
        try (var shop = DriverManager.getConnection("jdbc:sqlite:" + beside.resolve("shop.db"));
                var statement = shop.createStatement()) {
            statement.execute(
                    "create table stock (id integer primary key, article text, amount int)");
            statement.execute("insert into stock values (1, 'lamp', 7), (2, 'rope', 0)");
        }
        return """
        databases:
          shop: { url: "jdbc:sqlite:%s" }
        """
                .formatted(beside.resolve("shop.db"));
    }

    /// What an agent is answered.
    private String agentAsks(String connection, String sql) {
        return agentAsks(connection, "query_database", sql);
    }

    private String agentAsks(String connection, String tool, String sql) {
        var caller = new Caller(AGENT, connection, "claude <b>1.0</b>", "http", Duration.ZERO);
        var arguments =
                JsonNodeFactory.instance.objectNode().put("database", "shop").put("sql", sql);
        return gate.tools().call(caller, tool, arguments, CallControl.uncancellable()).toString();
    }

    private static final String LAMPS = "select article from stock where article = 'lamp'";

    /// Signed in, and at the calls.
    private Page calls(BrowserContext someone) {
        var page = signIn(someone, "ada");
        page.click("nav >> text=Calls");
        page.waitForSelector("h1:has-text('Calls')");
        return page;
    }

    @Test
    void aCallAppearsByItselfAndIsFoundByAWordOfItsStatement(Chromium chromium) {
        try (var ada = chromium.someone()) {
            var page = calls(ada);
            page.waitForSelector("text=No call is on record");
            Axe.look(page, "calls-empty");
            page.waitForFunction("document.querySelector('[sse-connect]') !== null");

            assertThat(agentAsks("one", LAMPS)).contains("lamp");
            long answered = System.nanoTime();
            page.waitForSelector(".requests a >> text=stock");
            assertThat(Duration.ofNanos(System.nanoTime() - answered))
                    .isLessThan(Duration.ofSeconds(1));

            assertThat(agentAsks("one", "select amount from stock where id = 2")).contains("0");
            // A tool that is hidden from the agent.
            var _ = agentAsks("one", "modify_database", "drop table stock");
            page.fill("#q", "ARTICLE stock");
            page.keyboard().press("Enter");
            page.waitForSelector("text=1 call found");
            assertThat(page.locator(".requests li").count()).isEqualTo(1);
            page.click("text=All calls");
            page.waitForSelector("text=3 calls on record");
            Axe.look(page, "calls");

            page.click("aside >> text=Denied");
            page.waitForSelector("text=1 call found");
            page.click("aside >> text=any");
            page.waitForSelector("text=3 calls on record");
            page.click(".requests a >> nth=2");
            page.waitForSelector("h1:has-text('query_database on shop')");
            assertThat(page.textContent("main"))
                    .contains("article", "client:coding-agent", "claude <b>1.0</b>", "position ");
            Axe.look(page, "call");
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void aSessionIsSteppedAndPlayedWithTheKeyboard(Chromium chromium) {
        for (int i = 1; i <= 4; i++) {
            agentAsks("one", "select article, " + i + " as number from stock");
        }
        agentAsks("other", LAMPS);
        try (var ada = chromium.someone()) {
            var page = calls(ada);
            page.click("nav >> text=Sessions");
            page.waitForSelector("h1:has-text('Sessions')");
            Axe.look(page, "sessions");
            assertThat(page.locator(".requests a").count()).isEqualTo(1);
            page.click(".requests a");
            page.waitForSelector("text=Call 1 of 5");
            Axe.look(page, "session");

            page.keyboard().press("ArrowRight");
            page.waitForSelector("text=Call 2 of 5");
            assertThat(page.url()).contains("?at=");
            page.waitForSelector("#player-said:has-text('Call 2 of 5')");
            page.keyboard().press("ArrowLeft");
            page.waitForSelector("text=Call 1 of 5");
            page.focus("#next");
            page.keyboard().press("Enter");
            page.waitForSelector("text=Call 2 of 5");
            page.waitForFunction("document.activeElement.id === 'next'");
            page.goBack();
            page.waitForSelector("text=Call 1 of 5");
            page.waitForSelector("#play");
            page.keyboard().press("ArrowRight");
            page.waitForSelector("text=Call 2 of 5");

            page.focus("#play");
            page.keyboard().press("Enter");
            page.waitForSelector("#play:has-text('Pause')");
            page.waitForSelector("text=Call 3 of 5");
            page.keyboard().press("Enter");
            page.waitForSelector("#play:has-text('Play')");
            page.keyboard().press("Space");
            page.waitForSelector("#player-said:has-text('That was the last call')");
            assertThat(page.textContent(".player >> nth=1")).contains("Call 5 of 5");
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void whoeverAskedForLessMotionIsGivenTime(Chromium chromium) {
        agentAsks("one", LAMPS);
        agentAsks("one", LAMPS);
        try (var ada = chromium.someone()) {
            var page = calls(ada);
            page.emulateMedia(
                    new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
            page.navigate(server.address() + "/sessions");
            page.click(".requests a");
            page.waitForSelector("#play");
            long start = System.nanoTime();
            page.click("#play");
            page.waitForSelector("text=Call 2 of 2");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isGreaterThan(Duration.ofMillis(2900));
        }
    }

    @Test
    void withoutScriptsTheSameCanBeReached(Chromium chromium) {
        agentAsks("one", LAMPS);
        agentAsks("one", "select amount from stock");
        try (var ada = chromium.withoutScripts()) {
            var page = signIn(ada, "ada");
            page.navigate(server.address() + "/calls?q=amount");
            assertThat(page.textContent("main")).contains("1 call found");
            page.navigate(server.address() + "/sessions");
            page.click(".requests a");
            page.waitForSelector("text=Call 1 of 2");
            page.click("#next");
            page.waitForSelector("text=Call 2 of 2");
        }
    }
}
