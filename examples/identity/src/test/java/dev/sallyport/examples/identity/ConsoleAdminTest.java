package dev.sallyport.examples.identity;

import static dev.sallyport.examples.identity.Chromium.tabTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Those who look after the gate, in a real browser.
class ConsoleAdminTest extends LocalGateFixture {

    private static final String POLICY =
            """
            roles:
              analyst:
                description: "reads the shop"
                limits: { principal: { calls_per_minute: 60 } }
                permit:
                  - { tools: [query_database], on: { database: shop }, rows: 100, mask: [ { column: "*.email", with: token } ] }
                hold:
                  - { tools: [modify_database], on: { database: shop }, approvers: { role: admin, quorum: 1 } }
              admin: { console: [approve, audit, administer] }
            bindings:
              - { role: analyst, to: ["client:analyst", "group:analysts"] }
              - { role: admin, to: ["user:root"] }
            """;

    private static final Set<String> ANALYSTS = Set.of("analysts");

    @Override
    String policy() {
        return POLICY;
    }

    @Override
    String configuration(Path beside) throws IOException {
        Files.createFile(beside.resolve("shop.db"));
        return """
        databases:
          shop: { url: "jdbc:sqlite:shop.db", labels: { env: prod } }
        repositories:
          gone: { url: "http://127.0.0.1:9/gone.git" }
        """;
    }

    private Page signedIn(BrowserContext someone) {
        return signIn(someone, "root", ANALYSTS);
    }

    private void open(Page page, String path) {
        assertThat(page.navigate(server.address() + path).status()).as(path).isEqualTo(200);
    }

    @Test
    void everyPageIsAccessibleInBothSchemesAndOnASmallScreen(Chromium chromium) throws IOException {
        try (var root = chromium.someone()) {
            var page = signedIn(root);
            var _ = token("analyst", false, ANALYSTS);
            open(page, "/policy");
            page.click("summary");
            Axe.look(page, "policy");
            open(page, "/policy/who?tool=query_database&on.database=shop");
            Axe.look(page, "policy-who");
            open(page, "/policy/reach?as=client:analyst");
            Axe.look(page, "policy-reach");
            open(page, "/overview");
            Axe.look(page, "overview");
            open(page, "/targets");
            page.waitForSelector("text=does not work");
            page.waitForSelector(".badge.good");
            Axe.look(page, "targets");
            open(page, "/admin/keys");
            Axe.look(page, "keys");
            page.click("text=Revoke");
            page.waitForSelector("#revoke");
            Axe.look(page, "key-revoke");
            open(page, "/log");
            Axe.look(page, "log");
            page.click("#verify");
            page.waitForSelector(".verdict.good");
            Axe.look(page, "log-verified");

            Files.writeString(
                    directory.resolve("policy.yaml"), POLICY.replace("rows: 100", "rose: 100"));
            open(page, "/policy");
            while (page.locator(".note.bad").count() == 0) {
                page.reload();
            }
            assertThat(page.textContent(".note.bad")).contains("policy.yaml:6:", "`rose`");
            Axe.look(page, "policy-refused");
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void aCallIsTriedWithTheKeyboardAlone(Chromium chromium) {
        try (var root = chromium.someone()) {
            var page = signedIn(root);
            tabTo(page, "nav a[href='/policy']");
            page.keyboard().press("Enter");
            page.waitForSelector("#roles");
            tabTo(page, "a[href='/policy/test']");
            page.keyboard().press("Enter");
            page.waitForSelector("#try");
            tabTo(page, "#as");
            page.keyboard().type("client:analyst");
            tabTo(page, "#tool");
            page.keyboard().type("modify");
            tabTo(page, "#accesses");
            page.keyboard().type("db.write shop database=shop,statement=update");
            tabTo(page, "#try");
            page.keyboard().press("Enter");

            page.waitForSelector("#answer");
            assertThat(page.textContent("#decision")).contains("hold", "1 of `admin`");
            assertThat(page.inputValue("#accesses"))
                    .isEqualTo("db.write shop database=shop,statement=update");
            Axe.look(page, "policy-test");

            page.fill("#candidate", POLICY.replace("modify_database", "modify_datebase"));
            page.click("#try");
            page.waitForSelector("#problems");
            assertThat(page.textContent("[role=alert]")).contains("candidate:8:");
            Axe.look(page, "policy-test-mistakes");

            page.fill("#candidate", "roles: {}\nbindings: []\n");
            page.click("#try");
            page.waitForSelector("text=Asked: the candidate");
            assertThat(page.textContent("#decision")).contains("deny");
            assertThat(page.textContent("#answer")).contains("The role map in force says hold");
            Axe.look(page, "policy-test-candidate");
            // A candidate with mistakes is answered with 400, of which browsers complain.
            assertThat(complaints).allMatch(text -> text.contains("status of 400"));
        }
    }

    @Test
    void withoutScriptsKeysAreRevokedAndTheLogIsVerified(Chromium chromium) {
        try (var root = chromium.withoutScripts()) {
            var page = signedIn(root);
            var _ = token("analyst", false, ANALYSTS);
            page.click("nav >> text=Keys");
            page.click("tr:has-text('client:analyst') >> text=Revoke");
            page.click("#revoke");
            page.waitForSelector("[role=status]");
            assertThat(page.textContent("[role=status]"))
                    .contains(" of client:analyst is revoked", "It opens nothing from now on");
            assertThat(page.textContent("tbody"))
                    .contains("user:root")
                    .doesNotContain("client:analyst");

            page.click("nav >> text=Log");
            page.click("#verify");
            while (page.locator(".verdict").count() == 0) {
                page.reload();
            }
            assertThat(page.textContent(".verdict")).contains("sound");
        }
    }
}
