package dev.sallyport.tools.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.examples.git.GitUpstream;
import dev.sallyport.examples.git.ShopProject;
import dev.sallyport.tools.Tool.Planning;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Runs `push-cases.yaml`: what may land lands with its content, what may not leaves upstream as it was.
final class PushCasesTest {

    private static final ShopProject.Author BEN =
            new ShopProject.Author("Ben Okafor", "ben@example.com");

    private static GitUpstream upstream;
    private static GitBench bench;
    private static Map<String, String> untouched;

    @BeforeAll
    // JGit may still be measuring the clock of the file system there when the test is over.
    static void startUpstream(@TempDir(cleanup = CleanupMode.NEVER) Path directory)
            throws IOException {
        upstream = GitUpstream.start(directory.resolve("upstream"), "gate", "s3cret-of-gate");
        bench = GitBench.on(upstream, directory.resolve("mirrors"));
        ShopProject.commit(
                bench.shop, "release/1", Map.of("release.txt", "1\n"), BEN, 5, "release");
        var main = bench.shop.resolve("refs/heads/main");
        var branch = bench.shop.updateRef("refs/heads/agent/existing");
        branch.setNewObjectId(main);
        branch.update();
        ShopProject.commit(
                bench.shop, "agent/existing", Map.of("existing.txt", "existing\n"), BEN, 6, "x");
        untouched = bench.refs();
    }

    @AfterAll
    static void stopUpstream() {
        bench.close();
        upstream.close();
    }

    @TestFactory
    Stream<DynamicTest> cases() throws IOException {
        try (var yaml = PushCasesTest.class.getResourceAsStream("/git/push-cases.yaml")) {
            Object loaded =
                    new Load(LoadSettings.builder().build())
                            .loadFromInputStream(java.util.Objects.requireNonNull(yaml));
            JsonNode cases = JsonMapper.shared().valueToTree(loaded);
            return StreamSupport.stream(cases.spliterator(), false)
                    .map(each ->
                            DynamicTest.dynamicTest(
                                    each.path("name").stringValue(), () -> run(each)));
        }
    }

    private static void run(JsonNode each) throws IOException {
        var arguments = ((ObjectNode) each.path("push")).deepCopy();
        arguments.put("repository", "shop");
        var planning = bench.plan("push_branch", arguments);
        assertThat(bench.refs()).as("planning changes nothing").isEqualTo(untouched);
        switch (planning) {
            case Planning.Planned(var plan) -> {
                assertThat(each.has("lands")).as("it was planned: %s", plan.summary()).isTrue();
                var access = plan.accesses().getFirst();
                if (each.has("paths")) {
                    assertThat(GitBench.texts(access, "paths"))
                            .containsExactlyElementsOf(
                                    each.path("paths")
                                            .valueStream()
                                            .map(JsonNode::stringValue)
                                            .toList());
                }
                if (each.has("operation")) {
                    assertThat(GitBench.text(access, "operation"))
                            .isEqualTo(each.path("operation").stringValue());
                }
                String branch = arguments.path("branch").stringValue();
                try {
                    GitBench.result(bench.execute(plan));
                    for (var file : each.path("lands").properties()) {
                        assertThat(bench.fileUpstream(branch, file.getKey()))
                                .isEqualTo(file.getValue().stringValue());
                    }
                } finally {
                    putBack(branch);
                }
            }
            case Planning.Refused(var refusal, var touching) -> {
                assertThat(refusal.code())
                        .as("%s", refusal)
                        .isEqualTo(each.path("refused").asString(""));
                assertThat(touching).isNotEmpty();
            }
        }
    }

    private static void putBack(String branch) throws IOException {
        String ref = "refs/heads/" + branch;
        var update = bench.shop.updateRef(ref);
        update.setForceUpdate(true);
        String before = untouched.get(ref);
        if (before == null) {
            update.delete();
        } else {
            update.setNewObjectId(org.eclipse.jgit.lib.ObjectId.fromString(before));
            update.update();
        }
        assertThat(bench.refs()).isEqualTo(untouched);
    }
}
