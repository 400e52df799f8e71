package dev.sallyport.examples.identity;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// A real Chromium, the system's own, driven by Playwright. Belongs to one thread.
record Chromium(Playwright playwright, Browser browser) implements AutoCloseable {

    /// Long enough for a provider that compiles its pages on a busy machine.
    private static final double WAIT_MILLIS_MAX = 20_000;

    /// More than any page has to tab to.
    private static final int TABS_MAX = 60;

    private static Chromium start() {
        var program =
                Stream.of(
                                "/usr/bin/chromium",
                                "/usr/bin/chromium-browser",
                                "/usr/bin/google-chrome")
                        .map(Path::of)
                        .filter(Files::isExecutable)
                        .findFirst()
                        .orElseThrow(() ->
                                new AssertionError(
                                        "Chromium is missing; `./build` installs it where it may, else:"
                                                + " apt-get install chromium"));
        var playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        return new Chromium(
                playwright,
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(program)
                                        // Root may start it no other way, as in containers.
                                        .setArgs(List.of("--no-sandbox"))));
    }

    /// Someone's own browser, with no cookie yet.
    BrowserContext someone() {
        var context =
                browser.newContext(new Browser.NewContextOptions().setViewportSize(1280, 800));
        context.setDefaultTimeout(WAIT_MILLIS_MAX);
        return context;
    }

    /// As [#someone], in a browser that runs no scripts.
    BrowserContext withoutScripts() {
        var context =
                browser.newContext(
                        new Browser.NewContextOptions()
                                .setViewportSize(1280, 800)
                                .setJavaScriptEnabled(false));
        context.setDefaultTimeout(WAIT_MILLIS_MAX);
        return context;
    }

    /// From the gate's first page through the provider's own form back to the gate.
    static Page signIn(BrowserContext someone, URI gate, String user) {
        var page = someone.newPage();
        page.navigate(gate + "/");
        page.click("a.button");
        fillForm(page, user);
        page.waitForURL(gate + "/");
        return page;
    }

    /// Adds what a page complains about from now on: errors on its console, what its own policy kept from running, scripts
    /// that failed, and what it would have asked its human, which is answered with no.
    static void watch(Page page, List<String> complaints) {
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
    }

    /// As those do who have no mouse.
    static void tabTo(Page page, String selector) {
        for (int i = 0; i < TABS_MAX; i++) {
            page.keyboard().press("Tab");
            if ((boolean) page.evaluate("to => document.activeElement.matches(to)", selector)) {
                return;
            }
        }
        throw new AssertionError("`" + selector + "` cannot be reached by Tab");
    }

    /// Whether nothing on the page is wider than the screen.
    static boolean fits(Page page) {
        return (boolean)
                page.evaluate(
                        "document.documentElement.scrollWidth <= document.documentElement.clientWidth");
    }

    /// The form of Keycloak.
    static void fillForm(Page page, String user) {
        page.fill("#username", user);
        page.fill("#password", user + "-password");
        page.click("#kc-login");
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }

    /// Hands one browser to every test that asks.
    static final class Shared implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Chromium.class;
        }

        @Override
        public Chromium resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(Namespace.create(Chromium.class))
                    .getOrComputeIfAbsent(Chromium.class, _ -> start(), Chromium.class);
        }
    }
}
