package dev.sallyport.tools.git;

import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Tool.Execution;
import dev.sallyport.tools.WholeText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import tools.jackson.databind.node.ObjectNode;

/// The latest commits of a branch, the newest first.
///
/// @param truncated whether older ones were left out
record CommitLog(List<RevCommit> commits, boolean truncated) {

    /// Commits looked at for one path before the search gives up.
    private static final int VISITED_MAX = 20_000;

    private static final int MESSAGE_SHOWN = 2_000;

    static CommitLog of(
            RevWalk walk,
            ObjectReader reader,
            RevCommit head,
            String path,
            int limit,
            CallControl control)
            throws IOException {
        walk.markStart(head);
        var found = new ArrayList<RevCommit>();
        int visited = 0;
        for (var commit = walk.next(); commit != null; commit = walk.next()) {
            if (found.size() == limit || visited++ == VISITED_MAX || control.cancelled()) {
                return new CommitLog(found, true);
            }
            if (path.isEmpty() || touches(walk, reader, commit, path)) {
                found.add(commit);
            }
        }
        return new CommitLog(found, false);
    }

    /// A merge counts only when it differs from every parent, as `git log` has it.
    private static boolean touches(RevWalk walk, ObjectReader reader, RevCommit commit, String path)
            throws IOException {
        var mine = at(reader, commit, path);
        if (commit.getParentCount() == 0) {
            return !mine.equals(ObjectId.zeroId());
        }
        for (var parent : commit.getParents()) {
            walk.parseHeaders(parent);
            if (at(reader, parent, path).equals(mine)) {
                return false;
            }
        }
        return true;
    }

    private static ObjectId at(ObjectReader reader, RevCommit commit, String path)
            throws IOException {
        try (var walk = TreeWalk.forPath(reader, path, commit.getTree())) {
            return walk == null ? ObjectId.zeroId() : walk.getObjectId(0);
        }
    }

    Execution into(ObjectNode result) {
        var list = result.putArray("commits");
        for (var commit : commits) {
            var item = list.addObject();
            var author = commit.getAuthorIdent();
            item.put("commit", commit.name());
            item.put("author", author.getName() + " <" + author.getEmailAddress() + ">");
            item.put("time", author.getWhenAsInstant().toString());
            String message = commit.getFullMessage().strip();
            item.put(
                    "message",
                    message.length() > MESSAGE_SHOWN
                            ? WholeText.start(message, MESSAGE_SHOWN) + " …"
                            : message);
        }
        result.put("truncated", truncated);
        return new Execution.Done(result, list.size());
    }
}
