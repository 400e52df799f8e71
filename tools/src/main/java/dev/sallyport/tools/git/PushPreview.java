package dev.sallyport.tools.git;

import dev.sallyport.tools.Preview;
import java.io.IOException;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A planned push as an approver sees it: read from the objects that would land.
final class PushPreview {

    private PushPreview() {}

    /// @throws GitRefusal when the changes are too many to be shown whole: what nobody can see nobody can approve
    static Preview of(PushPlan push, Repository repository, int bytesMax)
            throws IOException, GitRefusal {
        try (var walk = new RevWalk(repository);
                var reader = repository.newObjectReader()) {
            var commit = walk.parseCommit(ObjectId.fromString(push.commit()));
            var before =
                    push.parent().isEmpty()
                            ? null
                            : walk.parseCommit(ObjectId.fromString(push.parent())).getTree();
            var diff = DiffText.between(reader, before, commit.getTree(), null, bytesMax);
            if (diff.truncated()) {
                throw GitRefusal.tooLarge(
                        "the changes are too many to be shown whole to an approver: more than "
                                + bytesMax
                                + " bytes as a diff");
            }
            return new Preview(
                    headline(push, diff.unreadable()),
                    List.of(
                            new Preview.Section("Push", Preview.Kind.TEXT, facts(push)),
                            new Preview.Section(
                                    "Message (the agent's words)",
                                    Preview.Kind.TEXT,
                                    commit.getFullMessage()),
                            new Preview.Section("Files", Preview.Kind.TEXT, files(push)),
                            new Preview.Section("Changes", Preview.Kind.DIFF, diff.text())),
                    state(push),
                    unseen(diff.unreadable()));
        }
    }

    private static List<String> unseen(int unreadable) {
        return switch (unreadable) {
            case 0 -> List.of();
            case 1 ->
                    List.of(
                            "1 file is binary, not UTF-8 or too large to compare: its content is not shown as it is");
            default ->
                    List.of(
                            unreadable
                                    + " files are binary, not UTF-8 or too large to compare: their content is not shown as it is");
        };
    }

    /// What an approval is bound to besides the plan itself.
    static ObjectNode state(PushPlan push) {
        var state = JsonNodeFactory.instance.objectNode();
        state.put("branch", push.branch());
        state.put("branch_head", push.expected());
        state.put("commit", push.commit());
        return state;
    }

    /// @param unreadable files whose content no diff shows
    private static String headline(PushPlan push, int unreadable) {
        int files = push.files().size();
        return "push %d %s to `%s` of `%s`"
                        .formatted(
                                files,
                                files == 1 ? "file" : "files",
                                push.branch(),
                                push.repository())
                + (unreadable == 0 ? "" : ", " + unreadable + " of them binary: NOT shown");
    }

    private static String facts(PushPlan push) {
        return "repository: %s%nbranch: %s (%s)%ncommit: %s%nauthor: %s <%s>%n"
                .replace("%n", "\n")
                .formatted(
                        push.repository(),
                        push.branch(),
                        push.creates()
                                ? "new, from " + push.baseBranch()
                                : "on top of " + push.expected(),
                        push.commit(),
                        push.authorName(),
                        push.authorEmail());
    }

    private static String files(PushPlan push) {
        var text = new StringBuilder();
        push.files()
                .forEach(file ->
                        text.append(file.change())
                                .append(' ')
                                .append(file.path())
                                .append(
                                        file.change().equals("delete")
                                                ? "\n"
                                                : " ("
                                                        + file.bytes()
                                                        + " bytes, mode "
                                                        + file.mode()
                                                        + ")\n"));
        return text.toString();
    }
}
