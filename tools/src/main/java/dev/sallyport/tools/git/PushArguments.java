package dev.sallyport.tools.git;

import dev.sallyport.tools.ToolCall;
import dev.sallyport.tools.git.GitTerms.Touched;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.patch.Patch;
import tools.jackson.databind.JsonNode;

/// What the arguments of a push say on their own, before any repository is looked at.
///
/// @param base as given, empty when it was left out
/// @param changes empty when there is a patch
/// @param message with the gate's trailers
record PushArguments(
        BranchName branch,
        String base,
        Map<String, FileChange> changes,
        Optional<Patch> patch,
        String message) {

    static PushArguments read(ToolCall call, GitLimits limits, Touched touched) throws GitRefusal {
        var arguments = call.arguments();
        var branch = branch(arguments.path("branch"), "branch");
        touched.branch(branch.name());
        boolean byPatch = arguments.hasNonNull("patch");
        if (byPatch == arguments.hasNonNull("changes")) {
            throw GitRefusal.invalid(
                    "a push needs either `changes` or `patch`", "give exactly one of them");
        }
        Optional<Patch> patch = Optional.empty();
        Map<String, FileChange> changes = Map.of();
        if (byPatch) {
            patch = Optional.of(patch(arguments.path("patch").asString(""), limits));
            touched.paths(NewTree.pathsOf(patch.get()));
        } else {
            touched.paths(arguments.path("changes").propertyNames());
            changes = FileChange.parse(arguments.path("changes"), limits);
            if (changes.isEmpty()) {
                throw GitRefusal.invalid("`changes` is empty", "name at least one file");
            }
            touched.fileBytes(biggest(changes));
        }
        return new PushArguments(
                branch,
                arguments.path("base").asString(""),
                changes,
                patch,
                CommitText.message(
                        arguments.path("message").asString(""), call.principal(), call.callId()));
    }

    static BranchName branch(JsonNode argument, String key) throws GitRefusal {
        return BranchName.parse(argument.asString(""))
                .orElseThrow(() ->
                        GitRefusal.invalid(
                                "`" + key + "` is not the plain short name of a branch",
                                "use a name such as `agent/fix-total`: ASCII letters, digits"
                                        + " and `/-_.`, without `refs/heads/`"));
    }

    private static Patch patch(String text, GitLimits limits) throws GitRefusal {
        var bytes = StrictText.encode(text);
        if (bytes.isEmpty()) {
            throw GitRefusal.invalid(
                    "`patch` is not valid Unicode text", "use `changes` with `base64`");
        }
        if (bytes.get().length > limits.pushBytes()) {
            throw GitRefusal.tooLarge("`patch` is longer than " + limits.pushBytes() + " bytes");
        }
        return NewTree.parsePatch(bytes.get());
    }

    private static long biggest(Map<String, FileChange> changes) {
        return changes.values().stream()
                .mapToLong(change ->
                        change instanceof FileChange.Write(byte[] content, var mode)
                                ? content.length
                                : 0)
                .max()
                .orElse(0);
    }
}
