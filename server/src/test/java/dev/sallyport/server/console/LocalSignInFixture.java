package dev.sallyport.server.console;

import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.rolemap.RoleMap;
import dev.sallyport.server.console.LocalSignIn.Finished;
import dev.sallyport.server.console.SignIn.Desk;
import dev.sallyport.server.console.SignIn.Visitor;
import dev.sallyport.server.identity.ApiKeys;
import dev.sallyport.server.identity.ApiKeys.Creation;
import dev.sallyport.server.identity.ApiKeys.Order;
import dev.sallyport.server.state.StateStore;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Sign-in without a provider, on a clock that stands still.
abstract class LocalSignInFixture {

    static final String POLICY =
            """
            roles:
              operator: { console: [approve] }
              admin: { console: [approve, audit, administer] }
              plain: {}
            bindings:
              - { role: operator, to: ["group:operators"] }
              - { role: admin, to: ["user:root"] }
              - { role: plain, to: ["user:nothing"] }
            """;

    @TempDir Path directory;

    final TestClock clock = new TestClock();
    final List<String> told = new CopyOnWriteArrayList<>();
    boolean unrecorded;
    StateStore store;
    ApiKeys keys;
    private Desk desk;
    private RecordedSessions sessions;
    LocalSignIn local;
    SignIn signIn;
    volatile Authorizer policy = roleMap(POLICY);

    @BeforeEach
    void open() {
        open(TestDatabase.SQLITE);
    }

    final void open(TestDatabase database) {
        store = StateStore.open(database.fresh(directory));
        keys = new ApiKeys(store, clock, new SecureRandom());
        desk =
                new Desk(
                        new ToldRecord(told, () -> unrecorded),
                        store,
                        () -> URI.create("https://gate.example.com"),
                        clock,
                        new SecureRandom());
        sessions = desk.sessions(LocalSignIn.IDLE, LocalSignIn.ABSOLUTE);
        local = new LocalSignIn(keys, () -> policy, true, sessions, desk);
        signIn = new SignIn(local, sessions, desk.base());
    }

    /// As another process, or this one after a restart, on the same state.
    final void reopen() {
        local = new LocalSignIn(keys, () -> policy, true, sessions, desk);
        signIn = new SignIn(local, sessions, desk.base());
    }

    @AfterEach
    void close() {
        signIn.close();
        store.close();
    }

    static RoleMap roleMap(String text) {
        return switch (RoleMap.parse("policy.yaml", text, List.of())) {
            case RoleMap.Parsed.Valid(var roleMap) -> roleMap;
            case RoleMap.Parsed.Invalid(var problems) -> throw new AssertionError(problems);
        };
    }

    /// The token of a new key.
    String key(Order order) {
        return switch (keys.create(order)) {
            case Creation.Created created -> created.token();
            case Creation.Refused refused -> throw new AssertionError(refused);
        };
    }

    String humanKey(String name) {
        return key(new Order(name, Set.of("operators"), true, Optional.empty(), Optional.empty()));
    }

    Finished byKey(String token) {
        return local.byKey(token, "1.2.3.4", Optional.empty());
    }

    Finished byLink(String code) {
        return local.byLink(code, "1.2.3.4", Optional.empty());
    }

    /// The code of a new link.
    String code(LinkFor whom) {
        var link = signIn.link(whom).orElseThrow().toString();
        return link.substring(link.indexOf("?code=") + "?code=".length());
    }

    String rootCode() {
        return code(new LinkFor.Subject("user:root"));
    }

    static SessionSecret secret(Finished finished) {
        return ((Finished.SignedIn) finished).secret();
    }

    Visitor visit(SessionSecret secret) {
        return signIn.visitor(Optional.of(secret));
    }

    /// Everything that the database holds of sessions and keys.
    String stored() {
        return store.read(handle ->
                handle.createQuery("SELECT * FROM console_session").mapToMap().list()
                        + ""
                        + handle.createQuery("SELECT * FROM api_key").mapToMap().list());
    }
}
