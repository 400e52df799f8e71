package dev.sallyport.tools.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.tools.Tool.Planning;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// However one object is written, the answer is the same.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EquivalentManifestsTest {

    private static final int VARIANTS = 120;
    private static final long SEED = 20_260_101;

    private static final List<String> OBJECTS =
            List.of(
                    "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"a\"},\"stringData\":{\"k\":\"v\"}}",
                    "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\",\"namespace\":\"prod\"}}",
                    "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"},\"spec\":{\"nodeName\":\"node-1\",\"containers\":[{\"name\":\"c\",\"image\":\"x\"}]}}",
                    "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"},\"spec\":{\"hostNetwork\":true,\"containers\":[{\"name\":\"c\",\"image\":\"evil.example.org/x:1\",\"securityContext\":{\"privileged\":true,\"runAsUser\":0}}]}}",
                    "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"a\"},\"spec\":{\"replicas\":3,\"template\":{\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"nginx\"}],\"volumes\":[{\"name\":\"v\",\"hostPath\":{\"path\":\"/\"}}]}}}}",
                    "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"a\"},\"spec\":{\"type\":\"ExternalName\",\"externalName\":\"x.example.org\"}}");

    private Gate gate;

    @BeforeAll
    void open() {
        gate = new Gate();
    }

    @AfterAll
    void close() {
        gate.close();
    }

    @Test
    void everyWritingOfAnObjectGetsTheSameAnswer() {
        var random = new Random(SEED);
        for (String text : OBJECTS) {
            var object = Json.parseOwn(text);
            var expected = answer(text);
            for (int i = 0; i < VARIANTS; i++) {
                var variant = new ManifestWriter(random).write(object);

                assertThat(answer(variant)).as("seed %s: %s", SEED, variant).isEqualTo(expected);
            }
        }
    }

    /// The digest of the plan, or the refusal's code.
    private String answer(String manifest) {
        return switch (gate.plan("apply_manifest", Gate.manifest("sandbox", manifest))) {
            case Planning.Planned(var plan) -> plan.digest();
            case Planning.Refused(var refusal, _) -> refusal.code();
        };
    }
}
