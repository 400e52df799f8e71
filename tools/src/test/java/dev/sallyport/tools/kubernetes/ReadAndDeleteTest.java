package dev.sallyport.tools.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligation;
import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Tool.Execution;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadAndDeleteTest {

    private static final String CONFIG_MAPS = "/api/v1/namespaces/sandbox/configmaps/";

    private Gate gate;

    @BeforeAll
    void open() {
        gate = new Gate();
    }

    @AfterAll
    void close() {
        gate.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Deployment",
                "deployment",
                "deployments",
                "Deployments",
                "deploy",
                "deployments.apps"
            })
    void aKindIsUnderstoodHoweverItIsWritten(String word) {
        var plan = gate.planned("read_cluster", read("get", word, "web"));

        var object = gate.done(plan).path("object");

        assertThat(plan.accesses().getFirst().fact("kind")).isEqualTo(FactValue.text("Deployment"));
        assertThat(plan.accesses().getFirst().resource()).isEqualTo("dev/sandbox/Deployment/web");
        assertThat(Json.text(object, "metadata", "name")).isEqualTo("web");
        assertThat(object.path("metadata").has("managedFields")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Secret", "secrets", "SECRETS"})
    void secretsAreNeverShown(String word) {
        var list = read("list", word, "");

        assertThat(gate.refused("read_cluster", list).code()).isEqualTo("DENIED_KIND_NOT_OPEN");
        assertThat(gate.refused("read_cluster", read("get", word, "web-credentials")).code())
                .isEqualTo("DENIED_KIND_NOT_OPEN");
    }

    @Test
    void listsAreShortAndSayWhenThereIsMore() {
        var all = gate.done(gate.planned("read_cluster", read("list", "pods", "")));
        var everywhere = read("list", "pods", "");
        everywhere.remove("namespace");
        var plan = gate.planned("read_cluster", everywhere.put("limit", 2));

        var some = gate.done(plan);

        assertThat(all.path("items").path(0).toString())
                .contains("\"phase\":\"Running\"", "\"ready\":\"1/1\"")
                .doesNotContain("namespace", "spec");
        assertThat(all.path("truncated").booleanValue()).isFalse();
        assertThat(some.path("items").size()).isEqualTo(2);
        assertThat(some.path("truncated").booleanValue()).isTrue();
        assertThat(Json.text(some.path("items").path(0), "namespace")).isNotEmpty();
    }

    /// A rule on a namespace or a name must not be passed by naming none.
    @Test
    void aListTouchesEveryNameAndWithoutANamespaceEveryNamespace() {
        var everywhere = read("list", "pods", "");
        everywhere.remove("namespace");

        var all = gate.planned("read_cluster", everywhere).accesses().getFirst();
        var some = gate.planned("read_cluster", read("list", "pods", "")).accesses().getFirst();

        assertThat(all.fact("namespace")).isEqualTo(FactValue.UNKNOWN);
        assertThat(all.fact("name")).isEqualTo(FactValue.UNKNOWN);
        assertThat(some.fact("namespace")).isEqualTo(FactValue.text("sandbox"));
        assertThat(some.fact("name")).isEqualTo(FactValue.UNKNOWN);
    }

    @Test
    void rulesBoundLists() {
        var plan = gate.planned("read_cluster", read("list", "configmaps", ""));
        gate.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: one-more}}");
        var obligations = new Obligations(List.of(new Obligation.Limit("objects", 1)));

        var execution =
                gate.tool("read_cluster")
                        .execute(plan, obligations, Optional.empty(), CallControl.uncancellable());

        assertThat(execution)
                .isInstanceOfSatisfying(
                        Execution.Done.class,
                        done -> {
                            assertThat(done.rows()).isEqualTo(1);
                            assertThat(done.result().path("truncated").booleanValue()).isTrue();
                        });
    }

    @Test
    void labelsSelect() {
        var arguments = read("list", "pods", "").put("label_selector", "app=none");

        var odd =
                gate.planned(
                        "read_cluster", read("list", "pods", "").put("label_selector", "a===b"));

        assertThat(gate.execute(odd, Optional.empty()))
                .isInstanceOfSatisfying(
                        Execution.Failed.class,
                        failed -> assertThat(failed.failure().message()).contains("`a===b`"));
        assertThat(gate.done(gate.planned("read_cluster", arguments)).path("count").asInt(-1))
                .isEqualTo(0);
    }

    @Test
    void logsAreTheLastLinesOfOnePod() {
        var pods = gate.done(gate.planned("read_cluster", read("list", "Pod", "")));
        var name = Json.text(pods.path("items").path(0), "name");

        var log =
                gate.done(
                        gate.planned(
                                "read_cluster", read("logs", "Pod", name).put("tail_lines", 3)));

        assertThat(Json.text(log, "log").lines().count()).isEqualTo(3);
        assertThat(log.path("truncated").booleanValue()).isTrue();
        assertThat(gate.refused("read_cluster", read("logs", "Deployment", "web")).message())
                .contains("logs are read from Pods");
        var other =
                gate.planned("read_cluster", read("logs", "Pod", name).put("container", "none"));
        assertThat(gate.execute(other, Optional.empty())).isInstanceOf(Execution.Failed.class);
    }

    @Test
    void approverSeesWhichContainersLogIsReadAndHowMuchOfIt() {
        var app = gate.planned("read_cluster", read("logs", "Pod", "web").put("container", "app"));
        var agent =
                gate.planned(
                        "read_cluster",
                        read("logs", "Pod", "web").put("container", "agent").put("tail_lines", 9));

        assertThat(app.shape()).isNotEqualTo(agent.shape());
        assertThat(gate.previewed(agent).headline()).contains("Pod/web, container `agent` of");
        assertThat(gate.previewed(agent).state().path("log_lines").intValue()).isEqualTo(9);
        assertThat(gate.previewed(app).state().path("log_lines").intValue()).isEqualTo(200);
    }

    @Test
    void whatIsNotThereOrNotMeantIsToldApart() {
        var missing =
                gate.execute(
                        gate.planned("read_cluster", read("get", "Pod", "none")), Optional.empty());
        var noNamespace = read("get", "Pod", "a");
        noNamespace.remove("namespace");

        assertThat(missing)
                .isInstanceOfSatisfying(
                        Execution.Failed.class,
                        failed -> assertThat(failed.failure().code()).isEqualTo("NOT_FOUND"));
        assertThat(gate.refused("read_cluster", read("get", "Gadget", "a")).code())
                .isEqualTo("DENIED_KIND_UNKNOWN");
        assertThat(gate.refused("read_cluster", read("get", "Pod", "")).message())
                .isEqualTo("no name is given");
        assertThat(gate.refused("read_cluster", read("get", "Pod", "../x")).message())
                .contains("is no name");
        assertThat(gate.refused("read_cluster", read("list", "Pod", "a")).message())
                .contains("takes no name");
        assertThat(gate.refused("read_cluster", noNamespace).message())
                .isEqualTo("no namespace is given");
        assertThat(gate.refused("read_cluster", read("list", "Namespace", "")).message())
                .contains("in no namespace");
        assertThat(
                        gate.refused("read_cluster", read("get", "Pod", "a").put("cluster", "none"))
                                .code())
                .isEqualTo("DENIED_UNKNOWN_TARGET");
        assertThat(
                        gate.refused("read_cluster", read("get", "Pod", "a").put("cluster", "down"))
                                .code())
                .isEqualTo("TARGET_UNAVAILABLE");
    }

    @Test
    void deletesExactlyTheObjectThatWasPlanned() {
        gate.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: gone}}");
        var plan = gate.planned("delete_resource", delete("configmaps", "gone"));

        var preview = gate.previewed(plan);
        var stillThere = gate.status(CONFIG_MAPS + "gone");
        var execution = gate.execute(plan, Optional.of(preview));

        assertThat(preview.sections().getFirst().content()).contains("name: gone");
        assertThat(stillThere).isEqualTo(200);
        assertThat(execution).isInstanceOf(Execution.Done.class);
        assertThat(gate.status(CONFIG_MAPS + "gone")).isEqualTo(404);
    }

    @Test
    void anObjectThatWasMadeAnewIsNotDeleted() {
        gate.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: reborn}}");
        var plan = gate.planned("delete_resource", delete("ConfigMap", "reborn"));
        gate.done(gate.planned("delete_resource", delete("ConfigMap", "reborn")));
        gate.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: reborn}}");

        var execution = gate.execute(plan, Optional.empty());

        assertThat(execution)
                .isInstanceOfSatisfying(
                        Execution.Refused.class,
                        refused ->
                                assertThat(refused.refusal().code())
                                        .isEqualTo("DENIED_STATE_CHANGED"));
        assertThat(gate.status(CONFIG_MAPS + "reborn")).isEqualTo(200);
    }

    @Test
    void anObjectThatChangedAfterTheReviewIsNotDeleted() {
        gate.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: moved}}");
        var plan = gate.planned("delete_resource", delete("ConfigMap", "moved"));
        var preview = gate.previewed(plan);
        gate.patch(CONFIG_MAPS + "moved?fieldManager=other", "{\"data\":{\"a\":\"b\"}}");

        var execution = gate.execute(plan, Optional.of(preview));

        assertThat(execution).isInstanceOf(Execution.Refused.class);
        assertThat(gate.status(CONFIG_MAPS + "moved")).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Secret", "RoleBinding", "ServiceAccount", "ReplicaSet"})
    void kindsThatStayShutAreNotDeleted(String kind) {
        assertThat(gate.refused("delete_resource", delete(kind, "x")).code())
                .isEqualTo("DENIED_KIND_NOT_OPEN");
    }

    @Test
    void theGatesOwnLackOfRightsIsToldWithoutTheClustersWords() {
        try (var powerless =
                KubernetesTools.open(
                        List.of(
                                ClusterTarget.ofKubeconfig(
                                        "dev", powerlessKubeconfig(), Optional.of("standin"))))) {
            var read =
                    powerless.tools().stream()
                            .filter(tool -> tool.description().name().equals("read_cluster"))
                            .findFirst()
                            .orElseThrow();
            var planning =
                    read.plan(
                            new dev.sallyport.tools.ToolCall(
                                    read("get", "Deployment", "web"),
                                    new dev.sallyport.policy.Principal(
                                            "client:a",
                                            dev.sallyport.policy.Principal.Kind.AGENT,
                                            Optional.empty(),
                                            java.util.Set.of()),
                                    "call"));

            var plan = ((dev.sallyport.tools.Tool.Planning.Planned) planning).plan();
            var execution =
                    read.execute(
                            plan, Obligations.NONE, Optional.empty(), CallControl.uncancellable());

            assertThat(execution)
                    .isInstanceOfSatisfying(
                            Execution.Failed.class,
                            failed -> {
                                assertThat(failed.failure().code()).isEqualTo("TARGET_FORBIDDEN");
                                assertThat(failed.failure().message())
                                        .doesNotContain("limited", "cannot get resource");
                            });
        }
    }

    private java.nio.file.Path powerlessKubeconfig() {
        try {
            var file = java.nio.file.Files.createTempDirectory("kube").resolve("config");
            gate.standin.writePowerlessKubeconfig(file);
            return file;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static ObjectNode read(String operation, String kind, String name) {
        var arguments = Json.object().put("cluster", "dev").put("namespace", "sandbox");
        arguments.put("kind", kind).put("operation", operation);
        return name.isEmpty() ? arguments : arguments.put("name", name);
    }

    private static ObjectNode delete(String kind, String name) {
        return Json.object()
                .put("cluster", "dev")
                .put("namespace", "sandbox")
                .put("kind", kind)
                .put("name", name)
                .put("reason", "test");
    }
}
