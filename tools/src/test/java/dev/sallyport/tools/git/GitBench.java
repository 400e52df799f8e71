package dev.sallyport.tools.git;

import dev.sallyport.examples.git.GitUpstream;
import dev.sallyport.examples.git.ShopProject;
import dev.sallyport.policy.Access;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.Principal;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Tool;
import dev.sallyport.tools.Tool.Execution;
import dev.sallyport.tools.Tool.Planning;
import dev.sallyport.tools.ToolCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A real upstream with the shop project and the git tools in front of it.
final class GitBench implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    static final Principal AGENT =
            new Principal(
                    "client:coding-agent",
                    Principal.Kind.AGENT,
                    Optional.of(Principal.human("user:ana@example.com", Set.of())),
                    Set.of());

    private static final AtomicInteger NAMES = new AtomicInteger();

    final GitUpstream upstream;
    final String name;
    final Repository shop;
    final GitTools tools;
    private final Path directory;

    private GitBench(GitUpstream upstream, String name, GitTools tools, Path directory) {
        this.upstream = upstream;
        this.name = name;
        this.shop = upstream.repository(name);
        this.tools = tools;
        this.directory = directory;
    }

    /// A fresh shop repository on a running upstream.
    static GitBench on(GitUpstream upstream, Path directory) throws IOException {
        String name = "shop" + NAMES.incrementAndGet();
        ShopProject.seed(upstream.repository(name));
        return new GitBench(
                upstream, name, open(upstream, name, directory, GitLimits.STANDARD), directory);
    }

    /// The gate after a restart: nothing but the directory is left.
    GitBench restarted() {
        return with(GitLimits.STANDARD);
    }

    GitBench with(GitLimits limits) {
        tools.close();
        return new GitBench(upstream, name, open(upstream, name, directory, limits), directory);
    }

    private static GitTools open(
            GitUpstream upstream, String name, Path directory, GitLimits limits) {
        return GitTools.open(
                List.of(
                        new RepositoryTarget(
                                "shop", upstream.url(name).toString(), "gate", "s3cret-of-gate")),
                directory,
                Clock.fixed(NOW, ZoneOffset.UTC),
                limits);
    }

    Planning plan(String tool, String arguments) {
        return plan(tool, (ObjectNode) JsonMapper.shared().readTree(arguments));
    }

    Planning plan(String tool, ObjectNode arguments) {
        return tool(tool).plan(new ToolCall(arguments, AGENT, "01CALL"));
    }

    Plan planned(String tool, String arguments) {
        return switch (plan(tool, arguments)) {
            case Planning.Planned(var plan) -> plan;
            case Planning.Refused(var refusal, var touching) ->
                    throw new AssertionError("refused: " + refusal);
        };
    }

    Execution execute(Plan plan) {
        // Through its JSON, as after a hold or a restart.
        return tool(plan.tool())
                .execute(
                        Plan.fromJson(plan.toJson()),
                        Obligations.NONE,
                        Optional.empty(),
                        CallControl.uncancellable());
    }

    ObjectNode done(String tool, String arguments) {
        return result(execute(planned(tool, arguments)));
    }

    static ObjectNode result(Execution execution) {
        return switch (execution) {
            case Execution.Done(var result, var rows) -> result;
            case Execution.Refused(var refusal) -> throw new AssertionError("refused: " + refusal);
            case Execution.Failed(var failure, var cause, var effect) ->
                    throw new AssertionError("failed: " + failure, cause.orElse(null));
        };
    }

    Tool tool(String name) {
        return tools.tools().stream()
                .filter(tool -> tool.description().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// All refs upstream, for "nothing changed".
    Map<String, String> refs() throws IOException {
        var refs = new TreeMap<String, String>();
        for (var ref : shop.getRefDatabase().getRefs()) {
            refs.put(ref.getName(), String.valueOf(ObjectId.toString(ref.getObjectId())));
        }
        return refs;
    }

    String fileUpstream(String branch, String path) throws IOException {
        ObjectId id = shop.resolve("refs/heads/" + branch + ":" + path);
        return id == null
                ? "(absent)"
                : new String(shop.open(id).getBytes(), StandardCharsets.UTF_8);
    }

    static Set<String> texts(Access access, String fact) {
        return access.fact(fact) instanceof FactValue.Texts(var values) ? values : Set.of();
    }

    static String text(Access access, String fact) {
        return access.fact(fact) instanceof FactValue.Text(var value) ? value : "(none)";
    }

    @Override
    public void close() {
        tools.close();
    }
}
