package dev.sallyport.tools.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sallyport.examples.git.GitUpstream;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Refusal;
import dev.sallyport.tools.Tool.Execution;
import dev.sallyport.tools.Tool.Planning;
import dev.sallyport.tools.ToolCall;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Upstreams that are down, silent, strange or too big, and calls that are given up.
final class GitFailuresTest {

    private static final String HELLO =
            """
            {"repository": "shop", "branch": "agent/hello", "message": "docs: say hello",
             "changes": {"docs/hello.md": "hello\\n"}}
            """;

    // JGit may still be measuring the clock of the file system there when the test is over.
    @TempDir(cleanup = CleanupMode.NEVER)
    private Path directory;

    private GitUpstream upstream;
    private GitBench bench;

    @BeforeEach
    void start() throws IOException {
        upstream = GitUpstream.start(directory.resolve("upstream"), "gate", "s3cret-of-gate");
        bench = GitBench.on(upstream, directory.resolve("mirrors"));
    }

    @AfterEach
    void stop() {
        bench.close();
        upstream.close();
    }

    @Test
    void upstreamThatIsDownIsUnavailableWhenPlanning() {
        upstream.close();

        assertUnavailable(bench.plan("push_branch", HELLO));
        assertThat(bench.tools.health().getFirst().healthy()).isFalse();
    }

    @Test
    void upstreamThatWentDownAfterThePlanTakesNothing() {
        var plan = bench.planned("push_branch", HELLO);
        upstream.close();

        var execution = bench.execute(plan);

        assertThat(execution).isInstanceOf(Execution.Failed.class);
        var failed = (Execution.Failed) execution;
        assertThat(failed.failure().code()).isEqualTo("TARGET_UNAVAILABLE");
        assertThat(failed.effect()).isEqualTo(Execution.Effect.NONE);
    }

    @Test
    void upstreamThatNeverAnswersIsGivenUpInTime() throws IOException {
        try (var silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
                var tools =
                        GitTools.open(
                                List.of(
                                        target(
                                                "http://127.0.0.1:"
                                                        + silent.getLocalPort()
                                                        + "/shop.git",
                                                "s3cret-of-gate")),
                                directory.resolve("silent"),
                                Clock.systemUTC(),
                                GitLimits.STANDARD.withOperation(Duration.ofMillis(300)))) {

            assertUnavailable(tools.tools().getFirst().plan(call(HELLO)));
        }
    }

    @Test
    void wrongCredentialIsUnavailableAndNotRepeatedToTheAgent() {
        try (var tools =
                GitTools.open(
                        List.of(target(upstream.url(bench.name).toString(), "wrong-pa55word")),
                        directory.resolve("wrong"),
                        Clock.systemUTC())) {

            var planning = tools.tools().getFirst().plan(call(HELLO));

            assertUnavailable(planning);
            assertThat(planning.toString()).doesNotContain("wrong-pa55word", "127.0.0.1");
            assertThat(tools.health().getFirst().problem())
                    .isNotEmpty()
                    .doesNotContain("wrong-pa55word");
        }
    }

    @Test
    void reachableUpstreamIsHealthy() {
        assertThat(bench.tools.health()).allMatch(health -> health.healthy()).hasSize(1);
    }

    @Test
    void sizeOfTheBiggestFileIsAFact() {
        var plan = bench.planned("push_branch", big(3 << 20));

        assertThat(plan.accesses().getFirst().fact("file_bytes"))
                .isEqualTo(FactValue.quantity(3 << 20));
    }

    @Test
    void hugeFileIsRefusedWhateverTheRoleMapSays() throws IOException {
        var before = bench.refs();

        var planning = bench.plan("push_branch", big((16 << 20) + 1));

        assertThat(refusal(planning).code()).isEqualTo("DENIED_TOO_LARGE");
        assertThat(bench.refs()).isEqualTo(before);
    }

    @Test
    void repositoryTooBigForTheDiskIsUnavailable() {
        bench = bench.with(GitLimits.STANDARD.withMirrorBytes(100));

        assertUnavailable(bench.plan("push_branch", HELLO));
    }

    @Test
    void cancelledCallPushesNothing() throws IOException {
        var plan = bench.planned("push_branch", HELLO);
        var before = bench.refs();

        var execution =
                bench.tool("push_branch")
                        .execute(plan, Obligations.NONE, Optional.empty(), new Cancelled(true));

        assertThat(execution).isInstanceOf(Execution.Refused.class);
        assertThat(((Execution.Refused) execution).refusal().code()).isEqualTo("CANCELLED");
        assertThat(bench.refs()).isEqualTo(before);
    }

    @Test
    void callCancelledOnTheWayToTheUpstreamPushesNothing() throws IOException {
        var plan = bench.planned("push_branch", HELLO);
        var before = bench.refs();

        var execution =
                bench.tool("push_branch")
                        .execute(plan, Obligations.NONE, Optional.empty(), new Cancelled(false));

        assertThat(execution).isInstanceOf(Execution.Failed.class);
        assertThat(((Execution.Failed) execution).failure().code()).isEqualTo("CANCELLED");
        assertThat(((Execution.Failed) execution).effect()).isEqualTo(Execution.Effect.NONE);
        assertThat(bench.refs()).isEqualTo(before);
    }

    @Test
    void jgitKnowsNoConfigurationFileOfTheUserOrTheMachine() throws Exception {
        var reader = SystemReader.getInstance();

        assertThat(reader).isInstanceOf(IsolatedSystemReader.class);
        assertThat(reader.openJGitConfig(null, FS.DETECTED).getFile()).isNull();
        // JGit puts its own measurement of the file system's clock into these, and they stay in
        // memory.
        assertThat(reader.getUserConfig().getSections()).isSubsetOf("filesystem");
        assertThat(reader.getSystemConfig().getSections()).isSubsetOf("filesystem");
        assertThat(reader.getenv("GIT_DIR")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc",
                "ssh://git@example.com/x",
                "/srv/shop.git",
                "ext::sh -c id",
                "https://user:pw@example.com/x.git"
            })
    void onlyPlainHttpUrlsAreTargets(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> target(url, "s3cret-of-gate"));
    }

    @Test
    void targetDoesNotShowItsPassword() {
        assertThat(target("https://git.example.com/shop.git", "s3cret-of-gate").toString())
                .doesNotContain("s3cret-of-gate");
    }

    /// Cancelled from the start, or by the time the push listens.
    private record Cancelled(boolean fromTheStart) implements CallControl {

        @Override
        public boolean cancelled() {
            return fromTheStart;
        }

        @Override
        public Registration onCancel(Runnable action) {
            action.run();
            return () -> {};
        }

        @Override
        public void progress(String message) {}
    }

    private static String big(int bytes) {
        return "{\"repository\": \"shop\", \"branch\": \"agent/big\", \"message\": \"big\","
                + " \"changes\": {\"big.txt\": \""
                + "x".repeat(bytes)
                + "\"}}";
    }

    private static RepositoryTarget target(String url, String password) {
        return new RepositoryTarget("shop", url, "gate", password);
    }

    private static ToolCall call(String arguments) {
        return new ToolCall(
                (ObjectNode) JsonMapper.shared().readTree(arguments), GitBench.AGENT, "01CALL");
    }

    private static Refusal refusal(Planning planning) {
        assertThat(planning).isInstanceOf(Planning.Refused.class);
        return ((Planning.Refused) planning).refusal();
    }

    private static void assertUnavailable(Planning planning) {
        assertThat(refusal(planning).code()).isEqualTo("TARGET_UNAVAILABLE");
    }
}
