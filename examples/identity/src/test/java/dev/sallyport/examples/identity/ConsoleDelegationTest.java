package dev.sallyport.examples.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

/// An approver lets somebody decide in their place in a real browser, and that one does in theirs.
@ExtendWith(Chromium.Shared.class)
class ConsoleDelegationTest {

    private static final String HOSTILE =
            "user:<img src=x onerror=alert(1)>\u202E[a](http://x)\u200B" + "W".repeat(200);

    private Gate gate;
    private GateServer server;

    /// What browsers complained about, and what they would have asked their humans.
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open(@TempDir Path directory) throws IOException {
        Files.writeString(
                directory.resolve("policy.yaml"),
                """
                roles:
                  operator: { console: [approve] }
                  auditor: { console: [audit] }
                bindings:
                  - { role: operator, to: ["user:ana"] }
                  - { role: auditor, to: ["user:olga"] }
                """);
        var file = directory.resolve("sallyport.yaml");
        Files.writeString(
                file,
                """
                server: { listen: "127.0.0.1:0" }
                policy: policy.yaml
                audit: { directory: audit, key: keys/audit-key }
                state: { url: "jdbc:sqlite:state.db" }
                """);
        gate = Gate.open(ConfigurationReader.read(file, Map.of()));
        server = GateServer.start(gate);
    }

    @AfterEach
    void close() {
        server.close();
        gate.close();
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
        page.onDialog(dialog -> {
            complaints.add(dialog.message());
            dialog.dismiss();
        });
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
                        List.of(new ApproverSet("operator", 1)),
                        List.of("editor/hold/0123456789ab"),
                        "a".repeat(64),
                        "");
        return ((Requested.Held) gate.approvals().request(asked)).request();
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

    private static void tabTo(Page page, String selector) {
        for (int i = 0; i < 40; i++) {
            page.keyboard().press("Tab");
            if ((boolean) page.evaluate("to => document.activeElement.matches(to)", selector)) {
                return;
            }
        }
        throw new AssertionError("`" + selector + "` cannot be reached by Tab");
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
