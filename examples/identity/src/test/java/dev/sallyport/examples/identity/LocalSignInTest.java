package dev.sallyport.examples.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import dev.sallyport.server.FirstSignIn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Humans sign in to the console in a real browser where there is no provider.
class LocalSignInTest extends LocalGateFixture {

    private static final Path TARGET = Path.of(System.getProperty("identity.target", "target"));

    @Override
    String policy() {
        return """
        roles: { admin: { console: [approve, audit, administer] } }
        bindings: [ { role: admin, to: ["user:root"] } ]
        """;
    }

    @Test
    void aLinkSignsInAtThePressOfAButtonAndItsAddressIsToldToNobody(Chromium chromium) {
        try (var someone = chromium.someone()) {
            var page = someone.newPage();
            var requests = new ArrayList<Request>();
            var link = ((FirstSignIn.Link) server.firstSignIn()).link();

            page.navigate(link.toString());
            assertThat(someone.cookies()).isEmpty();
            page.screenshot(
                    new Page.ScreenshotOptions().setPath(TARGET.resolve("screenshots/link.png")));
            page.onRequest(requests::add);
            page.click("main button");
            page.waitForURL(server.address() + "/");

            assertThat(page.textContent("main")).contains("user:root", "administer the gate");
            assertThat(requests).isNotEmpty();
            var code = link.getQuery().substring("code=".length());
            for (var request : requests) {
                assertThat(request.url()).doesNotContain(code);
                assertThat(request.allHeaders().toString()).doesNotContain(code);
            }
            assertThat(requests.getFirst().allHeaders())
                    .containsEntry("origin", server.address().toString());

            assertThat(page.navigate(link.toString()).status()).isEqualTo(403);
            assertThat(page.textContent("main")).contains("sallyport key create NAME --human");
        }
    }

    @Test
    void aTokenIsPastedIntoAFormThatShowsItToNobody(Chromium chromium) {
        try (var someone = chromium.someone()) {
            var token = token("root", true, Set.of());
            var page = someone.newPage();
            page.navigate(server.address() + "/");
            page.click("a.button");
            page.fill("#token", token + "x");
            page.click("main button");
            assertThat(page.textContent("[role=alert]")).contains("not the token");
            assertThat(page.inputValue("#token")).isEmpty();

            page.fill("#token", token);
            page.screenshot(
                    new Page.ScreenshotOptions().setPath(TARGET.resolve("screenshots/key.png")));
            page.click("main button");
            page.waitForURL(server.address() + "/");

            assertThat(page.textContent("h1")).isEqualTo("You are root");
            assertThat(gate.keys().revoke("root")).isTrue();
            page.reload();
            assertThat(page.textContent("h1")).isEqualTo("You are not signed in");
        }
    }
}
