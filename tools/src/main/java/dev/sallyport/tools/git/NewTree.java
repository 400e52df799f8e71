package dev.sallyport.tools.git;

import dev.sallyport.tools.git.TreeDifference.ChangedFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.dircache.InvalidPathException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.patch.CombinedFileHeader;
import org.eclipse.jgit.patch.FileHeader;
import org.eclipse.jgit.patch.Patch;
import org.eclipse.jgit.patch.PatchApplier;
import org.eclipse.jgit.revwalk.RevTree;
import org.jspecify.annotations.Nullable;

/// The tree that a push would land, built in core from the tree it starts from.
final class NewTree {

    private NewTree() {}

    /// @param base null where there is nothing to start from
    static ObjectId fromChanges(
            ObjectReader reader,
            ObjectInserter inserter,
            @Nullable ObjectId base,
            Map<String, FileChange> changes)
            throws IOException, GitRefusal {
        for (String path : changes.keySet()) {
            checkPath(path);
        }
        var index = base == null ? DirCache.newInCore() : DirCache.read(reader, base);
        for (var change : changes.entrySet()) {
            checkFits(index, change.getKey(), change.getValue(), changes);
        }
        var editor = index.editor();
        for (var change : changes.entrySet()) {
            try {
                editor.add(edit(inserter, change.getKey(), change.getValue()));
            } catch (InvalidPathException e) {
                throw GitRefusal.unsafePath("path `" + change.getKey() + "` cannot be kept in git");
            }
        }
        try {
            editor.finish();
        } catch (InvalidPathException e) {
            throw GitRefusal.unsafePath("`changes` names a path that cannot be kept in git");
        }
        return index.writeTree(inserter);
    }

    private static DirCacheEditor.PathEdit edit(
            ObjectInserter inserter, String path, FileChange change) throws IOException {
        return switch (change) {
            case FileChange.Delete() -> new DirCacheEditor.DeletePath(path);
            case FileChange.Write(byte[] content, var executable) -> {
                ObjectId blob = inserter.insert(Constants.OBJ_BLOB, content);
                yield new DirCacheEditor.PathEdit(path) {
                    @Override
                    public void apply(DirCacheEntry entry) {
                        boolean was = FileMode.EXECUTABLE_FILE.equals(entry.getRawMode());
                        entry.setFileMode(
                                executable.orElse(was)
                                        ? FileMode.EXECUTABLE_FILE
                                        : FileMode.REGULAR_FILE);
                        entry.setObjectId(blob);
                    }
                };
            }
        };
    }

    private static void checkFits(
            DirCache index, String path, FileChange change, Map<String, FileChange> changes)
            throws GitRefusal {
        var present = index.getEntry(path);
        if (present != null) {
            if (!regular(present.getFileMode())) {
                throw linkRefused(path);
            }
            return;
        }
        if (change instanceof FileChange.Delete) {
            throw GitRefusal.conflict(
                    "there is no file `" + path + "` to delete",
                    "list the branch's files and name each file to delete");
        }
        if (index.getEntriesWithin(path).length > 0) {
            throw GitRefusal.conflict(
                    "`" + path + "` is a directory", "name a file, or delete its files first");
        }
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            String parent = path.substring(0, slash);
            boolean fileThere =
                    index.getEntry(parent) != null
                            && !(changes.get(parent) instanceof FileChange.Delete);
            if (fileThere || changes.get(parent) instanceof FileChange.Write) {
                throw GitRefusal.conflict(
                        "`" + path + "` cannot be written because `" + parent + "` is a file",
                        "choose another path, or delete `" + parent + "` in the same push");
            }
        }
    }

    /// The patch's files, before anything of it is applied.
    static Patch parsePatch(byte[] text) throws GitRefusal {
        var patch = new Patch();
        patch.parse(text, 0, text.length);
        if (!patch.getErrors().isEmpty() || patch.getFiles().isEmpty()) {
            throw GitRefusal.invalid(
                    "`patch` is no unified diff that can be read",
                    "send the output of `git diff`, with its `diff --git` lines, or use `changes`");
        }
        return patch;
    }

    static Set<String> pathsOf(Patch patch) {
        var paths = new LinkedHashSet<String>();
        for (var file : patch.getFiles()) {
            for (String path : new String[] {file.getOldPath(), file.getNewPath()}) {
                if (path != null && !path.equals("/dev/null")) {
                    paths.add(path);
                }
            }
        }
        return paths;
    }

    static ObjectId fromPatch(
            Repository repository, ObjectInserter inserter, RevTree base, Patch patch)
            throws IOException, GitRefusal {
        for (String path : pathsOf(patch)) {
            checkPath(path);
        }
        for (var file : patch.getFiles()) {
            if (file instanceof CombinedFileHeader
                    || file.getPatchType() != FileHeader.PatchType.UNIFIED) {
                throw GitRefusal.unsupported(
                        "`patch` holds a binary or combined diff",
                        "send binary files through `changes` as `base64`");
            }
            for (var mode : new FileMode[] {file.getOldMode(), file.getNewMode()}) {
                if (mode != null && !mode.equals(FileMode.MISSING) && !regular(mode)) {
                    throw linkRefused(pathOf(file));
                }
            }
        }
        try {
            var applied = new PatchApplier(repository, base, inserter).applyPatch(patch);
            if (!applied.getErrors().isEmpty() || applied.getTreeId() == null) {
                throw patchConflict(pathsOf(patch));
            }
            return applied.getTreeId();
        } catch (InvalidPathException e) {
            throw GitRefusal.unsafePath("`patch` names a path that cannot be kept in git");
        }
    }

    private static GitRefusal patchConflict(Set<String> files) {
        return GitRefusal.conflict(
                "`patch` does not apply"
                        + (files.size() == 1 ? " to `" + files.iterator().next() + "`" : "")
                        + " as the branch is now",
                "read the files again and make the patch against what they hold");
    }

    private static String pathOf(FileHeader file) {
        return file.getChangeType() == org.eclipse.jgit.diff.DiffEntry.ChangeType.DELETE
                ? file.getOldPath()
                : file.getNewPath();
    }

    /// Judges what really changed, whichever way it was asked for.
    static List<ChangedFile> examine(
            ObjectReader reader, @Nullable ObjectId base, ObjectId tree, GitLimits limits)
            throws IOException, GitRefusal {
        List<ChangedFile> changed;
        try {
            changed = TreeDifference.between(reader, base, tree, null, limits.files());
        } catch (TreeDifference.TooManyFilesException e) {
            throw GitRefusal.tooLarge("the push changes more than " + limits.files() + " files");
        } catch (TreeDifference.UnreadablePathException e) {
            throw GitRefusal.unsafePath("a changed path is not valid UTF-8");
        }
        if (changed.isEmpty()) {
            throw new GitRefusal(
                    dev.sallyport.tools.Refusal.denied(
                            "DENIED_EMPTY_CHANGE",
                            "the branch already holds exactly this: nothing would change",
                            "there is nothing to push"));
        }
        long total = 0;
        var added = new ArrayList<String>();
        for (var file : changed) {
            checkPath(file.path());
            if (!regular(file.oldMode()) || !regular(file.newMode())) {
                throw linkRefused(file.path());
            }
            if (file.bytes() > limits.fileBytes()) {
                throw GitRefusal.tooLarge(
                        "`" + file.path() + "` is bigger than " + limits.fileBytes() + " bytes");
            }
            total += file.bytes();
            if (file.added()) {
                added.add(file.path());
            }
        }
        if (total > limits.pushBytes()) {
            throw GitRefusal.tooLarge(
                    "the changed files hold more than " + limits.pushBytes() + " bytes in all");
        }
        refuseCollisions(TreeDifference.collisions(reader, tree, added));
        return changed;
    }

    private static void refuseCollisions(Map<String, String> collisions) throws GitRefusal {
        var first = new HashMap<>(collisions).entrySet().stream().min(Map.Entry.comparingByKey());
        if (first.isPresent()) {
            throw GitRefusal.unsafePath(
                    "path `"
                            + first.get().getKey()
                            + "` differs from `"
                            + first.get().getValue()
                            + "` only in case or Unicode form");
        }
    }

    private static void checkPath(String path) throws GitRefusal {
        var problem = RepositoryPath.problem(path);
        if (problem.isPresent()) {
            throw GitRefusal.unsafePath("path `" + path + "` " + problem.get());
        }
    }

    private static boolean regular(FileMode mode) {
        return FileMode.REGULAR_FILE.equals(mode.getBits())
                || FileMode.EXECUTABLE_FILE.equals(mode.getBits())
                || mode.equals(FileMode.MISSING);
    }

    private static GitRefusal linkRefused(String path) {
        return GitRefusal.unsupported(
                "`" + path + "` is or would become a symbolic link or submodule",
                "push ordinary files only; a person with direct access can change links");
    }
}
