package dev.sallyport.examples.identity;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

/// Agents that ask for changes, and humans with real browsers who are to look at them.
@ExtendWith({World.Shared.class, Chromium.Shared.class})
abstract class ConsoleFixture {

    private static final Executor AGENTS = work -> Thread.ofVirtual().start(work);

    private static final AtomicInteger REALMS = new AtomicInteger();

    /// One for each test, so that none sees another's calls.
    RealmGate gate;

    /// What browsers complained about, as [Chromium#watch] hears it.
    final List<String> complaints = new CopyOnWriteArrayList<>();

    private int calls;

    /// How many operators must agree.
    int quorum() {
        return 1;
    }

    @BeforeEach
    void open(World world, @TempDir Path directory) throws IOException {
        gate =
                RealmGate.wanting(
                        quorum(), world, "decisions-" + REALMS.incrementAndGet(), directory);
    }

    @AfterEach
    void close() {
        gate.close();
    }

    /// Signed in, and at the inbox.
    Page inbox(BrowserContext someone, String user) {
        var page = Chromium.signIn(someone, gate.url(), user);
        Chromium.watch(page, complaints);
        page.click("text=Inbox");
        page.waitForSelector("h1:has-text('Inbox')");
        return page;
    }

    /// An agent asks for a change, and waits for what becomes of it.
    CompletableFuture<String> agentAsks(String reason) {
        return agentAsks("update shop.stock set amount = amount - 1 where id = " + ++calls, reason);
    }

    CompletableFuture<String> agentAsks(String sql, String reason) {
        var arguments = JsonNodeFactory.instance.objectNode();
        arguments.put("database", "shop").put("reason", reason).put("sql", sql);
        var token = gate.realm().clientToken("coding-agent");
        return CompletableFuture.supplyAsync(
                () -> gate.as(token).attempt("modify_database", arguments.toString()).body(),
                AGENTS);
    }

    static Locator first(Page inbox) {
        return inbox.locator(".requests a").first();
    }
}
