package dev.sallyport.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import dev.sallyport.audit.AuditFilter;
import dev.sallyport.audit.AuditQuery;
import dev.sallyport.audit.AuditReader;
import dev.sallyport.audit.Stage;
import dev.sallyport.examples.git.GitUpstream;
import dev.sallyport.examples.git.ShopProject;
import dev.sallyport.server.Gate;
import dev.sallyport.server.GateServer;
import dev.sallyport.server.config.ConfigurationReader;
import dev.sallyport.server.identity.ApiKeys.Creation;
import dev.sallyport.server.identity.oidc.TestIssuer;
import dev.sallyport.server.identity.oidc.TestKeys;
import dev.sallyport.tools.git.GitReadDoor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// The git that developers have, before a whole gate with a real upstream.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GitDoorServletTest {

    private static final String UPSTREAM_PASSWORD = "s3cret-of-gate";

    private final Path directory;
    private final TestIssuer idp = new TestIssuer();
    private GitUpstream upstream;
    private Gate gate;
    private GateServer server;
    private String reader = "";
    private String stranger = "";

    // JGit may still be measuring the clock of the file system there when the test is over.
    GitDoorServletTest(@TempDir(cleanup = CleanupMode.NEVER) Path directory) {
        this.directory = directory;
    }

    private record Ran(int exit, String output) {}

    @BeforeAll
    void start() throws IOException {
        upstream = GitUpstream.start(directory.resolve("upstream"), "gate", UPSTREAM_PASSWORD);
        for (var name : List.of("shop", "vault")) {
            var repository = upstream.repository(name);
            ShopProject.seed(repository);
            ShopProject.commit(
                    repository,
                    "secret/plans",
                    Map.of("plans.txt", "plans\n"),
                    new ShopProject.Author("Ben Okafor", "ben@example.com"),
                    6,
                    "plans");
        }
        Files.writeString(
                directory.resolve("policy.yaml"),
                """
                roles:
                  reader:
                    permit:
                      - { tools: [read_repository], on: { repository: shop, branch: [main, "agent/*"] } }
                bindings:
                  - { role: reader, to: ["client:reader", "client:coding-agent"] }
                """);
        Files.writeString(directory.resolve("password"), UPSTREAM_PASSWORD);
        var file = directory.resolve("sallyport.yaml");
        Files.writeString(
                file,
                """
                server: { listen: "127.0.0.1:0" }
                identity:
                  issuers:
                    - { issuer: "%s", audience: gate, scopes: { "repo:read": [read_repository] } }
                repositories:
                  shop: { url: "%s", username: gate, password: "${file:password}" }
                  vault: { url: "%s", username: gate, password: "${file:password}" }
                policy: policy.yaml
                audit: { directory: audit, key: keys/audit-key }
                state: { url: "jdbc:sqlite:state.db" }
                """
                        .formatted(idp.url(), upstream.url("shop"), upstream.url("vault")));
        gate = Gate.open(ConfigurationReader.read(file, Map.of()));
        server = GateServer.start(gate);
        reader = token("reader");
        stranger = token("stranger");
    }

    @AfterAll
    void stop() {
        server.close();
        gate.close();
        upstream.close();
        idp.close();
    }

    @Test
    void aTokenWithoutTheScopeOfReadRepositoryFetchesNothing() throws Exception {
        var lacking = idp.token(TestKeys.RSA, JWSAlgorithm.RS256, Instant.now(), "{}");
        var having =
                idp.token(
                        TestKeys.RSA,
                        JWSAlgorithm.RS256,
                        Instant.now(),
                        "{\"scope\":\"repo:read\"}");

        var refused = refs(lacking);

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().firstValue("WWW-Authenticate"))
                .contains("Bearer error=\"insufficient_scope\",scope=\"repo:read\"");
        assertThat(refs(having).statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> refs(String token) throws Exception {
        var url =
                "http://127.0.0.1:"
                        + server.port()
                        + "/git/shop.git/info/refs?service=git-upload-pack";
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url))
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        BodyHandlers.ofString());
    }

    private String token(String name) {
        return switch (gate.keys().create(name, Set.of(), false, Optional.empty())) {
            case Creation.Created created -> created.token();
            case Creation.Refused refused -> throw new AssertionError(refused);
        };
    }

    private String url(String token, String repository) {
        return "http://git:%s@127.0.0.1:%d/git/%s.git".formatted(token, server.port(), repository);
    }

    @Test
    void aCloneBringsWhatTheCallerMayReadAndIsRecorded() throws Exception {
        var cloned = git(directory, "clone", url(reader, "shop"), "clone");

        assertThat(cloned.exit()).as(cloned.output()).isZero();
        var clone = directory.resolve("clone");
        assertThat(Files.readString(clone.resolve("README.md"))).startsWith("# shop");
        assertThat(git(clone, "branch", "--remotes", "--format=%(refname)").output().lines())
                .contains("refs/remotes/origin/main")
                .noneMatch(branch -> branch.contains("secret"));
        assertThat(git(clone, "fsck", "--strict").exit()).isZero();
        assertThat(visits("client:reader", Stage.RECEIVED)).isPositive();
    }

    @Test
    void aPushIsRefusedWithTheWayToGo() throws Exception {
        var work = directory.resolve("work");
        assertThat(git(directory, "clone", url(reader, "shop"), "work").exit()).isZero();

        var pushed = git(work, "push", "origin", "HEAD:refs/heads/agent/new");

        assertThat(pushed.exit()).isNotZero();
        assertThat(pushed.output()).contains(GitReadDoor.PUSH_REFUSED);
        assertThat(upstream.repository("shop").resolve("refs/heads/agent/new")).isNull();
        assertThat(visits("client:reader", Stage.DENIED)).isPositive();
    }

    @Test
    void aHiddenRepositoryAnswersAsOneThatDoesNotExist() throws Exception {
        for (var end :
                List.of(
                        "/info/refs?service=git-upload-pack",
                        "/info/refs?service=git-receive-pack",
                        "/info/refs",
                        "/HEAD")) {
            var hidden = get("/git/vault.git" + end, reader);
            var absent = get("/git/absent.git" + end, reader);

            assertThat(hidden.statusCode()).as(end).isEqualTo(404);
            assertThat(absent.statusCode()).as(end).isEqualTo(404);
            assertThat(hidden.body()).isEqualTo(absent.body()).contains("no such repository");
            assertThat(hidden.headers().map().keySet()).isEqualTo(absent.headers().map().keySet());
        }
        assertThat(get("/git/shop.git/info/refs?service=git-upload-pack", stranger).statusCode())
                .isEqualTo(404);
        assertThat(git(directory, "clone", url(reader, "vault"), "vault").exit()).isNotZero();
    }

    @Test
    void aBadTokenIsAskedForAGoodOne() throws Exception {
        var path = "/git/shop.git/info/refs?service=git-upload-pack";

        var bad = get(path, "not-a-token");

        assertThat(bad.statusCode()).isEqualTo(401);
        assertThat(bad.headers().allValues("WWW-Authenticate"))
                .anyMatch(challenge -> challenge.startsWith("Basic "));
        assertThat(get("/git/absent.git/info/refs?service=git-upload-pack", "not-a-token").body())
                .isEqualTo(bad.body());
        assertThat(git(directory, "clone", url("not-a-token", "shop"), "bad").exit()).isNotZero();
    }

    @Test
    void theDumbProtocolIsNotServed() throws Exception {
        var response = get("/git/shop.git/info/refs", reader);

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).contains("smart_http_only");
    }

    private HttpResponse<String> get(String path, String token)
            throws IOException, InterruptedException {
        var basic =
                Base64.getEncoder()
                        .encodeToString(("git:" + token).getBytes(StandardCharsets.UTF_8));
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                            .header("Authorization", "Basic " + basic)
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    private long visits(String principal, Stage stage) throws IOException {
        return AuditReader.open(directory.resolve("audit"))
                .page(
                        new AuditQuery(
                                AuditFilter.ALL
                                        .withPrincipal(principal)
                                        .withTarget("shop")
                                        .withStages(Set.of(stage)),
                                false,
                                OptionalLong.empty(),
                                100))
                .records()
                .size();
    }

    private Ran git(Path where, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(where.toFile());
        builder.environment()
                .putAll(
                        Map.of(
                                "HOME", directory.toString(),
                                "GIT_CONFIG_NOSYSTEM", "1",
                                "GIT_TERMINAL_PROMPT", "0",
                                "LC_ALL", "C"));
        var output = Files.createTempFile(directory, "git", ".out");
        var process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("git ends").isTrue();
        return new Ran(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }
}
