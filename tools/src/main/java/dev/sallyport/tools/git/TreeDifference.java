package dev.sallyport.tools.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/// What differs between two trees, file by file: the one thing a push is judged by, however it was written.
final class TreeDifference {

    private TreeDifference() {}

    /// One file that differs. A rename is a file that went and one that came.
    ///
    /// @param bytes of the new content, 0 for a deletion
    record ChangedFile(
            String path,
            FileMode oldMode,
            FileMode newMode,
            ObjectId oldId,
            ObjectId newId,
            long bytes) {

        boolean deleted() {
            return newMode.equals(FileMode.MISSING);
        }

        boolean added() {
            return oldMode.equals(FileMode.MISSING);
        }
    }

    /// @param before null for an empty tree
    /// @param within a path to keep to, or null for all
    /// @throws TooManyFilesException above `filesMax`
    static List<ChangedFile> between(
            ObjectReader reader,
            @Nullable AnyObjectId before,
            AnyObjectId after,
            @Nullable String within,
            int filesMax)
            throws IOException {
        var changed = new ArrayList<ChangedFile>();
        try (var walk = new TreeWalk(reader)) {
            if (before == null) {
                walk.addTree(new EmptyTreeIterator());
            } else {
                walk.addTree(before);
            }
            walk.addTree(after);
            walk.setRecursive(true);
            walk.setFilter(
                    within == null
                            ? TreeFilter.ANY_DIFF
                            : org.eclipse.jgit.treewalk.filter.AndTreeFilter.create(
                                    PathFilter.create(within), TreeFilter.ANY_DIFF));
            while (walk.next()) {
                if (changed.size() == filesMax) {
                    throw new TooManyFilesException();
                }
                changed.add(changedFile(reader, walk));
            }
        }
        return changed;
    }

    private static ChangedFile changedFile(ObjectReader reader, TreeWalk walk) throws IOException {
        var newMode = walk.getFileMode(1);
        var newId = walk.getObjectId(1);
        boolean blob = newMode.getObjectType() == Constants.OBJ_BLOB;
        String path =
                StrictText.decode(walk.getRawPath())
                        .orElseThrow(() -> new UnreadablePathException());
        return new ChangedFile(
                path,
                walk.getFileMode(0),
                newMode,
                walk.getObjectId(0),
                newId,
                blob ? reader.getObjectSize(newId, Constants.OBJ_BLOB) : 0);
    }

    /// Two paths of a tree that a file system ignoring case would take for one; empty when there are none
    /// among those that lead to `added`.
    ///
    /// @return pairs of a path (or directory) and the other spelling
    static Map<String, String> collisions(ObjectReader reader, AnyObjectId tree, List<String> added)
            throws IOException {
        var spellings = new HashMap<String, String>();
        var collisions = new HashMap<String, String>();
        for (String path : added) {
            for (String prefix : prefixes(path)) {
                String other = spellings.putIfAbsent(RepositoryPath.fold(prefix), prefix);
                if (other != null && !other.equals(prefix)) {
                    collisions.put(prefix, other);
                }
            }
        }
        Set<String> seen = new HashSet<>();
        try (var walk = new TreeWalk(reader)) {
            walk.addTree(tree);
            walk.setRecursive(false);
            while (walk.next()) {
                String path = walk.getPathString();
                String spelling = spellings.get(RepositoryPath.fold(path));
                if (spelling != null && !spelling.equals(path) && seen.add(path)) {
                    collisions.put(spelling, path);
                }
                // Only a directory that shares its folded name with one of ours can hold a
                // collision.
                if (walk.isSubtree() && spelling != null) {
                    walk.enterSubtree();
                }
            }
        }
        return collisions;
    }

    private static List<String> prefixes(String path) {
        var prefixes = new ArrayList<String>();
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            prefixes.add(path.substring(0, slash));
        }
        prefixes.add(path);
        return prefixes;
    }

    static final class TooManyFilesException extends IOException {
        private static final long serialVersionUID = 1;
    }

    static final class UnreadablePathException extends IOException {
        private static final long serialVersionUID = 1;
    }
}
