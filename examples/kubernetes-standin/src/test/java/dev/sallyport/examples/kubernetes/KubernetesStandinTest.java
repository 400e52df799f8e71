package dev.sallyport.examples.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubernetesStandinTest {

    private static final String CONFIG_MAPS = "/api/v1/namespaces/sandbox/configmaps/";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/sandbox/deployments/";
    private static final String MINE = "fieldManager=mine";

    private final StandinOptions options = StandinOptions.defaults();
    private KubernetesStandin standin;
    private StandinClient admin;

    @BeforeAll
    void start() {
        standin = KubernetesStandin.start(options);
        admin = new StandinClient(standin.url(), standin.token());
    }

    @AfterAll
    void stop() {
        standin.close();
    }

    @Test
    void callsItselfAStandinEverywhere() {
        var version = admin.get("/version");

        assertThat(Json.text(version.body(), "gitVersion")).endsWith("+sallyport-standin");
        assertThat(admin.get("/nowhere").raw().headers().firstValue("X-Sallyport-Standin"))
                .isPresent();
    }

    @Test
    void discoversGroupsVersionsAndResources() {
        assertThat(admin.get("/api").body().path("versions").path(0).asString("")).isEqualTo("v1");
        assertThat(admin.get("/apis").text()).contains("apps/v1", "batch/v1");
        assertThat(
                        admin.get("/apis/apps")
                                .body()
                                .path("preferredVersion")
                                .path("groupVersion")
                                .asString(""))
                .isEqualTo("apps/v1");

        var apps = admin.get("/apis/apps/v1").body();

        assertThat(Json.text(apps, "kind")).isEqualTo("APIResourceList");
        assertThat(apps.path("resources"))
                .anyMatch(r -> Json.text(r, "name").equals("deployments"));
        assertThat(admin.get("/apis/none.example.com/v1").text()).isEqualTo("404 page not found\n");
    }

    @Test
    void applyCreatesThenMovesNothingWhenRepeated() {
        var body =
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: twice, labels: {app: a}}\ndata: {k: v}\n";

        var first = admin.apply(CONFIG_MAPS + "twice", MINE, body);
        var second = admin.apply(CONFIG_MAPS + "twice", MINE, body);

        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body());
        var entry = first.body().path("metadata").path("managedFields").path(0);
        assertThat(Json.text(entry, "manager")).isEqualTo("mine");
        assertThat(Json.write(entry.path("fieldsV1")))
                .isEqualTo(
                        "{\"f:metadata\":{\"f:labels\":{\"f:app\":{}}},\"f:data\":{\"f:k\":{}}}");
    }

    @Test
    void aFieldItsOnlyApplierLeavesOutIsRemovedAndOneItSharesStays() {
        admin.apply(CONFIG_MAPS + "drop", MINE, configMap("drop", "{a: '1', b: '2'}"));
        admin.apply(CONFIG_MAPS + "drop", "fieldManager=other", configMap("drop", "{b: '2'}"));

        var after = admin.apply(CONFIG_MAPS + "drop", MINE, configMap("drop", "{c: '3'}"));

        assertThat(Json.write(after.body().path("data"))).isEqualTo("{\"b\":\"2\",\"c\":\"3\"}");
    }

    @Test
    void anotherValueForAnotherManagersFieldIsAConflictUnlessForced() {
        admin.apply(CONFIG_MAPS + "fight", MINE, configMap("fight", "{a: '1', b: '2'}"));

        var refused =
                admin.apply(
                        CONFIG_MAPS + "fight",
                        "fieldManager=other",
                        configMap("fight", "{a: x, b: y}"));
        var dry =
                admin.apply(
                        CONFIG_MAPS + "fight",
                        "fieldManager=other&dryRun=All&force=true",
                        configMap("fight", "{a: x}"));
        var still = admin.get(CONFIG_MAPS + "fight");
        var forced =
                admin.apply(
                        CONFIG_MAPS + "fight",
                        "fieldManager=other&force=true",
                        configMap("fight", "{a: x}"));
        var back = admin.apply(CONFIG_MAPS + "fight", MINE, configMap("fight", "{a: '1', b: '2'}"));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(Json.text(refused.body(), "message"))
                .isEqualTo(
                        "Apply failed with 2 conflicts: conflicts with \"mine\":\n- .data.a\n- .data.b");
        assertThat(Json.text(refused.body().path("details").path("causes").path(0), "reason"))
                .isEqualTo("FieldManagerConflict");
        assertThat(dry.status()).isEqualTo(200);
        assertThat(Json.text(dry.body(), "data", "a")).isEqualTo("x");
        assertThat(Json.text(still.body(), "data", "a")).isEqualTo("1");
        assertThat(forced.status()).isEqualTo(200);
        assertThat(back.status()).isEqualTo(409);
    }

    @Test
    void anUpdaterTakesFieldsOverAndIsNamedWithItsVersion() {
        admin.apply(CONFIG_MAPS + "taken", MINE, configMap("taken", "{a: '1'}"));
        admin.send(
                "PATCH",
                CONFIG_MAPS + "taken?fieldManager=editor",
                "application/merge-patch+json",
                "{\"data\":{\"a\":\"2\"}}");

        var refused = admin.apply(CONFIG_MAPS + "taken", MINE, configMap("taken", "{a: '1'}"));

        assertThat(Json.text(refused.body(), "message"))
                .isEqualTo(
                        "Apply failed with 1 conflict: conflict with \"editor\" using v1: .data.a");
    }

    @Test
    void aStaleResourceVersionIsAConflictAndTheCurrentOneIsNot() {
        var created = admin.apply(CONFIG_MAPS + "stale", MINE, configMap("stale", "{a: '1'}"));
        var version = Json.text(created.body(), "metadata", "resourceVersion");
        var body =
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"stale\",\"resourceVersion\":\"%s\"},\"data\":{\"a\":\"2\"}}";

        var stale = admin.apply(CONFIG_MAPS + "stale", MINE, body.formatted("1"));
        var current = admin.apply(CONFIG_MAPS + "stale", MINE, body.formatted(version));

        assertThat(stale.status()).isEqualTo(409);
        assertThat(Json.text(stale.body(), "details", "kind")).isEqualTo("configmaps");
        assertThat(current.status()).isEqualTo(200);
    }

    @Test
    void dryRunShowsTheObjectAndStoresNothing() {
        var dry =
                admin.apply(
                        CONFIG_MAPS + "ghost",
                        MINE + "&dryRun=All",
                        configMap("ghost", "{a: '1'}"));

        assertThat(dry.status()).isEqualTo(201);
        assertThat(dry.body().path("metadata").has("resourceVersion")).isFalse();
        assertThat(dry.body().path("metadata").has("uid")).isTrue();
        assertThat(admin.get(CONFIG_MAPS + "ghost").status()).isEqualTo(404);
    }

    @Test
    void containersAndPortsMergeByTheirKeysAndDefaultsAreNotOwned() {
        admin.apply(
                DEPLOYMENTS + "keyed",
                MINE,
                deployment("keyed", "{name: web, image: 'x:1', ports: [{containerPort: 80}]}"));

        var both =
                admin.apply(
                        DEPLOYMENTS + "keyed",
                        "fieldManager=sidecar",
                        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: keyed}, spec: {template: {spec: {containers: [{name: side, image: 'y:1'}]}}}}");

        var containers = both.body().path("spec").path("template").path("spec").path("containers");
        assertThat(containers.size()).isEqualTo(2);
        assertThat(Json.text(containers.path(0).path("ports").path(0), "protocol"))
                .isEqualTo("TCP");
        var fields = Json.write(both.body().path("metadata").path("managedFields"));
        assertThat(fields)
                .contains("k:{\\\"containerPort\\\":80,\\\"protocol\\\":\\\"TCP\\\"}")
                .doesNotContain("terminationMessagePath");
        assertThat(both.body().path("metadata").path("generation").asInt(0)).isEqualTo(2);
    }

    @Test
    void invalidObjectsNameEveryCause() {
        var answer =
                admin.apply(
                        DEPLOYMENTS + "bad",
                        MINE,
                        """
                        {apiVersion: apps/v1, kind: Deployment, metadata: {name: bad}, spec: {replicas: -1,
                          selector: {matchLabels: {app: bad}}, template: {metadata: {labels: {app: other}},
                          spec: {restartPolicy: Never, containers: [{name: Web_1, image: ""}]}}}}
                        """);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(Json.text(answer.body(), "reason")).isEqualTo("Invalid");
        assertThat(
                        answer.body()
                                .path("details")
                                .path("causes")
                                .valueStream()
                                .map(c -> Json.text(c, "field")))
                .containsExactly(
                        "spec.replicas",
                        "spec.template.metadata.labels",
                        "spec.template.spec.containers[0].name",
                        "spec.template.spec.containers[0].image",
                        "spec.template.spec.restartPolicy");
    }

    @Test
    void theSelectorOfADeploymentIsImmutable() {
        admin.apply(DEPLOYMENTS + "fixed", MINE, deployment("fixed", "{name: web, image: 'x:1'}"));

        var answer =
                admin.apply(
                        DEPLOYMENTS + "fixed",
                        MINE,
                        deployment("fixed", "{name: web, image: 'x:1'}")
                                .replace("app: web", "app: api"));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(Json.text(answer.body().path("details").path("causes").path(0), "field"))
                .isEqualTo("spec.selector");
    }

    @Test
    void applyRefusesWhatDoesNotFitTheSchemaOrThePath() {
        assertThat(admin.apply(CONFIG_MAPS + "odd", "", configMap("odd", "{}")).status())
                .isEqualTo(422);
        assertThat(admin.apply(CONFIG_MAPS + "odd", MINE, configMap("other", "{}")).status())
                .isEqualTo(400);
        assertThat(admin.apply(CONFIG_MAPS + "odd", MINE, "metadata: {name: odd}").status())
                .isEqualTo(400);
        assertThat(
                        admin.apply(
                                        CONFIG_MAPS + "odd",
                                        MINE,
                                        configMap("odd", "{}") + "extra: 1\n")
                                .status())
                .isEqualTo(500);
        assertThat(
                        admin.apply(
                                        "/api/v1/namespaces/absent/configmaps/odd",
                                        MINE,
                                        configMap("odd", "{}"))
                                .status())
                .isEqualTo(404);
        assertThat(
                        admin.apply("/apis/apps/v1/namespaces/sandbox/replicasets/x", MINE, "{}")
                                .status())
                .isEqualTo(405);
        assertThat(
                        admin.apply(
                                        DEPLOYMENTS + "dup",
                                        MINE,
                                        deployment(
                                                "dup", "{name: a, image: x}, {name: a, image: y}"))
                                .status())
                .isEqualTo(500);
    }

    @Test
    void deleteKeepsPreconditionsAndABodyVoidsTheQuery() {
        admin.apply(CONFIG_MAPS + "gone", MINE, configMap("gone", "{}"));
        var path = CONFIG_MAPS + "gone";

        assertThat(admin.send("DELETE", path + "?dryRun=All", "", "").status()).isEqualTo(200);
        assertThat(
                        admin.send("DELETE", path, "application/json", "{\"dryRun\":[\"All\"]}")
                                .status())
                .isEqualTo(200);
        assertThat(
                        admin.send(
                                        "DELETE",
                                        path,
                                        "application/json",
                                        "{\"preconditions\":{\"uid\":\"no\"}}")
                                .status())
                .isEqualTo(409);
        assertThat(admin.get(path).status()).isEqualTo(200);
        assertThat(
                        admin.send(
                                        "DELETE",
                                        path + "?dryRun=All",
                                        "application/json",
                                        "{\"kind\":\"DeleteOptions\"}")
                                .status())
                .isEqualTo(200);
        assertThat(admin.get(path).status()).isEqualTo(404);
    }

    @Test
    void listsBySelectorAndInPages() {
        for (int i = 0; i < 3; i++) {
            var body =
                    "{apiVersion: v1, kind: ConfigMap, metadata: {name: page-%d, labels: {set: pages}}}"
                            .formatted(i);
            admin.apply(CONFIG_MAPS + "page-" + i, MINE, body);
        }
        var list = "/api/v1/namespaces/sandbox/configmaps?labelSelector=set%3Dpages";

        var all = admin.get(list).body();
        var first = admin.get(list + "&limit=2").body();
        var second =
                admin.get(
                                list
                                        + "&limit=2&continue="
                                        + Json.text(first, "metadata", "continue")
                                                .replace("|", "%7C"))
                        .body();

        assertThat(all.path("items").size()).isEqualTo(3);
        assertThat(Json.text(all, "kind")).isEqualTo("ConfigMapList");
        assertThat(first.path("items").size()).isEqualTo(2);
        assertThat(second.path("items").size()).isEqualTo(1);
        assertThat(second.path("metadata").has("continue")).isFalse();
        assertThat(admin.get("/api/v1/configmaps?labelSelector=a%3D%3D%3Db").status())
                .isEqualTo(400);
    }

    @Test
    void whoMayNotIsToldInTheStatusOfARealServer() {
        var nobody = new StandinClient(standin.url(), "");
        var stranger = new StandinClient(standin.url(), "unknown");
        var limited = new StandinClient(standin.url(), options.powerlessToken());

        assertThat(Json.text(nobody.get("/api/v1/namespaces/sandbox/configmaps").body(), "message"))
                .isEqualTo(
                        "configmaps is forbidden: User \"system:anonymous\" cannot list resource \"configmaps\" in API group \"\" in the namespace \"sandbox\"");
        assertThat(stranger.get("/api").status()).isEqualTo(401);
        assertThat(limited.apply(CONFIG_MAPS + "x", MINE, configMap("x", "{}")).status())
                .isEqualTo(403);
        assertThat(nobody.get("/version").status()).isEqualTo(200);
    }

    @Test
    void wrongMediaTypesAndBodiesAreRefused() {
        var collection = "/api/v1/namespaces/sandbox/configmaps";

        assertThat(admin.send("POST", collection, "text/plain", "hello").status()).isEqualTo(415);
        assertThat(admin.send("POST", collection, "application/json", "{\"kind\":").status())
                .isEqualTo(400);
        assertThat(admin.send("POST", collection, "application/json", "[]").status())
                .isEqualTo(400);
        assertThat(
                        admin.send("PATCH", collection + "/web-settings", "application/json", "{}")
                                .status())
                .isEqualTo(415);
        assertThat(
                        admin.send("POST", collection + "/web-settings", "application/json", "{}")
                                .status())
                .isEqualTo(405);
        assertThat(
                        admin.send(
                                        "POST",
                                        collection,
                                        "application/json",
                                        "x".repeat(3 * 1024 * 1024 + 1))
                                .status())
                .isEqualTo(413);
        assertThat(
                        Json.text(
                                admin.send(
                                                "POST",
                                                collection,
                                                "application/json",
                                                "{\"metadata\":{\"name\":\"web-settings\"}}")
                                        .body(),
                                "reason"))
                .isEqualTo("AlreadyExists");
    }

    @Test
    void logsSayThatTheyAreMadeUp() {
        var pods = admin.get("/api/v1/namespaces/sandbox/pods").body().path("items");
        var name = Json.text(pods.path(0), "metadata", "name");

        var log = admin.get("/api/v1/namespaces/sandbox/pods/" + name + "/log");

        assertThat(log.text()).startsWith("stand-in log of " + name);
        assertThat(
                        admin.get("/api/v1/namespaces/sandbox/pods/" + name + "/log?tailLines=2")
                                .text()
                                .lines()
                                .count())
                .isEqualTo(2);
        assertThat(
                        admin.get("/api/v1/namespaces/sandbox/pods/" + name + "/log?container=no")
                                .status())
                .isEqualTo(400);
        assertThat(admin.get("/api/v1/namespaces/sandbox/pods/none/log").status()).isEqualTo(404);
    }

    @Test
    void theDemosObjectsAreThere() {
        assertThat(
                        admin.get("/api/v1/namespaces")
                                .body()
                                .path("items")
                                .valueStream()
                                .map(n -> Json.text(n, "metadata", "name")))
                .contains("sandbox", "prod");
        assertThat(admin.get("/apis/apps/v1/namespaces/prod/deployments/web").status())
                .isEqualTo(200);
    }

    @Test
    void writesAKubeconfigOfItsOwn(@TempDir Path directory) throws Exception {
        var file = directory.resolve("kubeconfig");

        standin.writeKubeconfig(file);

        assertThat(Files.readString(file))
                .contains(standin.url().toString(), standin.token(), "current-context: standin");
    }

    private static String configMap(String name, String data) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "
                + name
                + "}\ndata: "
                + data
                + "\n";
    }

    private static String deployment(String name, String containers) {
        return """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: %s}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [%s]}
        """
                .formatted(name, containers);
    }
}
