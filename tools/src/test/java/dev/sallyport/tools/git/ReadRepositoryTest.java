package dev.sallyport.tools.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.examples.git.GitUpstream;
import dev.sallyport.examples.git.ShopProject;
import dev.sallyport.policy.FactValue;
import dev.sallyport.tools.Tool.Execution;
import dev.sallyport.tools.Tool.Planning;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

final class ReadRepositoryTest {

    private static final ShopProject.Author BEN =
            new ShopProject.Author("Ben Okafor", "ben@example.com");

    private static GitUpstream upstream;
    private static GitBench bench;

    @BeforeAll
    // JGit may still be measuring the clock of the file system there when the test is over.
    static void start(@TempDir(cleanup = CleanupMode.NEVER) Path directory) throws IOException {
        upstream = GitUpstream.start(directory.resolve("upstream"), "gate", "s3cret-of-gate");
        bench = GitBench.on(upstream, directory.resolve("mirrors"));
        var branch = bench.shop.updateRef("refs/heads/agent/a");
        branch.setNewObjectId(bench.shop.resolve("refs/heads/main"));
        branch.update();
        ShopProject.commit(
                bench.shop,
                "agent/a",
                Map.of(
                        "README.md", "# shop, better\n",
                        "nul.bin", "a\0b",
                        "big.txt", "0123456789abcdé\n".repeat(20_000)),
                BEN,
                5,
                "agent: better");
        ShopProject.commit(bench.shop, "main", Map.of("main.txt", "m\n"), BEN, 6, "main goes on");
    }

    @AfterAll
    static void stop() {
        bench.close();
        upstream.close();
    }

    @Test
    void listsTheRootOfTheDefaultBranchWhenNothingIsNamed() {
        var plan = bench.planned("read_repository", args("list", ""));

        var access = plan.accesses().getFirst();
        assertThat(access.action()).isEqualTo("git.read");
        assertThat(access.facts())
                .isEqualTo(
                        Map.of(
                                "repository", FactValue.text("shop"),
                                "branch", FactValue.text("main"),
                                "paths", FactValue.texts(Set.of(".")),
                                "file_bytes", FactValue.NOT_APPLICABLE,
                                "operation", FactValue.text("list")));
        var result = GitBench.result(bench.execute(plan));
        assertThat(result.path("entries").valueStream().map(e -> e.path("path").stringValue()))
                .containsExactly(
                        ".github",
                        ".gitignore",
                        "CODEOWNERS",
                        "README.md",
                        "main.txt",
                        "schema",
                        "src",
                        "tests");
        assertThat(result.path("truncated").booleanValue()).isFalse();
    }

    @Test
    void listsADirectoryUpToTheLimit() {
        var plan =
                bench.planned(
                        "read_repository", args("list", ", \"path\": \"src/shop/\", \"limit\": 2"));

        assertThat(GitBench.texts(plan.accesses().getFirst(), "paths"))
                .containsExactly("src/shop/");
        var result = GitBench.result(bench.execute(plan));
        assertThat(result.path("entries").valueStream().map(e -> e.path("path").stringValue()))
                .containsExactly("src/shop/__init__.py", "src/shop/orders.py");
        assertThat(result.path("truncated").booleanValue()).isTrue();
    }

    @Test
    void readsAFileAsItWasWhenItWasDecidedOn() throws IOException {
        ShopProject.commit(bench.shop, "agent/moving", Map.of("m.txt", "m\n"), BEN, 7, "one");
        var plan =
                bench.planned(
                        "read_repository",
                        args("read", ", \"branch\": \"agent/moving\", \"path\": \"m.txt\""));
        ShopProject.commit(bench.shop, "agent/moving", Map.of("m.txt", "n\n"), BEN, 8, "two");

        var result = GitBench.result(bench.execute(plan));

        assertThat(result.path("content").stringValue()).isEqualTo("m\n");
        assertThat(result.path("bytes").longValue()).isEqualTo(2);
        assertThat(result.path("commit")).isEqualTo(plan.normalised().path("commit"));
    }

    @Test
    void cutsALongFileBetweenCharactersAndSaysSo() {
        var result = read("big.txt");

        assertThat(result.path("truncated").booleanValue()).isTrue();
        assertThat(result.path("bytes").longValue()).isEqualTo(340_000);
        assertThat(result.path("content").stringValue())
                .startsWith("0123456789abcdé\n")
                .doesNotContain("\uFFFD")
                .hasSizeBetween(100_000, 131_072);
    }

    @Test
    void binaryFileIsNotedAndNotShown() {
        var result = read("nul.bin");

        assertThat(result.path("binary").booleanValue()).isTrue();
        assertThat(result.path("content").stringValue()).isEmpty();
        assertThat(result.path("bytes").longValue()).isEqualTo(3);
    }

    @Test
    void logOfAPathNamesOnlyTheCommitsThatTouchIt() {
        var result =
                bench.done(
                        "read_repository",
                        args("log", ", \"branch\": \"agent/a\", \"path\": \"README.md\""));

        assertThat(messages(result))
                .containsExactly("agent: better", "orders: what an order is and what it costs");
    }

    @Test
    void logIsBounded() {
        var result =
                bench.done(
                        "read_repository", args("log", ", \"branch\": \"agent/a\", \"limit\": 1"));

        assertThat(messages(result)).containsExactly("agent: better");
        assertThat(result.path("truncated").booleanValue()).isTrue();
    }

    @Test
    void diffShowsWhatTheBranchDidAndNotWhatMainDidMeanwhile() {
        var plan =
                bench.planned(
                        "read_repository",
                        args("diff", ", \"branch\": \"agent/a\", \"path\": \"README.md\""));

        assertThat(GitBench.texts(plan.accesses().getFirst(), "paths"))
                .containsExactly("README.md", "readme.md");
        var result = GitBench.result(bench.execute(plan));
        assertThat(result.path("content").stringValue())
                .contains("-# shop\n", "+# shop, better\n")
                .doesNotContain("main.txt", "big.txt");
        assertThat(result.path("files").size()).isEqualTo(1);
    }

    @Test
    void diffOfEverythingTouchesEveryPathThatDiffersAndIsCutOffLoudly() {
        var plan = bench.planned("read_repository", args("diff", ", \"branch\": \"agent/a\""));

        assertThat(GitBench.texts(plan.accesses().getFirst(), "paths"))
                .containsExactly("README.md", "big.txt", "nul.bin", "readme.md");
        var result = GitBench.result(bench.execute(plan));
        assertThat(result.path("truncated").booleanValue()).isTrue();
        assertThat(result.path("content").stringValue()).endsWith("bytes ***\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../etc/passwd",
                "/etc/passwd",
                "src/../../x",
                "src//shop",
                "src/./shop",
                "a\\u0000b"
            })
    void pathOutsideTheRepositoryIsRefused(String path) {
        assertRefused(
                bench.plan("read_repository", args("read", ", \"path\": \"" + path + "\"")),
                "DENIED_UNSAFE_PATH");
    }

    @ParameterizedTest
    @ValueSource(strings = {"src", "nothing.txt", ".git/config", "README.md/x"})
    void whatIsNoFileIsNotFound(String path) {
        var execution =
                bench.execute(
                        bench.planned(
                                "read_repository", args("read", ", \"path\": \"" + path + "\"")));

        assertThat(execution).isInstanceOf(Execution.Refused.class);
        assertThat(((Execution.Refused) execution).refusal().code()).isEqualTo("NOT_FOUND");
    }

    @Test
    void absentBranchTouchesTheSameAsOneThatExists() {
        var there =
                bench.planned(
                        "read_repository",
                        args("read", ", \"branch\": \"agent/a\", \"path\": \"README.md\""));

        var absent =
                bench.plan(
                        "read_repository",
                        args("read", ", \"branch\": \"agent/b\", \"path\": \"README.md\""));

        assertRefused(absent, "NOT_FOUND");
        var touching = ((Planning.Refused) absent).touching().getFirst();
        var access = there.accesses().getFirst();
        assertThat(touching.action()).isEqualTo(access.action());
        assertThat(touching.resource()).isEqualTo("shop:agent/b");
        for (String fact : new String[] {"repository", "paths", "file_bytes", "operation"}) {
            assertThat(touching.fact(fact)).isEqualTo(access.fact(fact));
        }
    }

    @Test
    void unknownRepositoryIsNotFound() {
        assertRefused(
                bench.plan(
                        "read_repository",
                        "{\"repository\": \"payroll\", \"operation\": \"list\"}"),
                "NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(strings = {"refs/heads/main", "HEAD", "main~1", "main:src", "@{-1}"})
    void branchIsAPlainName(String branch) {
        assertRefused(
                bench.plan("read_repository", args("log", ", \"branch\": \"" + branch + "\"")),
                "INVALID_ARGUMENTS");
    }

    private static JsonNode read(String path) {
        return bench.done(
                "read_repository",
                args("read", ", \"branch\": \"agent/a\", \"path\": \"" + path + "\""));
    }

    private static java.util.List<String> messages(JsonNode result) {
        return result.path("commits")
                .valueStream()
                .map(commit -> commit.path("message").stringValue())
                .toList();
    }

    private static String args(String operation, String more) {
        return "{\"repository\": \"shop\", \"operation\": \"" + operation + "\"" + more + "}";
    }

    private static void assertRefused(Planning planning, String code) {
        assertThat(planning).isInstanceOf(Planning.Refused.class);
        assertThat(((Planning.Refused) planning).refusal().code()).isEqualTo(code);
    }
}
