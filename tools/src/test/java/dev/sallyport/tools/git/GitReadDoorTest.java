package dev.sallyport.tools.git;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sallyport.examples.git.GitUpstream;
import dev.sallyport.examples.git.ShopProject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The door with the git that developers have, behind a minimal HTTP server.
final class GitReadDoorTest {

    private static final ShopProject.Author BEN =
            new ShopProject.Author("Ben Okafor", "ben@example.com");

    // JGit may still be measuring the clock of the file system there when the test is over.
    @TempDir(cleanup = CleanupMode.NEVER)
    private Path directory;

    private GitUpstream upstream;
    private GitBench bench;
    private HttpServer gate;
    private ObjectId hidden;

    @BeforeEach
    void start() throws IOException {
        upstream = GitUpstream.start(directory.resolve("upstream"), "gate", "s3cret-of-gate");
        bench = GitBench.on(upstream, directory.resolve("mirrors"));
        ShopProject.commit(bench.shop, "agent/a", Map.of("a.txt", "a\n"), BEN, 5, "a");
        hidden =
                ShopProject.commit(
                        bench.shop, "secret/b", Map.of("plans.txt", "plans\n"), BEN, 6, "b");
        gate = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gate.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        gate.createContext("/git/", exchange -> handle(bench.tools.readDoor(), exchange));
        gate.start();
    }

    @AfterEach
    void stop() {
        gate.stop(0);
        bench.close();
        upstream.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2"})
    void cloneGetsTheVisibleBranchesAndNoOthers(String protocol) throws Exception {
        var cloned = git(directory, "-c", "protocol.version=" + protocol, "clone", url(), "clone");

        assertThat(cloned.exit()).as(cloned.output()).isZero();
        var clone = directory.resolve("clone");
        assertThat(Files.readString(clone.resolve("README.md"))).startsWith("# shop");
        assertThat(git(clone, "branch", "--remotes", "--format=%(refname)").output().lines())
                .containsExactly(
                        "refs/remotes/origin/HEAD",
                        "refs/remotes/origin/agent/a",
                        "refs/remotes/origin/main");
        assertThat(git(clone, "rev-parse", "HEAD").output().strip())
                .isEqualTo(bench.refs().get("refs/heads/main"));
        assertThat(git(clone, "fsck", "--strict").exit()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2"})
    void hiddenCommitIsNotGivenOutByItsId(String protocol) throws Exception {
        var clone = Files.createDirectory(directory.resolve("clone"));
        git(clone, "init", "--quiet");

        var fetched =
                git(clone, "-c", "protocol.version=" + protocol, "fetch", url(), hidden.name());

        assertThat(fetched.exit()).isNotZero();
        assertThat(git(clone, "cat-file", "-e", hidden.name()).exit()).isNotZero();
    }

    @Test
    void fetchSeesWhatLandedUpstreamSinceTheClone() throws Exception {
        git(directory, "clone", "--quiet", url(), "clone");
        var clone = directory.resolve("clone");
        var later = ShopProject.commit(bench.shop, "main", Map.of("l.txt", "l"), BEN, 7, "later");

        var fetched = git(clone, "fetch", "origin");

        assertThat(fetched.exit()).as(fetched.output()).isZero();
        assertThat(git(clone, "rev-parse", "origin/main").output().strip()).isEqualTo(later.name());
    }

    @Test
    void shallowCloneWorks() throws Exception {
        var cloned = git(directory, "clone", "--depth=1", url(), "clone");

        assertThat(cloned.exit()).as(cloned.output()).isZero();
        assertThat(git(directory.resolve("clone"), "rev-list", "--count", "HEAD").output().strip())
                .isEqualTo("1");
    }

    @Test
    void pushIsRefusedWithASentence() throws Exception {
        git(directory, "clone", "--quiet", url(), "clone");
        var clone = directory.resolve("clone");
        var before = bench.refs();

        var pushed = git(clone, "push", "origin", "HEAD:refs/heads/agent/new");

        assertThat(pushed.exit()).isNotZero();
        assertThat(pushed.output()).contains(GitReadDoor.PUSH_REFUSED);
        assertThat(bench.refs()).isEqualTo(before);
    }

    @Test
    void unknownRepositoryIsAbsent() throws Exception {
        var cloned = git(directory, "clone", url().replace("shop.git", "other.git"), "clone");

        assertThat(cloned.exit()).isNotZero();
        assertThat(cloned.output()).contains("not found");
    }

    @Test
    void upstreamThatIsDownIsUnavailable() throws Exception {
        upstream.close();

        var cloned = git(directory, "clone", url(), "clone");

        assertThat(cloned.exit()).isNotZero();
        assertThat(cloned.output()).contains("503");
    }

    private String url() {
        return "http://127.0.0.1:" + gate.getAddress().getPort() + "/git/shop.git";
    }

    private static void handle(GitReadDoor door, HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().substring("/git/".length());
            String repository = path.substring(0, path.indexOf(".git/"));
            String protocol =
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Git-Protocol"))
                            .orElse("");
            if (exchange.getRequestMethod().equals("POST")) {
                exchange.getResponseHeaders()
                        .set("Content-Type", "application/x-git-upload-pack-result");
                exchange.sendResponseHeaders(200, 0);
                door.fetch(
                        repository,
                        branch -> !branch.startsWith("secret/"),
                        protocol,
                        "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding")),
                        exchange.getRequestBody(),
                        exchange.getResponseBody());
                return;
            }
            boolean push = exchange.getRequestURI().getQuery().endsWith("git-receive-pack");
            var answer =
                    push
                            ? door.refusePush()
                            : door.advertiseFetch(
                                    repository, branch -> !branch.startsWith("secret/"), protocol);
            switch (answer) {
                case GitReadDoor.Answer.Body(var type, byte[] bytes) -> {
                    exchange.getResponseHeaders().set("Content-Type", type);
                    exchange.sendResponseHeaders(200, bytes.length);
                    exchange.getResponseBody().write(bytes);
                }
                case GitReadDoor.Answer.Absent() -> exchange.sendResponseHeaders(404, -1);
                case GitReadDoor.Answer.Unavailable() -> exchange.sendResponseHeaders(503, -1);
            }
        }
    }

    private record Ran(int exit, String output) {}

    /// The machine's git, with no configuration but its arguments.
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
