package dev.sallyport.tools.git;

import dev.sallyport.tools.git.GitTerms.Touched;
import java.io.IOException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;

/// Where a new commit goes.
///
/// @param operation `create` or `fast_forward`
/// @param expected the branch's head, the zero id where it must not exist
/// @param baseBranch where a new branch starts; empty otherwise
/// @param parent null in an empty repository
record PushStart(
        String operation, ObjectId expected, String baseBranch, @Nullable RevCommit parent) {

    private static final Logger LOG = LoggerFactory.getLogger(PushStart.class);

    static PushStart find(RevWalk walk, Upstream.Heads heads, PushArguments asked, Touched touched)
            throws IOException, GitRefusal {
        var head = heads.branches().get(asked.branch().name());
        if (head != null) {
            touched.operation(PushPlan.FAST_FORWARD);
            if (BranchName.isObjectId(asked.base()) && !asked.base().equals(head.name())) {
                throw GitRefusal.stateChanged(
                        "branch `"
                                + asked.branch().name()
                                + "` has moved: its head is `"
                                + head.name()
                                + "` and not the `base` given");
            }
            return new PushStart(PushPlan.FAST_FORWARD, head, "", walk.parseCommit(head));
        }
        touched.operation(PushPlan.CREATE);
        for (String other : heads.branches().keySet()) {
            if (asked.branch().collidesWith(other)) {
                throw GitRefusal.conflict(
                        "a branch `"
                                + asked.branch().name()
                                + "` cannot stand beside one that is already there",
                        "choose another branch name");
            }
        }
        if (heads.branches().isEmpty() && asked.base().isEmpty()) {
            return new PushStart(PushPlan.CREATE, ObjectId.zeroId(), "", null);
        }
        return newBranch(walk, heads, asked.base(), touched);
    }

    private static PushStart newBranch(
            RevWalk walk, Upstream.Heads heads, String base, Touched touched)
            throws IOException, GitRefusal {
        String standard = heads.defaultBranch().orElse("");
        if (BranchName.isObjectId(base)) {
            var commit = ancestor(walk, heads.branches().get(standard), base);
            return new PushStart(PushPlan.CREATE, ObjectId.zeroId(), standard, commit);
        }
        String from = base;
        if (base.isEmpty()) {
            if (standard.isEmpty()) {
                throw GitRefusal.invalid(
                        "the repository has no default branch to start from",
                        "name an existing branch as `base`");
            }
            from = standard;
        } else {
            from = PushArguments.branch(JsonNodeFactory.instance.stringNode(base), "base").name();
        }
        if (!from.equals(standard)) {
            touched.base(from);
        }
        var head = heads.branches().get(from);
        if (head == null) {
            throw GitRefusal.notFound(
                    "there is no branch `" + from + "` to start from",
                    "leave out `base` to start from the default branch");
        }
        return new PushStart(PushPlan.CREATE, ObjectId.zeroId(), from, walk.parseCommit(head));
    }

    /// A commit may be named as base only when it is part of the default branch: an id must not open what
    /// hidden branches hold.
    private static RevCommit ancestor(RevWalk walk, @Nullable ObjectId standard, String id)
            throws IOException, GitRefusal {
        try {
            if (standard != null) {
                var commit = walk.parseCommit(ObjectId.fromString(id));
                if (walk.isMergedInto(commit, walk.parseCommit(standard))) {
                    walk.parseHeaders(commit);
                    return commit;
                }
            }
        } catch (MissingObjectException | IncorrectObjectTypeException e) {
            LOG.debug("a push names a base that is no commit here", e);
        }
        throw GitRefusal.notFound(
                "`base` is no commit of the default branch",
                "leave out `base` to start from the head of the default branch");
    }
}
