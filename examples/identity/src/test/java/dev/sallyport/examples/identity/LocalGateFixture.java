package dev.sallyport.examples.identity;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

/// A gate of each test's own, without a provider, and humans with real browsers who sign in with their keys.
@ExtendWith(Chromium.Shared.class)
abstract class LocalGateFixture {

    static final Principal AGENT =
            new Principal(
                    "client:coding-agent",
                    Principal.Kind.AGENT,
                    Optional.empty(),
                    Set.of("agents"));

    /// What browsers complained about, as [Chromium#watch] hears it.
    final List<String> complaints = new CopyOnWriteArrayList<>();

    Gate gate;
    GateServer server;

    /// Where all is that the gate reads and writes.
    Path directory;

    /// The text of its role map, `policy.yaml`.
    abstract String policy();

    /// More of its configuration, whole lines. May put what they name beside it.
    ///
    /// @param beside the folder of the configuration
    String configuration(Path beside) throws Exception {
        return "";
    }

    @BeforeEach
    void open(@TempDir Path empty) throws Exception {
        directory = empty;
        Files.writeString(empty.resolve("policy.yaml"), policy());
        var file = empty.resolve("sallyport.yaml");
        Files.writeString(
                file,
                """
                server: { listen: "127.0.0.1:0" }
                policy: policy.yaml
                audit: { directory: audit, key: keys/audit-key }
                state: { url: "jdbc:sqlite:state.db" }
                """
                        + configuration(empty));
        gate = Gate.open(ConfigurationReader.read(file, Map.of()));
        server = GateServer.start(gate);
    }

    @AfterEach
    void close() {
        server.close();
        gate.close();
    }

    /// The token of a new key.
    String token(String name, boolean human, Set<String> groups) {
        return switch (gate.keys().create(name, groups, human, Optional.empty())) {
            case Creation.Created created -> created.token();
            case Creation.Refused refused -> throw new AssertionError(refused);
        };
    }

    /// Signed in with a new key, and watched.
    Page signIn(BrowserContext someone, String name) {
        return signIn(someone, name, Set.of());
    }

    Page signIn(BrowserContext someone, String name, Set<String> groups) {
        var page = someone.newPage();
        page.navigate(server.address() + "/");
        page.click("a.button");
        page.fill("#token", token(name, true, groups));
        page.click("main button");
        page.waitForURL(server.address() + "/");
        Chromium.watch(page, complaints);
        return page;
    }

    /// A call of the agent that waits for these to agree.
    ApprovalRequest hold(ApproverSet approvers) {
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
                        AGENT,
                        "session-1",
                        "agent 1.0",
                        "call-1",
                        plan,
                        new Obligations(List.of()),
                        preview,
                        List.of(approvers),
                        List.of("editor/hold/0123456789ab"),
                        "a".repeat(64),
                        "");
        return ((Requested.Held) gate.approvals().request(asked)).request();
    }
}
