package dev.sallyport.examples.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/// A gate that asks a real Keycloak about every token: whoever is disabled is out long before the token's end.
@ExtendWith(World.Shared.class)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(value = World.OF_KEYCLOAK, mode = ResourceAccessMode.READ)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeycloakIntrospectionTest {

    /// The bound that the operator's guide states.
    private static final Duration KEPT_MAX = Duration.ofSeconds(30);

    private RealmGate gate;

    @BeforeAll
    void open(World world, @TempDir Path directory) throws IOException {
        gate = RealmGate.asking(world, "asking", directory);
    }

    @AfterAll
    void close() {
        gate.close();
    }

    @Test
    void whoeverIsDisabledIsRefusedWithinThirtySecondsWithAGoodToken() {
        var ana = gate.as(gate.realm().userToken("sallyport-cli", "ana"));
        var forAna =
                gate.as(
                        gate.realm()
                                .exchange("coding-agent", gate.realm().userToken("chat", "ana")));
        assertThat(ana.access().path("principal").asString("")).isEqualTo("user:ana");
        assertThat(forAna.access().path("on_behalf_of").asString("")).isEqualTo("user:ana");

        gate.realm().enable("ana", false);
        var disabled = Instant.now();
        try {
            untilRefused(ana, disabled);
            untilRefused(forAna, disabled);
        } finally {
            gate.realm().enable("ana", true);
        }

        assertThat(gate.as(gate.realm().userToken("sallyport-cli", "ana")).tools())
                .contains("query_database");
    }

    @Test
    void aSessionThatEndsAtTheProviderTakesItsTokensAlong() {
        var ben = gate.as(gate.realm().userToken("sallyport-cli", "ben"));
        assertThat(ben.access().path("principal").asString("")).isEqualTo("user:ben");

        gate.realm().logOut("ben");

        untilRefused(ben, Instant.now());
    }

    private static void untilRefused(GateCalls caller, Instant since) {
        int status = caller.attempt("my_access", "{}").status();
        while (status == 200) {
            assertThat(Duration.between(since, Instant.now())).isLessThan(KEPT_MAX);
            status = caller.attempt("my_access", "{}").status();
        }
        assertThat(status).isEqualTo(401);
    }
}
