package dev.sallyport.tools.git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.patch.FileHeader;
import org.eclipse.jgit.treewalk.AbstractTreeIterator;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.jspecify.annotations.Nullable;

/// A unified diff between two trees.
///
/// @param truncated whether it was cut off at the bound; the last line of `text` says so too
/// @param unreadable how many of the files are binary, not UTF-8 or too large to be compared, so that their content is not
///     in it as it is
record DiffText(String text, boolean truncated, int unreadable) {

    /// Files above this are shown as binary: comparing them line by line costs too much.
    private static final int COMPARED_BYTES_MAX = 1 << 20;

    static DiffText between(
            ObjectReader reader,
            @Nullable ObjectId before,
            ObjectId after,
            @Nullable String within,
            int bytesMax)
            throws IOException {
        var out = new BoundedOutput(bytesMax);
        int unreadable = 0;
        try (var formatter = new DiffFormatter(out)) {
            formatter.setReader(reader, new Config());
            formatter.setDetectRenames(false);
            formatter.setBinaryFileThreshold(COMPARED_BYTES_MAX);
            if (within != null) {
                formatter.setPathFilter(PathFilter.create(within));
            }
            for (var entry : formatter.scan(iterator(reader, before), iterator(reader, after))) {
                if (out.full) {
                    break;
                }
                var file = formatter.toFileHeader(entry);
                int begin = out.kept.size();
                formatter.format(entry);
                formatter.flush();
                // Bytes that are no text look all alike when shown, and without a NUL they pass for
                // a text.
                boolean readable =
                        file.getPatchType() == FileHeader.PatchType.UNIFIED
                                && StrictText.decode(out.kept.since(begin)).isPresent();
                unreadable += readable ? 0 : 1;
            }
            formatter.flush();
        }
        String text = out.kept.toString(StandardCharsets.UTF_8);
        return out.full
                ? new DiffText(
                        text
                                + "\n*** cut off here: the diff is longer than "
                                + bytesMax
                                + " bytes ***\n",
                        true,
                        unreadable)
                : new DiffText(text, false, unreadable);
    }

    private static AbstractTreeIterator iterator(ObjectReader reader, @Nullable ObjectId tree)
            throws IOException {
        if (tree == null) {
            return new EmptyTreeIterator();
        }
        return new CanonicalTreeParser(null, reader, tree);
    }

    private static final class BoundedOutput extends OutputStream {

        private final int bytesMax;
        private final Kept kept = new Kept();
        private boolean full;

        BoundedOutput(int bytesMax) {
            this.bytesMax = bytesMax;
        }

        @Override
        public void write(int b) {
            if (kept.size() < bytesMax) {
                kept.write(b);
            } else {
                full = true;
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            int room = Math.min(length, bytesMax - kept.size());
            kept.write(bytes, offset, room);
            full |= room < length;
        }
    }

    /// Gives a part without a copy of the whole.
    private static final class Kept extends ByteArrayOutputStream {

        byte[] since(int begin) {
            return Arrays.copyOfRange(buf, begin, count);
        }
    }
}
