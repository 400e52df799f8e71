package dev.sallyport.audit;

import dev.sallyport.audit.Verification.Sound;
import dev.sallyport.audit.Verification.Tampered;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Flips bits of a log, one after the other, and has each found.
///
/// A whole verification of a few thousand records for each of some million bits would take most of a day. What
/// lies before the touched file is as it was, so its part of the walk is passed over: the walk starts at the
/// touched bundle, with the edge of the tree that the records before it lead to. What is found so is compared
/// with what the whole verifier finds, for one flip in so many; what is not found so is put to it in any case.
public final class BitFlips {

    /// Newest records that no checkpoint covers.
    private static final int UNSIGNED = 20;

    /// What was seen.
    ///
    /// @param compared how many were put to the whole verifier too, which said the same
    record Seen(int files, long bytes, long flips, long compared) {}

    private final TestLog test;
    private final Sound sound;
    private final Checkpoint checkpoint;
    private final List<TreeEdge> edges = new ArrayList<>();
    // File to the bundle whose check reads it.
    private final Map<Path, Integer> bundles = new TreeMap<>();
    private long flips;
    private long compared;

    /// Makes the log.
    ///
    /// @param records how many it has
    BitFlips(Path root, int records) throws IOException {
        var live = new TestLog(root.resolve("live"));
        try (var log = live.open()) {
            append(log, 0, records - UNSIGNED);
        }
        this.test = new TestLog(root.resolve("copy"));
        try (var log = live.open()) {
            append(log, records - UNSIGNED, UNSIGNED);
            TestLog.copy(live.root(), test.root());
        }
        if (!(test.verify() instanceof Sound found) || found.unsigned() != UNSIGNED) {
            throw new AssertionError("no sound log to begin with: " + test.verify());
        }
        this.sound = found;
        this.checkpoint = AuditReader.open(test.directory()).checkpoint();
        walk();
    }

    /// @param arguments how many records
    public static void main(String[] arguments) throws IOException {
        var root = Files.createTempDirectory("sallyport-bits-");
        var bits = new BitFlips(root, Integer.parseInt(arguments[0]));
        long started = System.nanoTime();
        for (var file : bits.files()) {
            for (long bit = 0; bit < Files.size(file) * 8; bit++) {
                bits.flip(file, bit, bit % 2003 == 0);
            }
            System.out.println(
                    bits.test.directory().relativize(file)
                            + ": every bit found, "
                            + bits.flips
                            + " so far");
        }
        System.out.println(
                bits.seen() + " in " + (System.nanoTime() - started) / 1_000_000_000 + " s");
        TestLog.delete(root);
    }

    /// Small records keep the log small enough to flip every bit of it.
    private static void append(AuditLog log, int first, int count) {
        for (int i = first; i < first + count; i++) {
            log.append(AuditRecord.of(Stage.DENIED).callId("c-" + i).build());
        }
    }

    TestLog test() {
        return test;
    }

    /// All but the lock.
    List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(test.directory())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("lock"))
                    .sorted()
                    .toList();
        }
    }

    Seen seen() throws IOException {
        long bytes = 0;
        for (var file : files()) {
            bytes += Files.size(file);
        }
        if (!test.verify().getClass().equals(sound.getClass())) {
            throw new AssertionError("not brought back: " + test.verify());
        }
        return new Seen(files().size(), bytes, flips, compared);
    }

    /// Notes the edge before each bundle, and after the last.
    private void walk() throws IOException {
        var tiles = new TileStore(test.directory());
        var merkle = new Merkle();
        var edge = new TreeEdge();
        long size = checkpoint.size();
        for (int number = 0; (long) number * TreeEdge.TILE_WIDTH < size; number++) {
            edges.add(copy(edge));
            int width = TileStore.width(size, 0, number);
            bundles.put(TileStore.file(TilePath.entries(test.directory(), number), width), number);
            bundles.put(TileStore.file(TilePath.tile(test.directory(), 0, number), width), number);
            var bundle = tiles.bundle(number, size);
            for (int i = 0; i < bundle.count(); i++) {
                edge.append(merkle.leaf(bundle.entry(i)), (level, index, hashes) -> {});
            }
        }
        edges.add(copy(edge));
    }

    private static TreeEdge copy(TreeEdge edge) {
        var partials = new ArrayList<byte[]>();
        for (int level = 0; level < TreeEdge.levels(edge.size()); level++) {
            partials.add(edge.partial(level));
        }
        return new TreeEdge(edge.size(), partials);
    }

    /// Flips some bits of every file: those at its ends and as many others.
    void sample(int each, Random random) throws IOException {
        for (var file : files()) {
            long bits = Files.size(file) * 8;
            for (int i = 0; i < each; i++) {
                long bit =
                        switch (i % 4) {
                            case 0 -> i / 4;
                            case 1 -> bits - 1 - i / 4;
                            default -> random.nextLong(bits);
                        };
                flip(file, Math.floorMod(bit, bits), i % 29 == 0);
            }
        }
    }

    /// @param compare whether the whole verifier is asked too
    /// @throws AssertionError when the flip is not found, or not in its file
    void flip(Path file, long bit, boolean compare) throws IOException {
        try (var content = new RandomAccessFile(file.toFile(), "rw")) {
            content.seek(bit / 8);
            int original = content.read();
            content.seek(bit / 8);
            content.write(original ^ (1 << (bit % 8)));
            var found = found(file);
            boolean whole = found.isEmpty() || compare;
            var verified = whole ? Optional.of(test.verify()) : Optional.<Verification>empty();
            content.seek(bit / 8);
            content.write(original);
            var where = file + ", bit " + bit;
            if (verified.isPresent() && !(verified.get() instanceof Tampered)) {
                throw new AssertionError(where + ": not found: " + verified);
            }
            if (found.isPresent() && verified.isPresent() && !verified.get().equals(found.get())) {
                throw new AssertionError(where + ": " + found + " is not " + verified);
            }
            var tampered = found.orElseGet(() -> (Tampered) verified.orElseThrow());
            if (!tampered.file().equals(file)) {
                throw new AssertionError(where + ": found elsewhere: " + tampered);
            }
            flips++;
            compared += verified.isPresent() ? 1 : 0;
        }
    }

    /// What the walk finds from the touched file on, where it need not start at the first record.
    private Optional<Tampered> found(Path file) throws IOException {
        var number = bundles.get(file);
        boolean wal = file.startsWith(WalFormat.directory(test.directory()));
        if (number == null && !wal) {
            return Optional.empty();
        }
        var edge = copy(number == null ? edges.getLast() : edges.get(number));
        var pass =
                new VerifyingPass(
                        test.directory(),
                        checkpoint,
                        Optional.empty(),
                        ProgressListener.NONE,
                        edge);
        try (var files = Wal.open(test.directory())) {
            if (number == null) {
                pass.wal(files);
            } else {
                pass.bundle(number);
            }
            return Optional.empty();
        } catch (TamperedException e) {
            return Optional.of(e.found());
        }
    }
}
