package dev.sallyport.tools.git;

import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.Principal;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Preview;
import dev.sallyport.tools.Refusal;
import dev.sallyport.tools.Tool;
import dev.sallyport.tools.ToolCall;
import dev.sallyport.tools.ToolDescription;
import dev.sallyport.tools.git.GitTerms.Touched;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;

/// Commits files on a branch and pushes it, without any git on the agent's side.
final class PushBranch implements Tool {

    static final String NAME = "push_branch";

    private static final Logger LOG = LoggerFactory.getLogger(PushBranch.class);

    private final Map<String, Mirror> mirrors;
    private final GitLimits limits;
    private final Clock clock;

    PushBranch(Map<String, Mirror> mirrors, GitLimits limits, Clock clock) {
        this.mirrors = mirrors;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public ToolDescription description() {
        return GitDescriptions.pushBranch(mirrors.keySet(), limits);
    }

    @Override
    public Planning plan(ToolCall call) {
        String name = call.arguments().path("repository").asString("");
        var touched = new Touched("git.push", name);
        try {
            var mirror = mirrors.get(name);
            if (mirror == null) {
                throw GitRefusal.notFound("there is no repository `" + name + "`", "");
            }
            return plan(call, mirror, touched);
        } catch (GitRefusal refused) {
            return new Planning.Refused(refused.refusal(), touched.accesses());
        }
    }

    private Planning plan(ToolCall call, Mirror mirror, Touched touched) throws GitRefusal {
        var asked = PushArguments.read(call, limits, touched);
        var heads = mirror.refresh(Upstream.Interruption.NONE);
        return mirror.with(repository -> {
            try (var walk = new RevWalk(repository)) {
                var start = PushStart.find(walk, heads, asked, touched);
                return propose(call, repository, walk, start, asked, touched);
            }
        });
    }

    private Planning propose(
            ToolCall call,
            Repository repository,
            RevWalk walk,
            PushStart start,
            PushArguments asked,
            Touched touched)
            throws IOException, GitRefusal {
        var parent = start.parent();
        @Nullable RevTree base = parent == null ? null : parent.getTree();
        try (var inserter = repository.newObjectInserter();
                var reader = inserter.newReader()) {
            ObjectId tree;
            if (asked.patch().isEmpty()) {
                tree = NewTree.fromChanges(reader, inserter, base, asked.changes());
            } else if (base == null) {
                throw GitRefusal.conflict(
                        "the repository is empty, so a `patch` has nothing to apply to",
                        "use `changes`");
            } else {
                tree =
                        NewTree.fromPatch(
                                repository, inserter, walk.parseTree(base), asked.patch().get());
            }
            var changed = NewTree.examine(reader, base, tree, limits);
            touched.paths(changed.stream().map(TreeDifference.ChangedFile::path).toList());
            touched.fileBytes(
                    changed.stream().mapToLong(TreeDifference.ChangedFile::bytes).max().orElse(0));
            var time = clock.instant().truncatedTo(ChronoUnit.SECONDS);
            var commit = commit(call.principal(), parent, tree, time, asked.message());
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            Mirror.keepPlanned(repository, id);
            var plan =
                    new PushPlan(
                            call.arguments().path("repository").asString(""),
                            asked.branch().name(),
                            start.operation(),
                            start.expected().name(),
                            start.baseBranch(),
                            parent == null ? "" : parent.name(),
                            id.name(),
                            tree.name(),
                            commit.getAuthor().getName(),
                            commit.getAuthor().getEmailAddress(),
                            time.getEpochSecond(),
                            asked.message(),
                            changed.stream().map(PushPlan.File::of).toList());
            return new Planning.Planned(
                    new Plan(
                            NAME,
                            plan.repository(),
                            touched.accesses(),
                            plan.toJson(),
                            summary(plan)));
        }
    }

    private static CommitBuilder commit(
            Principal principal,
            @Nullable RevCommit parent,
            ObjectId tree,
            Instant time,
            String message) {
        var person =
                new PersonIdent(
                        principal.subject(), CommitText.email(principal), time, ZoneOffset.UTC);
        var commit = new CommitBuilder();
        commit.setTreeId(tree);
        if (parent != null) {
            commit.setParentId(parent);
        }
        commit.setAuthor(person);
        commit.setCommitter(person);
        commit.setMessage(message);
        return commit;
    }

    private static String summary(PushPlan plan) {
        int files = plan.files().size();
        return "push %d %s to `%s` of `%s` (%s)"
                .formatted(
                        files,
                        files == 1 ? "file" : "files",
                        plan.branch(),
                        plan.repository(),
                        plan.creates()
                                ? "a new branch from `" + plan.baseBranch() + "`"
                                : "on top of " + plan.expected().substring(0, 10));
    }

    @Override
    public Previewing preview(Plan plan, Obligations obligations) {
        var push = PushPlan.fromJson(plan.normalised());
        try {
            var mirror = requireMirror(push.repository());
            requireUnmoved(push, mirror.refresh(Upstream.Interruption.NONE));
            return mirror.with(repository -> {
                requirePlanned(repository, push);
                return new Previewing.Previewed(
                        PushPreview.of(push, repository, limits.previewBytes()));
            });
        } catch (GitRefusal refused) {
            return new Previewing.Refused(refused.refusal());
        }
    }

    /// A push makes a branch or moves one forwards: whatever was there before is among the new head's ancestors.
    @Override
    public boolean irreversible(Plan plan) {
        return false;
    }

    @Override
    public Execution execute(
            Plan plan, Obligations obligations, Optional<Preview> reviewed, CallControl control) {
        var push = PushPlan.fromJson(plan.normalised());
        try {
            if (control.cancelled()) {
                throw cancelled();
            }
            if (reviewed.isPresent() && !reviewed.get().state().equals(PushPreview.state(push))) {
                throw GitRefusal.stateChanged("what was approved is not what is planned");
            }
            var mirror = requireMirror(push.repository());
            return mirror.with(repository -> {
                requirePlanned(repository, push);
                return push(mirror, repository, push, control);
            });
        } catch (GitRefusal refused) {
            return new Execution.Refused(refused.refusal());
        }
    }

    private Execution push(Mirror mirror, Repository repository, PushPlan push, CallControl control)
            throws GitRefusal {
        var commit = ObjectId.fromString(push.commit());
        var branch = new BranchName(push.branch());
        var expected = ObjectId.fromString(push.expected());
        control.progress("pushing to " + push.repository());
        try {
            var pushed =
                    mirror.upstream().push(repository, commit, branch, expected, control::onCancel);
            return switch (pushed) {
                case LANDED -> landed(repository, push);
                case MOVED -> throw moved(push);
                case REFUSED -> {
                    var head = head(mirror, repository, push);
                    if (head.isPresent() && !head.get().equals(expected)) {
                        throw moved(push);
                    }
                    throw new GitRefusal(
                            Refusal.failed(
                                    "TARGET_REFUSED",
                                    "the upstream of `"
                                            + push.repository()
                                            + "` refused the push by its own rules",
                                    "tell the operator, with the call id"));
                }
            };
        } catch (IOException e) {
            return afterFailure(mirror, repository, push, e);
        }
    }

    /// The connection ended without an answer: only the upstream can say whether the push landed.
    private Execution afterFailure(
            Mirror mirror, Repository repository, PushPlan push, IOException cause)
            throws GitRefusal {
        LOG.warn("a push to repository {} failed", push.repository(), cause);
        var head = head(mirror, repository, push);
        if (head.isPresent() && head.get().name().equals(push.commit())) {
            return landed(repository, push);
        }
        var failure =
                cause instanceof Upstream.CancelledException
                                || cause.getCause() instanceof Upstream.CancelledException
                        ? cancelled()
                        : GitRefusal.unavailable(push.repository());
        boolean overtaken = head.isPresent() && !head.get().name().equals(push.expected());
        if (cause instanceof Upstream.NotSentException || overtaken) {
            return new Execution.Failed(
                    failure.refusal(), Optional.of(cause), Execution.Effect.NONE);
        }
        return new Execution.Failed(
                Refusal.failed(
                        "TARGET_UNAVAILABLE",
                        "repository `"
                                + push.repository()
                                + "` stopped answering during the push; it is unknown whether it landed",
                        "look at the branch with `read_repository` before pushing again"),
                Optional.of(cause),
                Execution.Effect.UNKNOWN);
    }

    /// The branch's head upstream, the zero id when there is none, or empty when nobody answers.
    private static Optional<ObjectId> head(Mirror mirror, Repository repository, PushPlan push) {
        try {
            var heads = mirror.upstream().list(repository, Upstream.Interruption.NONE);
            return Optional.of(heads.branches().getOrDefault(push.branch(), ObjectId.zeroId()));
        } catch (IOException e) {
            LOG.warn("repository {} cannot be listed", push.repository(), e);
            return Optional.empty();
        }
    }

    private static Execution landed(Repository repository, PushPlan push) {
        try {
            Mirror.forgetPlanned(repository, ObjectId.fromString(push.commit()));
        } catch (IOException e) {
            LOG.warn("the plan of a finished push could not be forgotten", e);
        }
        var result = JsonNodeFactory.instance.objectNode();
        result.put("commit", push.commit());
        result.put("branch", push.branch());
        result.put("files_changed", push.files().size());
        result.put("created", push.creates());
        return new Execution.Done(result, push.files().size());
    }

    private Mirror requireMirror(String name) throws GitRefusal {
        var mirror = mirrors.get(name);
        if (mirror == null) {
            throw GitRefusal.stateChanged("the repository is no longer configured");
        }
        return mirror;
    }

    /// INVARIANT: what is pushed is the planned commit with the planned tree, or nothing.
    private static void requirePlanned(Repository repository, PushPlan push)
            throws IOException, GitRefusal {
        try (var walk = new RevWalk(repository)) {
            var commit = walk.parseCommit(ObjectId.fromString(push.commit()));
            boolean parentIsPlanned =
                    push.parent().isEmpty()
                            ? commit.getParentCount() == 0
                            : commit.getParentCount() == 1
                                    && commit.getParent(0).name().equals(push.parent());
            if (!commit.getTree().name().equals(push.tree()) || !parentIsPlanned) {
                throw GitRefusal.stateChanged("the planned commit is not what was planned");
            }
        } catch (MissingObjectException e) {
            LOG.warn("a planned commit is gone from the mirror", e);
            throw GitRefusal.stateChanged("the planned commit is no longer at hand");
        }
    }

    private static void requireUnmoved(PushPlan push, Upstream.Heads heads) throws GitRefusal {
        var head = heads.branches().getOrDefault(push.branch(), ObjectId.zeroId());
        if (!head.name().equals(push.expected())) {
            throw moved(push);
        }
    }

    private static GitRefusal moved(PushPlan push) {
        return GitRefusal.stateChanged(
                push.creates()
                        ? "branch `" + push.branch() + "` came into being meanwhile"
                        : "branch `" + push.branch() + "` has moved since the push was planned");
    }

    private static GitRefusal cancelled() {
        return new GitRefusal(
                Refusal.failed(
                        "CANCELLED", "the call was cancelled before anything was pushed", ""));
    }
}
