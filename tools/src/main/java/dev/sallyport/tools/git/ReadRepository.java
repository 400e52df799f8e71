package dev.sallyport.tools.git;

import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Preview;
import dev.sallyport.tools.Refusal;
import dev.sallyport.tools.Tool;
import dev.sallyport.tools.ToolCall;
import dev.sallyport.tools.ToolDescription;
import dev.sallyport.tools.git.GitTerms.Touched;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Lists, reads, logs and compares what a branch holds. A plan pins the branch's head, so that what is read
/// is what was decided on.
final class ReadRepository implements Tool {

    static final String NAME = "read_repository";

    private static final int DIFF_FILES_MAX = 2_000;

    private final Map<String, Mirror> mirrors;
    private final GitLimits limits;

    ReadRepository(Map<String, Mirror> mirrors, GitLimits limits) {
        this.mirrors = mirrors;
        this.limits = limits;
    }

    enum Operation {
        LIST,
        READ,
        LOG,
        DIFF;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        static Optional<Operation> parse(String word) {
            return java.util.Arrays.stream(values())
                    .filter(operation -> operation.word().equals(word))
                    .findFirst();
        }
    }

    @Override
    public ToolDescription description() {
        return GitDescriptions.readRepository(mirrors.keySet());
    }

    @Override
    public Planning plan(ToolCall call) {
        String name = call.arguments().path("repository").asString("");
        var touched = new Touched("git.read", name);
        try {
            var mirror = mirrors.get(name);
            if (mirror == null) {
                throw GitRefusal.notFound("there is no repository `" + name + "`", "");
            }
            return plan(call.arguments(), mirror, touched);
        } catch (GitRefusal refused) {
            return new Planning.Refused(refused.refusal(), touched.accesses());
        }
    }

    private Planning plan(ObjectNode arguments, Mirror mirror, Touched touched) throws GitRefusal {
        var operation =
                Operation.parse(arguments.path("operation").asString(""))
                        .orElseThrow(() ->
                                GitRefusal.invalid(
                                        "`operation` is not known",
                                        "use `list`, `read`, `log` or `diff`"));
        touched.operation(operation.word());
        String path = path(arguments.path("path").asString(""));
        if (operation == Operation.READ && path.isEmpty()) {
            throw GitRefusal.invalid("`read` needs a `path`", "name a file");
        }
        String asked = arguments.path("branch").asString("");
        if (!asked.isEmpty()) {
            if (BranchName.parse(asked).isEmpty()) {
                throw GitRefusal.invalid(
                        "`branch` is not the plain short name of a branch",
                        "use a name such as `main` or `agent/fix-total`");
            }
            touched.branch(asked);
        }
        touched.paths(List.of(pathFact(operation, path)));
        var heads = mirror.refresh(Upstream.Interruption.NONE);
        String branch = asked.isEmpty() ? heads.defaultBranch().orElse("") : asked;
        if (branch.isEmpty()) {
            throw GitRefusal.notFound("the repository has no default branch", "name a `branch`");
        }
        touched.branch(branch);
        var head = heads.branches().get(branch);
        if (head == null) {
            throw GitRefusal.notFound(
                    "there is no branch `" + branch + "`",
                    "`my_access` lists the branches you may read");
        }
        var normalised = JsonNodeFactory.instance.objectNode();
        normalised.put("repository", mirror.target().name());
        normalised.put("branch", branch);
        normalised.put("commit", head.name());
        normalised.put("operation", operation.word());
        normalised.put("path", path);
        normalised.put("limit", arguments.path("limit").asInt(0));
        if (operation == Operation.DIFF) {
            normalised.put("from", pinDiff(mirror, heads, branch, path, touched));
        }
        return new Planning.Planned(
                new Plan(
                        NAME,
                        mirror.target().name(),
                        touched.accesses(),
                        normalised,
                        "%s %s of `%s` on `%s`"
                                .formatted(
                                        operation.word(),
                                        path.isEmpty() ? "all" : "`" + path + "`",
                                        mirror.target().name(),
                                        branch)));
    }

    private static String path(String given) throws GitRefusal {
        String path = given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
        if (path.isEmpty() || path.equals(GitTerms.ROOT)) {
            return "";
        }
        boolean plain =
                path.getBytes(StandardCharsets.UTF_8).length <= RepositoryPath.BYTES_MAX
                        && StrictText.encode(path).isPresent()
                        && path.codePoints().noneMatch(Character::isISOControl);
        for (String segment : path.split("/", -1)) {
            plain &= !segment.isEmpty() && !segment.equals(".") && !segment.equals("..");
        }
        if (!plain) {
            throw GitRefusal.unsafePath("`path` is not a plain path inside the repository");
        }
        return path;
    }

    private static String pathFact(Operation operation, String path) {
        if (path.isEmpty()) {
            return GitTerms.ROOT;
        }
        return operation == Operation.LIST ? path + "/" : path;
    }

    /// The commit that the diff starts from; the paths that differ become what is read.
    private String pinDiff(
            Mirror mirror, Upstream.Heads heads, String branch, String path, Touched touched)
            throws GitRefusal {
        String standard = heads.defaultBranch().orElse("");
        var base = heads.branches().get(standard);
        if (base == null || standard.equals(branch)) {
            throw GitRefusal.invalid(
                    "`diff` compares a branch with the default branch, and this is no other branch",
                    "name the `branch` to compare, or use `log`");
        }
        return mirror.with(repository -> {
            try (var walk = new RevWalk(repository);
                    var reader = repository.newObjectReader()) {
                var head = walk.parseCommit(heads.branches().get(branch));
                var fork = mergeBase(walk, head, walk.parseCommit(base));
                var changed =
                        TreeDifference.between(
                                reader,
                                fork == null ? null : fork.getTree(),
                                head.getTree(),
                                path.isEmpty() ? null : path,
                                DIFF_FILES_MAX);
                if (!changed.isEmpty()) {
                    touched.paths(changed.stream().map(TreeDifference.ChangedFile::path).toList());
                }
                return fork == null ? "" : fork.name();
            } catch (TreeDifference.TooManyFilesException e) {
                throw GitRefusal.tooLarge(
                        "the branch changes more than " + DIFF_FILES_MAX + " files");
            } catch (TreeDifference.UnreadablePathException e) {
                throw GitRefusal.unsafePath("a changed path is not valid UTF-8");
            }
        });
    }

    private static @Nullable RevCommit mergeBase(RevWalk walk, RevCommit head, RevCommit base)
            throws IOException {
        walk.reset();
        walk.setRevFilter(RevFilter.MERGE_BASE);
        walk.markStart(head);
        walk.markStart(base);
        var fork = walk.next();
        if (fork != null) {
            walk.parseBody(fork);
        }
        return fork;
    }

    @Override
    public Previewing preview(Plan plan, Obligations obligations) {
        var state = JsonNodeFactory.instance.objectNode();
        state.put("commit", plan.normalised().path("commit").stringValue());
        int limit = plan.normalised().path("limit").intValue();
        if (limit > 0) {
            state.put("limit", limit);
        }
        return new Previewing.Previewed(
                new Preview(
                        plan.summary(),
                        List.of(new Preview.Section("Read", Preview.Kind.TEXT, plan.summary())),
                        state));
    }

    /// Reading takes nothing away.
    @Override
    public boolean irreversible(Plan plan) {
        return false;
    }

    @Override
    public Execution execute(
            Plan plan, Obligations obligations, Optional<Preview> reviewed, CallControl control) {
        var pinned = plan.normalised();
        try {
            if (control.cancelled()) {
                throw new GitRefusal(Refusal.failed("CANCELLED", "the call was cancelled", ""));
            }
            var mirror = mirrors.get(pinned.path("repository").stringValue());
            if (mirror == null) {
                throw GitRefusal.stateChanged("the repository is no longer configured");
            }
            return mirror.with(repository -> read(repository, pinned, control));
        } catch (GitRefusal refused) {
            return new Execution.Refused(refused.refusal());
        }
    }

    private Execution read(Repository repository, ObjectNode pinned, CallControl control)
            throws IOException, GitRefusal {
        String path = pinned.path("path").stringValue();
        int limit = pinned.path("limit").intValue();
        var operation = Operation.parse(pinned.path("operation").stringValue()).orElseThrow();
        var result = JsonNodeFactory.instance.objectNode();
        result.put("branch", pinned.path("branch").stringValue());
        result.put("commit", pinned.path("commit").stringValue());
        if (!path.isEmpty()) {
            result.put("path", path);
        }
        try (var walk = new RevWalk(repository);
                var reader = repository.newObjectReader()) {
            var head = walk.parseCommit(ObjectId.fromString(pinned.path("commit").stringValue()));
            return switch (operation) {
                case LIST -> list(reader, head, path, limit == 0 ? 500 : limit, result);
                case READ -> file(reader, head, path, result);
                case LOG ->
                        CommitLog.of(walk, reader, head, path, limit == 0 ? 20 : limit, control)
                                .into(result);
                case DIFF -> {
                    String from = pinned.path("from").stringValue();
                    var fork = from.isEmpty() ? null : walk.parseCommit(ObjectId.fromString(from));
                    yield diff(reader, fork, head, path, result);
                }
            };
        }
    }

    private static Execution list(
            ObjectReader reader, RevCommit head, String path, int limit, ObjectNode result)
            throws IOException, GitRefusal {
        var entries = result.putArray("entries");
        boolean truncated = false;
        try (var walk = new TreeWalk(reader)) {
            walk.addTree(directory(reader, head, path));
            while (walk.next()) {
                if (entries.size() == limit) {
                    truncated = true;
                    break;
                }
                var entry = entries.addObject();
                entry.put("path", (path.isEmpty() ? "" : path + "/") + walk.getPathString());
                var mode = walk.getFileMode(0);
                entry.put("type", type(mode));
                if (mode.getObjectType() == Constants.OBJ_BLOB) {
                    entry.put(
                            "bytes", reader.getObjectSize(walk.getObjectId(0), Constants.OBJ_BLOB));
                }
            }
        }
        result.put("truncated", truncated);
        return new Execution.Done(result, entries.size());
    }

    private static ObjectId directory(ObjectReader reader, RevCommit head, String path)
            throws IOException, GitRefusal {
        if (path.isEmpty()) {
            return head.getTree();
        }
        try (var at = TreeWalk.forPath(reader, path, head.getTree())) {
            if (at == null || !at.getFileMode(0).equals(FileMode.TREE)) {
                throw GitRefusal.notFound(
                        "there is no directory `" + path + "`",
                        "list its parent, or use `read` for a file");
            }
            return at.getObjectId(0);
        }
    }

    private static String type(FileMode mode) {
        return switch (mode.getBits() & FileMode.TYPE_MASK) {
            case FileMode.TYPE_TREE -> "directory";
            case FileMode.TYPE_SYMLINK -> "symlink";
            case FileMode.TYPE_GITLINK -> "submodule";
            default -> mode.equals(FileMode.EXECUTABLE_FILE) ? "executable" : "file";
        };
    }

    private Execution file(ObjectReader reader, RevCommit head, String path, ObjectNode result)
            throws IOException, GitRefusal {
        try (var at = TreeWalk.forPath(reader, path, head.getTree())) {
            if (at == null || at.getFileMode(0).getObjectType() != Constants.OBJ_BLOB) {
                throw GitRefusal.notFound(
                        "there is no file `" + path + "`", "use `list` to see what there is");
            }
            var loader = reader.open(at.getObjectId(0), Constants.OBJ_BLOB);
            byte[] bytes;
            try (var stream = loader.openStream()) {
                bytes = stream.readNBytes(limits.contentBytes());
            }
            boolean truncated = loader.getSize() > bytes.length;
            var text = truncated ? StrictText.decodeCut(bytes) : StrictText.decode(bytes);
            boolean binary = text.isEmpty() || text.get().indexOf('\0') >= 0;
            result.put("content", binary ? "" : text.get());
            result.put("binary", binary);
            result.put("bytes", loader.getSize());
            result.put("truncated", truncated);
            return new Execution.Done(result, 1);
        }
    }

    private Execution diff(
            ObjectReader reader,
            @Nullable RevCommit fork,
            RevCommit head,
            String path,
            ObjectNode result)
            throws IOException {
        var before = fork == null ? null : fork.getTree();
        @Nullable String within = path.isEmpty() ? null : path;
        var changed =
                TreeDifference.between(reader, before, head.getTree(), within, DIFF_FILES_MAX);
        var files = result.putArray("files");
        for (var file : changed) {
            var item = files.addObject();
            item.put("path", file.path());
            item.put("change", file.deleted() ? "delete" : file.added() ? "add" : "modify");
            item.put("bytes", file.bytes());
        }
        var diff = DiffText.between(reader, before, head.getTree(), within, limits.contentBytes());
        result.put("content", diff.text());
        result.put("truncated", diff.truncated());
        return new Execution.Done(result, changed.size());
    }
}
