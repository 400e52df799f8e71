package dev.sallyport.examples.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// Agents and humans with tokens of a real Keycloak.
@ExtendWith(World.Shared.class)
@ResourceLock(World.OF_KEYCLOAK)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeycloakTokensTest {

    private static final int CALLERS = 4;
    private static final int ROTATIONS = 3;
    private static final Duration OUTAGE = Duration.ofMinutes(1);

    private RealmGate gate;
    private Keycloak keycloak;

    @BeforeAll
    void open(World world, @TempDir Path directory) throws IOException {
        keycloak = world.keycloak();
        gate = new RealmGate(world, "tokens", directory);
    }

    @AfterAll
    void close() {
        gate.close();
    }

    @Test
    void anAgentOfItsOwnSeesTheToolsOfItsRoles() {
        var agent = gate.as(gate.realm().clientToken("coding-agent"));

        assertThat(agent.access().path("principal").asString("")).isEqualTo("client:coding-agent");
        assertThat(agent.access().has("on_behalf_of")).isFalse();
        assertThat(agent.tools())
                .contains("query_database", "describe_database", "modify_database");
        assertThat(agent.query("select title from shop.products where id = 1").at("/rows/0/0"))
                .hasToString("\"Lantern\"");
        assertThat(agent.query("select salary from hr.employees").path("status").asString(""))
                .isEqualTo("denied");
    }

    @Test
    void anAgentWithoutARoleSeesNoneOfThem() {
        var agent = gate.as(gate.realm().clientToken("reporting-agent"));

        assertThat(agent.tools())
                .doesNotContain("query_database", "describe_database", "modify_database");
    }

    @Test
    void anAgentForAHumanMayWhatBothMay() {
        var agent = gate.as(exchanged("ana"));

        var access = agent.access();
        assertThat(access.path("principal").asString("")).isEqualTo("client:coding-agent");
        assertThat(access.path("on_behalf_of").asString("")).isEqualTo("user:ana");
        assertThat(agent.tools())
                .as("the agent may have changes held, and ana may not")
                .contains("query_database")
                .doesNotContain("modify_database");
        assertThat(agent.query("select id from shop.products").path("status").asString(""))
                .isEqualTo("completed");
    }

    @Test
    void anAgentForAHumanWithoutARoleMayNothing() {
        var agent = gate.as(exchanged("ben"));

        assertThat(agent.access().path("on_behalf_of").asString("")).isEqualTo("user:ben");
        assertThat(agent.tools()).doesNotContain("query_database");
        var refused =
                agent.attempt(
                        "query_database",
                        "{\"database\":\"shop\",\"sql\":\"select id from shop.products\"}");
        assertThat(refused.json().has("error")).isTrue();
    }

    @Test
    void aHumanInPersonIsNoAgent() {
        var ana = gate.as(gate.realm().userToken("sallyport-cli", "ana"));

        assertThat(ana.access().path("principal").asString("")).isEqualTo("user:ana");
        assertThat(ana.access().has("on_behalf_of")).isFalse();
    }

    @Test
    void theApiLetsAHumanApproveAndNoAgentForThem() {
        var api = gate.url().resolve("/api/approvals");

        assertThat(
                        Http.get(
                                        api,
                                        "Authorization",
                                        "Bearer " + gate.realm().userToken("sallyport-cli", "ana"))
                                .status())
                .isEqualTo(200);
        assertThat(Http.get(api, "Authorization", "Bearer " + exchanged("ana")).body())
                .doesNotContain("digest");
    }

    @Test
    void groupsOfTheProviderAreGroupsOfTheRoleMap() {
        var before = gate.realm().userToken("sallyport-cli", "ana");
        assertThat(gate.as(before).tools()).contains("query_database");

        gate.realm().leave("ana", "analysts");
        try {
            assertThat(gate.as(gate.realm().userToken("sallyport-cli", "ana")).tools())
                    .doesNotContain("query_database");
        } finally {
            gate.realm().join("ana", "analysts");
        }
    }

    @Test
    void noCallIsLostWhileTheProviderRotatesItsKeys() throws Exception {
        var rotated = new AtomicBoolean();
        var running = new CountDownLatch(CALLERS);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var outcomes = new ArrayList<Future<List<Integer>>>();
            for (int i = 0; i < CALLERS; i++) {
                outcomes.add(callers.submit(callingUntil(rotated, running)));
            }
            var old = gate.realm().clientToken("coding-agent");
            try {
                assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
                for (int turn = 1; turn <= ROTATIONS; turn++) {
                    gate.realm().rotateKeys(turn);
                    var fresh = gate.realm().clientToken("coding-agent");
                    assertThat(keyOf(fresh)).isNotEqualTo(keyOf(old));
                    assertThat(gate.as(fresh).access().path("status").asString(""))
                            .isEqualTo("completed");
                }
            } finally {
                rotated.set(true);
            }

            int calls = 0;
            for (var outcome : outcomes) {
                assertThat(outcome.get(60, TimeUnit.SECONDS)).containsOnly(200);
                calls += outcome.get().size();
            }
            assertThat(calls).isGreaterThan(ROTATIONS * CALLERS);
            assertThat(gate.as(old).access().path("status").asString(""))
                    .as("a token under the old key, which is still published")
                    .isEqualTo("completed");
        }
    }

    /// Calls with ever new tokens; the status of each answer.
    private Callable<List<Integer>> callingUntil(AtomicBoolean end, CountDownLatch running) {
        return () -> {
            var statuses = new ArrayList<Integer>();
            int status = 200;
            while (!end.get() && status == 200) {
                var token = gate.realm().clientToken("coding-agent");
                status = gate.as(token).attempt("my_access", "{}").status();
                statuses.add(status);
                running.countDown();
            }
            return statuses;
        };
    }

    private static String keyOf(String token) {
        return token.substring(0, token.indexOf('.'));
    }

    @Test
    void whileTheProviderIsAwayForAMinuteGoodTokensStayGood() throws IOException {
        var agent = gate.as(gate.realm().clientToken("coding-agent"));
        var forHuman = gate.as(exchanged("ana"));
        assertThat(agent.tools()).contains("query_database");
        var forged = gate.as(tampered(agent.token()));

        keycloak.stop();
        var end = Instant.now().plus(OUTAGE);
        try {
            assertThat(agent.tools()).contains("query_database");
            assertThat(agent.query("select id from shop.products").path("row_count").asInt(0))
                    .isEqualTo(2);
            assertThat(forHuman.access().path("on_behalf_of").asString("")).isEqualTo("user:ana");
            assertThat(forged.attempt("my_access", "{}").status()).isEqualTo(401);
            assertThat(Http.get(gate.url().resolve("/login")).status()).isIn(303, 503);
            assertThat(Http.get(gate.url().resolve("/")).status()).isEqualTo(200);
            while (Instant.now().isBefore(end)) {
                assertThat(agent.query("select id from shop.products").path("row_count").asInt(0))
                        .isEqualTo(2);
            }
            assertThat(forHuman.access().path("on_behalf_of").asString("")).isEqualTo("user:ana");
        } finally {
            keycloak.run();
        }

        assertThat(gate.as(gate.realm().clientToken("coding-agent")).tools())
                .contains("query_database");
    }

    private static String tampered(String token) {
        var signature = token.lastIndexOf('.') + 1;
        var other = token.charAt(signature) == 'A' ? 'B' : 'A';
        return token.substring(0, signature) + other + token.substring(signature + 1);
    }

    private String exchanged(String user) {
        return gate.realm().exchange("coding-agent", gate.realm().userToken("chat", user));
    }
}
