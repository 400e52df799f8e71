package dev.sallyport.audit;

import dev.sallyport.audit.Verification.Reason;
import dev.sallyport.audit.Verification.Sound;
import dev.sallyport.audit.Verification.Tampered;
import dev.sallyport.audit.Verification.Unreadable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A process of its own, for its bound of memory: verifies logs that were changed at random. Prints each
/// thing that must not be, and `done` with what it met.
public final class FuzzVerifier {

    private static final long[] NUMBERS = {
        0, 1, 255, 256, 0x7FFF_FFFFL, 0xFFFF_FFFFL, 1L << 60, Long.MAX_VALUE, Long.MIN_VALUE, -1
    };

    private final Random random;
    private final Map<String, Integer> met = new TreeMap<>();

    private FuzzVerifier(Random random) {
        this.random = random;
    }

    /// @param arguments directory, seed, changed logs, hostile logs
    public static void main(String[] arguments) throws IOException {
        var root = Path.of(arguments[0]);
        var fuzz = new FuzzVerifier(new Random(Long.parseLong(arguments[1])));
        var closed = new TestLog(root.resolve("closed"));
        try (var log = closed.open()) {
            append(log, 0, 600);
        }
        var live = new TestLog(root.resolve("live"));
        var crashed = new TestLog(root.resolve("crashed"));
        try (var log = live.open()) {
            append(log, 0, 300);
            log.sync();
            append(log, 300, 40);
            TestLog.copy(live.root(), crashed.root());
        }
        dropEarlierParts(closed.directory());
        dropEarlierParts(crashed.directory());
        int changes = Integer.parseInt(arguments[2]);
        fuzz.changed(closed, changes / 2);
        fuzz.changed(crashed, changes - changes / 2);
        fuzz.hostile(new HostileLog(root.resolve("hostile")), Integer.parseInt(arguments[3]));
        System.out.println("done " + fuzz.met);
    }

    private static void append(AuditLog log, int first, int count) {
        for (int i = first; i < first + count; i++) {
            log.append(
                    AuditRecord.of(i % 2 == 0 ? Stage.INTENT : Stage.OUTCOME)
                            .callId("c-" + i / 2)
                            .build());
        }
    }

    /// A partial tile beside one that covers more may be missing, which is a change that must pass; whether there is one
    /// depends on when the log was signed.
    private static void dropEarlierParts(Path directory) throws IOException {
        for (var file : files(directory)) {
            var name = file.getFileName().toString();
            var parts = Objects.requireNonNull(file.getParent());
            if (!parts.getFileName().toString().endsWith(".p")) {
                continue;
            }
            int covered = Integer.parseInt(name);
            try (Stream<Path> beside = Files.list(parts)) {
                if (beside.anyMatch(
                        other -> Integer.parseInt(other.getFileName().toString()) > covered)) {
                    Files.delete(file);
                }
            }
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("lock"))
                    .sorted()
                    .toList();
        }
    }

    /// Changes one file, or two, of a log, over and over.
    private void changed(TestLog test, int count) throws IOException {
        var files = files(test.directory());
        var contents = new TreeMap<Path, byte[]>();
        for (var file : files) {
            contents.put(file, Files.readAllBytes(file));
        }
        var original = (Sound) test.verify();
        for (int i = 0; i < count; i++) {
            var file = pick(files);
            var what = change(file, contents);
            boolean same = true;
            for (var each : files) {
                same &=
                        SafeFiles.isFile(each)
                                && Arrays.equals(Files.readAllBytes(each), contents.get(each));
            }
            var found = test.verify();
            judge(original, found, same, test.directory().relativize(file) + ": " + what);
            for (var each : files) {
                if (!SafeFiles.isFile(each)
                        || !Arrays.equals(Files.readAllBytes(each), contents.get(each))) {
                    Files.deleteIfExists(each);
                    Files.write(each, contents.get(each));
                }
            }
        }
        if (!(test.verify() instanceof Sound)) {
            System.out.println("the log was not brought back");
        }
    }

    private void judge(Sound original, Verification found, boolean same, String what) {
        met.merge(
                switch (found) {
                    case Sound _ -> same ? "unchanged" : "sound";
                    case Tampered bad -> bad.kind().name();
                    case Unreadable bad -> bad.reason().name();
                    case Verification.RolledBack _ -> "ROLLED_BACK";
                },
                1,
                Integer::sum);
        boolean right =
                switch (found) {
                    case Sound sound -> same || lost(original, sound, what);
                    case Tampered _ -> !same;
                    case Unreadable bad -> !same && bad.reason() == Reason.UNREAD;
                    case Verification.RolledBack _ -> false;
                };
        if (!right) {
            System.out.println("wrong: " + what + " is " + found);
        }
    }

    /// Whether only records that nobody had signed are gone off the end.
    private static boolean lost(Sound original, Sound found, String what) {
        return what.startsWith("wal")
                && found.size() == original.size()
                && found.root().equals(original.root())
                && (found.unsigned() < original.unsigned() || !found.notes().isEmpty());
    }

    private Path pick(List<Path> files) {
        return files.get(random.nextInt(files.size()));
    }

    private String change(Path file, Map<Path, byte[]> contents) throws IOException {
        var other = pick(List.copyOf(contents.keySet()));
        var before = Objects.requireNonNull(contents.get(file));
        var others = Objects.requireNonNull(contents.get(other));
        var bytes = before.clone();
        return switch (random.nextInt(12)) {
            case 0 -> {
                Files.delete(file);
                yield "deleted";
            }
            case 1 -> {
                Files.write(file, others);
                Files.write(other, bytes);
                yield "swapped with " + other.getFileName();
            }
            case 2 -> {
                Files.write(file, others);
                yield "replaced by " + other.getFileName();
            }
            case 3 -> {
                Files.write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
                yield "cut off";
            }
            case 4 -> {
                var longer = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(20_000));
                if (random.nextBoolean()) {
                    System.arraycopy(
                            bytes,
                            0,
                            longer,
                            bytes.length,
                            Math.min(bytes.length, longer.length - bytes.length));
                }
                Files.write(file, longer);
                yield "lengthened";
            }
            case 5 -> {
                Files.delete(file);
                Files.createDirectory(file);
                yield "a directory";
            }
            case 6 -> {
                Files.delete(file);
                Files.createSymbolicLink(file, random.nextBoolean() ? other : Path.of("/dev/zero"));
                yield "a link";
            }
            case 7 -> {
                int size = 1 + random.nextInt(8);
                int at = random.nextInt(Math.max(1, bytes.length - size));
                var number =
                        ByteBuffer.allocate(8)
                                .putLong(NUMBERS[random.nextInt(NUMBERS.length)])
                                .array();
                System.arraycopy(number, 8 - size, bytes, at, Math.min(size, bytes.length - at));
                Files.write(file, bytes);
                yield "a number at " + at;
            }
            case 8 -> {
                int at = random.nextInt(bytes.length);
                int end = Math.min(bytes.length, at + 1 + random.nextInt(600));
                for (int i = at; i < end; i++) {
                    bytes[i] = (byte) random.nextInt();
                }
                Files.write(file, bytes);
                yield "noise at " + at;
            }
            case 9 -> {
                int from = random.nextInt(bytes.length);
                int to = random.nextInt(bytes.length);
                int length = random.nextInt(bytes.length - Math.max(from, to)) + 1;
                System.arraycopy(before, from, bytes, to, length);
                Files.write(file, bytes);
                yield "a part moved to " + to;
            }
            case 10 -> {
                Files.write(file, RecordScanTest.changed(bytes, random));
                yield "a few bytes";
            }
            default -> {
                int at = random.nextInt(bytes.length);
                bytes[at] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, bytes);
                yield "a bit at " + at;
            }
        };
    }

    /// Logs whose signature, hashes and tiles are right.
    private void hostile(HostileLog log, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            var leaves = new ArrayList<byte[]>();
            int size = 1 + random.nextInt(300);
            for (int n = 0; n < size; n++) {
                leaves.add(HostileLog.leaf(n));
            }
            for (int n = random.nextInt(3); n >= 0; n--) {
                int at = random.nextInt(size);
                leaves.set(at, leaf(at));
            }
            log.write(leaves);
            if (random.nextInt(4) == 0) {
                long signed = NUMBERS[random.nextInt(NUMBERS.length)];
                log.sign(TestLog.ORIGIN + "\n" + signed + "\n" + "A".repeat(43) + "=\n");
            }
            var found = log.verify();
            met.merge("hostile " + name(found), 1, Integer::sum);
            boolean right =
                    switch (found) {
                        case Sound _ -> leaves.stream().allMatch(RecordScanTest::isCanonical);
                        case Tampered _ -> true;
                        case Unreadable bad -> bad.reason() == Reason.LATER;
                        case Verification.RolledBack _ -> false;
                    };
            if (!right) {
                System.out.println("wrong: a hostile log is " + found);
            }
        }
    }

    private static String name(Verification found) {
        return found instanceof Unreadable bad
                ? bad.reason().name()
                : found.getClass().getSimpleName();
    }

    private byte[] leaf(long index) {
        var good = HostileLog.leaf(index);
        return switch (random.nextInt(6)) {
            case 0 -> new byte[random.nextInt(0x10000)];
            case 1 -> {
                var noise = new byte[random.nextInt(0x10000)];
                random.nextBytes(noise);
                yield noise;
            }
            case 2 -> "[".repeat(1 + random.nextInt(60_000)).getBytes(StandardCharsets.UTF_8);
            case 3 -> "{\"a\":".repeat(1 + random.nextInt(12_000)).getBytes(StandardCharsets.UTF_8);
            case 4 ->
                    RecordJson.write(
                            AuditRecord.of(Stage.INTENT).callId("x".repeat(60_000)).build(),
                            TestLog.ORIGIN,
                            index,
                            java.time.Instant.EPOCH);
            default -> RecordScanTest.changed(good, random);
        };
    }
}
