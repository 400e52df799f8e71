package dev.sallyport.tools.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Preview;
import dev.sallyport.tools.Tool.Execution;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApplyManifestTest {

    private static final String CONFIG_MAPS = "/api/v1/namespaces/sandbox/configmaps/";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/sandbox/deployments/";

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
    void appliedObjectIsInTheClusterUnderOurFieldManager() {
        var result = gate.apply(configMap("seen", "colour: green"));

        var live = gate.live(CONFIG_MAPS + "seen");
        assertThat(Json.text(live, "data", "colour")).isEqualTo("green");
        var owner = live.path("metadata").path("managedFields").path(0);
        assertThat(Json.text(owner, "manager")).isEqualTo("sallyport");
        assertThat(Json.text(owner, "operation")).isEqualTo("Apply");
        var applied = result.path("applied").path(0);
        assertThat(Json.text(applied, "operation")).isEqualTo("create");
        assertThat(Json.text(applied, "resource_version"))
                .isEqualTo(Json.text(live, "metadata", "resourceVersion"));
        assertThat(result.path("dry_run").booleanValue()).isFalse();
    }

    @Test
    void applyingAgainUpdatesThenChangesNothing() {
        gate.apply(configMap("again", "a: one"));

        var update = gate.apply(configMap("again", "a: two"));
        var same = gate.apply(configMap("again", "a: two"));

        assertThat(Json.text(update.path("applied").path(0), "operation")).isEqualTo("update");
        assertThat(Json.text(same.path("applied").path(0), "operation")).isEqualTo("unchanged");
    }

    @Test
    void dryRunShowsTheChangeAndMakesNone() {
        gate.apply(configMap("dry", "a: one"));
        var arguments = Gate.manifest("sandbox", configMap("dry", "a: two")).put("dry_run", true);

        var result = gate.done(gate.planned("apply_manifest", arguments));

        assertThat(result.path("dry_run").booleanValue()).isTrue();
        assertThat(Json.text(result.path("applied").path(0), "changes"))
                .contains("-  a: one\n+  a: two\n");
        assertThat(Json.text(gate.live(CONFIG_MAPS + "dry"), "data", "a")).isEqualTo("one");
    }

    @Test
    void anotherManagersFieldIsAConflictThatNamesIt() {
        gate.apply(configMap("shared", "a: one"));
        gate.patch(CONFIG_MAPS + "shared?fieldManager=helm", "{\"data\":{\"a\":\"theirs\"}}");
        var plan =
                gate.planned(
                        "apply_manifest", Gate.manifest("sandbox", configMap("shared", "a: two")));

        var execution = gate.execute(plan, Optional.empty());

        assertThat(execution)
                .isInstanceOfSatisfying(
                        Execution.Failed.class,
                        failed -> {
                            assertThat(failed.failure().code()).isEqualTo("TARGET_CONFLICT");
                            assertThat(failed.failure().message()).contains("`helm`", "`data.a`");
                            assertThat(failed.effect()).isEqualTo(Execution.Effect.NONE);
                        });
        assertThat(Json.text(gate.live(CONFIG_MAPS + "shared"), "data", "a")).isEqualTo("theirs");
    }

    @Test
    void previewShowsTheDiffAndWhatWasReviewedIsApplied() {
        gate.apply(configMap("held", "a: one"));
        var plan =
                gate.planned(
                        "apply_manifest", Gate.manifest("sandbox", configMap("held", "a: two")));

        var preview = gate.previewed(plan);
        var execution = gate.execute(plan, Optional.of(preview));

        assertThat(preview.headline())
                .isEqualTo("update ConfigMap `held` in `sandbox` on cluster `dev`");
        assertThat(preview.sections().getFirst().content())
                .contains("-  a: one\n+  a: two\n")
                .doesNotContain("resourceVersion", "managedFields");
        assertThat(execution).isInstanceOf(Execution.Done.class);
        assertThat(Json.text(gate.live(CONFIG_MAPS + "held"), "data", "a")).isEqualTo("two");
    }

    @Test
    void whatChangedAfterTheReviewIsNotApplied() {
        gate.apply(configMap("drift", "a: one"));
        var plan =
                gate.planned(
                        "apply_manifest", Gate.manifest("sandbox", configMap("drift", "a: two")));
        var preview = gate.previewed(plan);
        gate.patch(CONFIG_MAPS + "drift?fieldManager=other", "{\"data\":{\"b\":\"x\"}}");

        var execution = gate.execute(plan, Optional.of(preview));

        assertThat(execution)
                .isInstanceOfSatisfying(
                        Execution.Refused.class,
                        refused ->
                                assertThat(refused.refusal().code())
                                        .isEqualTo("DENIED_STATE_CHANGED"));
        assertThat(Json.text(gate.live(CONFIG_MAPS + "drift"), "data", "a")).isEqualTo("one");
    }

    @Test
    void aReviewedCreationIsNotAppliedOverWhatAppearedMeanwhile() {
        var plan =
                gate.planned(
                        "apply_manifest", Gate.manifest("sandbox", configMap("born", "a: one")));
        var preview = gate.previewed(plan);
        gate.apply(configMap("born", "b: two"));

        var execution = gate.execute(plan, Optional.of(preview));

        assertThat(execution).isInstanceOf(Execution.Refused.class);
        assertThat(gate.live(CONFIG_MAPS + "born").path("data").has("a")).isFalse();
    }

    @Test
    void aWorkloadThatBecamePrivilegedMeanwhileIsNotApplied() {
        gate.apply(deployment("turned", "nginx"));
        var plan =
                gate.planned(
                        "apply_manifest",
                        Gate.manifest("sandbox", deployment("turned", "nginx:1.27")));
        gate.patch(
                DEPLOYMENTS + "turned?fieldManager=other",
                "{\"spec\":{\"template\":{\"spec\":{\"hostNetwork\":true}}}}");

        var execution = gate.execute(plan, Optional.empty());

        assertThat(execution).isInstanceOf(Execution.Refused.class);
    }

    @Test
    void whatIsAlreadyOnTheClusterCountsForTheLevel() {
        gate.apply(deployment("host", "nginx"));
        gate.patch(
                DEPLOYMENTS + "host?fieldManager=other",
                "{\"spec\":{\"template\":{\"spec\":{\"hostNetwork\":true}}}}");

        var plan =
                gate.planned(
                        "apply_manifest",
                        Gate.manifest("sandbox", deployment("host", "nginx:1.27")));

        var facts = plan.accesses().getFirst();
        assertThat(facts.fact("pod_security")).isEqualTo(FactValue.level("privileged"));
        assertThat(facts.fact("operation")).isEqualTo(FactValue.text("update"));
        assertThat(facts.fact("images"))
                .isEqualTo(FactValue.texts(java.util.Set.of("docker.io/library/nginx:1.27")));
    }

    @Test
    void severalObjectsAreTriedDryBeforeTheFirstIsWritten() {
        var manifest =
                configMap("pair-a", "a: one")
                        + "---\n"
                        + deployment("pair-b", "nginx").replace("replicas: 1", "replicas: -1");
        var plan = gate.planned("apply_manifest", Gate.manifest("sandbox", manifest));

        var execution = gate.execute(plan, Optional.empty());

        assertThat(execution)
                .isInstanceOfSatisfying(
                        Execution.Failed.class,
                        failed -> {
                            assertThat(failed.effect()).isEqualTo(Execution.Effect.NONE);
                            assertThat(failed.failure().message()).contains("`spec.replicas`");
                        });
        assertThat(gate.status(CONFIG_MAPS + "pair-a")).isEqualTo(404);
    }

    @Test
    void cancellingBetweenObjectsTellsWhatIsOnTheCluster() {
        var manifest = configMap("cut-a", "a: one") + "---\n" + configMap("cut-b", "a: one");
        var plan = gate.planned("apply_manifest", Gate.manifest("sandbox", manifest));
        var control = new Between(() -> {}, true);

        var execution =
                gate.tool("apply_manifest")
                        .execute(plan, Obligations.NONE, Optional.empty(), control);

        assertThat(execution)
                .isInstanceOfSatisfying(
                        Execution.Failed.class,
                        failed -> {
                            assertThat(failed.effect()).isEqualTo(Execution.Effect.PARTIAL);
                            assertThat(failed.failure().message())
                                    .isEqualTo(
                                            "the call was cancelled; applied 1 of 2 (ConfigMap `cut-a` in `sandbox`); not applied: ConfigMap `cut-b` in `sandbox`");
                        });
        assertThat(gate.status(CONFIG_MAPS + "cut-a")).isEqualTo(200);
        assertThat(gate.status(CONFIG_MAPS + "cut-b")).isEqualTo(404);
    }

    @Test
    void aConflictAtTheSecondObjectTellsThatTheFirstIsOnTheCluster() {
        gate.apply(configMap("part-b", "a: one"));
        var manifest = configMap("part-a", "a: one") + "---\n" + configMap("part-b", "a: two");
        var plan = gate.planned("apply_manifest", Gate.manifest("sandbox", manifest));
        var control =
                new Between(
                        () ->
                                gate.patch(
                                        CONFIG_MAPS + "part-b?fieldManager=helm",
                                        "{\"data\":{\"a\":\"theirs\"}}"),
                        false);

        var execution =
                gate.tool("apply_manifest")
                        .execute(plan, Obligations.NONE, Optional.empty(), control);

        assertThat(execution)
                .isInstanceOfSatisfying(
                        Execution.Failed.class,
                        failed -> {
                            assertThat(failed.effect()).isEqualTo(Execution.Effect.PARTIAL);
                            assertThat(failed.failure().code()).isEqualTo("TARGET_CONFLICT");
                            assertThat(failed.failure().message())
                                    .contains(
                                            "`helm`",
                                            "applied 1 of 2 (ConfigMap `part-a` in `sandbox`)",
                                            "not applied: ConfigMap `part-b` in `sandbox`");
                        });
    }

    @Test
    void aClusterThatIsDownFailsItsCallAloneAndSoon() {
        var started = System.nanoTime();

        var refusal =
                gate.refused(
                        "apply_manifest",
                        Gate.manifest("sandbox", configMap("x", "a: b")).put("cluster", "down"));

        assertThat(refusal.code()).isEqualTo("TARGET_UNAVAILABLE");
        assertThat(System.nanoTime() - started).isLessThan(10_000_000_000L);
        assertThat(gate.tools.health())
                .anySatisfy(health -> {
                    assertThat(health.target()).isEqualTo("down");
                    assertThat(health.healthy()).isFalse();
                })
                .anySatisfy(health -> {
                    assertThat(health.target()).isEqualTo("dev");
                    assertThat(health.healthy()).isTrue();
                });
    }

    @Test
    void theSchemasErrorNamesTheFieldAlone() {
        var plan =
                gate.planned(
                        "apply_manifest",
                        Gate.manifest("sandbox", configMap("typo", "a: b") + "daat: {}\n"));

        var execution = gate.execute(plan, Optional.empty());

        assertThat(execution)
                .isInstanceOfSatisfying(
                        Execution.Failed.class,
                        failed ->
                                assertThat(failed.failure().message())
                                        .contains("`.daat`")
                                        .doesNotContain("typed patch object"));
    }

    @Test
    void whatIsSentIsTheTextThatWasPlanned() {
        var plan =
                gate.planned(
                        "apply_manifest",
                        Gate.manifest(
                                "sandbox",
                                "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"text\"},\"data\":{\"a\":\"1\"}}"));

        var body = Json.text(plan.normalised().path("objects").path(0), "body");

        assertThat(body)
                .isEqualTo(
                        "{\"apiVersion\":\"v1\",\"data\":{\"a\":\"1\"},\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"text\",\"namespace\":\"sandbox\"}}");
        assertThat(plan.digest()).hasSize(64);
    }

    @Test
    void yamlAndJsonOfOneObjectGiveOnePlan() {
        var yaml = "kind: ConfigMap\napiVersion: v1\ndata:\n  a: 'x'\nmetadata:\n  name: one\n";
        var json =
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"one\"},\"data\":{\"a\":\"x\"}}";

        var first = gate.planned("apply_manifest", Gate.manifest("sandbox", yaml));
        var second = gate.planned("apply_manifest", Gate.manifest("sandbox", json));

        assertThat(first.digest()).isEqualTo(second.digest());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: g}, data: {a: b}}|false",
                "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: g}, spec: {}}|true",
                "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: g}, spec: {replicas: 0,"
                        + " persistentVolumeClaimRetentionPolicy: {whenScaled: Delete}}}|true",
                "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: g, labels: {a: b}}}|true",
                "{apiVersion: batch/v1, kind: Job, metadata: {name: g}, spec: {}}|false",
                "{apiVersion: batch/v1, kind: Job, metadata: {name: g}, spec: {ttlSecondsAfterFinished: 0}}|true",
                "{apiVersion: batch/v1, kind: CronJob, metadata: {name: g}, spec: {jobTemplate: {spec:"
                        + " {ttlSecondsAfterFinished: 60}}}}|true",
                "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: g}, spec:"
                        + " {scaleTargetRef: {kind: Deployment, name: g}}}|false",
                "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: g}, spec:"
                        + " {scaleTargetRef: {kind: StatefulSet, name: g}}}|true",
                "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: g}, spec:"
                        + " {minReplicas: 1}}|true",
                "{apiVersion: example.com/v1, kind: Job, metadata: {name: g}}|true"
            })
    void whatTheClusterMayDeleteOnAccountOfItIsIrreversible(String manifest, boolean irreversible) {
        var tree = ManifestReader.read(manifest).getFirst();
        var group = Json.text(tree, "apiVersion");
        var object =
                new PlannedObject(
                        group.contains("/") ? group.substring(0, group.indexOf('/')) : "",
                        Json.text(tree, "kind"),
                        "sandbox",
                        "g",
                        "/g",
                        false,
                        Json.canonical(tree));

        assertThat(Deletions.mayFollow(object)).isEqualTo(irreversible);
    }

    @Test
    void statefulSetAndClaimAreIrreversibleAndOthersAreNot() {
        var set = deployment("set", "nginx").replace("Deployment", "StatefulSet");
        var tool = gate.tool("apply_manifest");

        assertThat(tool.irreversible(applied(configMap("plain", "a: b")))).isFalse();
        assertThat(tool.irreversible(applied(set))).isTrue();
        assertThat(tool.irreversible(applied(configMap("plain", "a: b") + "---\n" + set))).isTrue();
    }

    private Plan applied(String manifest) {
        return gate.planned("apply_manifest", Gate.manifest("sandbox", manifest));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "volumes: [{name: v, hostPath: {path: /var/log/app}}], containers:|true",
                "hostNetwork: true, containers:|true",
                "containers:|false"
            })
    void privilegedPodsAreNotToBeGranted(String pod, boolean refused) {
        var manifest = deployment("level", "nginx").replace("containers:", pod);

        var preview = gate.previewed(applied(manifest));

        assertThat(preview.state().has(Preview.NOT_GRANTABLE)).isEqualTo(refused);
    }

    @Test
    void listOfFindingsThatIsTooLongIsUnknown() {
        var many = new StringBuilder();
        for (int i = 0; i < 25; i++) {
            many.append(", {name: c").append(i).append(", image: x}");
        }
        var manifest = deployment("many", "nginx").replace("\"}]", "\"}" + many + "]");

        assertThat(
                        applied(deployment("few", "nginx"))
                                .accesses()
                                .getFirst()
                                .fact("pod_security_findings"))
                .isInstanceOf(FactValue.Texts.class);
        assertThat(applied(manifest).accesses().getFirst().fact("pod_security_findings"))
                .isEqualTo(FactValue.UNKNOWN);
    }

    @Test
    void tryIsOfAnotherShapeThanTheApplyItself() {
        var arguments = Gate.manifest("sandbox", configMap("tried", "a: b"));
        var apply = gate.planned("apply_manifest", arguments);
        var dry = gate.planned("apply_manifest", arguments.put("dry_run", true));

        assertThat(dry.accesses()).isEqualTo(apply.accesses());
        assertThat(dry.shape()).isNotEqualTo(apply.shape());
    }

    private static String configMap(String name, String data) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "
                + name
                + "}\ndata: {"
                + data
                + "}\n";
    }

    private static String deployment(String name, String image) {
        return """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: %s}
        spec:
          replicas: 1
          selector: {matchLabels: {app: %1$s}}
          template:
            metadata: {labels: {app: %1$s}}
            spec: {containers: [{name: web, image: "%s"}]}
        """
                .formatted(name, image);
    }

    /// Does something as soon as it has heard of the first object, and is then cancelled or not.
    private static final class Between implements CallControl {
        private final Runnable action;
        private final boolean cancels;
        private volatile boolean heard;

        Between(Runnable action, boolean cancels) {
            this.action = action;
            this.cancels = cancels;
        }

        @Override
        public boolean cancelled() {
            return heard && cancels;
        }

        @Override
        public Registration onCancel(Runnable ignored) {
            return () -> {};
        }

        @Override
        public void progress(String message) {
            if (!heard) {
                heard = true;
                action.run();
            }
        }
    }
}
