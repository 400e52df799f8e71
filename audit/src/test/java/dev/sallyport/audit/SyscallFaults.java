package dev.sallyport.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Makes the kernel fail: runs [CrashWriter]s under strace, which answers one system call on the log's files after the
/// other with an error, or kills the process there, and looks at what is left each time.
///
/// @see <a href="https://man7.org/linux/man-pages/man1/strace.1.html">strace(1), Tampering</a>
public final class SyscallFaults {

    /// Whatever a process does to files, by name or by descriptor.
    private static final String TRACED =
            "openat,write,pwrite64,writev,pwritev,read,pread64,fdatasync,fsync,ftruncate,fallocate,rename,renameat,"
                    + "renameat2,mkdir,mkdirat,unlink,unlinkat,link,linkat,chmod,fchmod,fcntl,lseek,close,getdents64,"
                    + "fstat,newfstatat,statx,access,faccessat2,stat,lstat,readlink";

    private static final List<String> FAULTS =
            List.of("error=EIO", "error=ENOSPC", "signal=SIGKILL");

    private static final Pattern CALL = Pattern.compile("^(\\d+) +(\\w+)\\((.*)");
    private static final Pattern PATH = Pattern.compile("[<\"](/[^>\"]*)[>\"]");

    private static final int HANGS_AFTER_S = 120;

    /// What the process finds when it starts.
    private enum Scene {
        /// No log yet: it is born, and grows over a tile's end and the end of a file that is written ahead.
        BIRTH,
        /// A log that was closed well.
        GROWTH,
        /// What a killed process left: records that are in the files written ahead alone.
        RECOVERY
    }

    private final Path root;
    private final int each;
    private final CrashTrials trials;
    private final Map<String, Integer> endings = new TreeMap<>();

    private SyscallFaults(Path root, int each) {
        this.root = root;
        this.each = each;
        this.trials = new CrashTrials(root, 0);
    }

    /// @param arguments how many of the calls of each kind to fail, in each scene
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var root = Files.createTempDirectory("sallyport-faults-");
        System.out.println("in " + root);
        long started = System.nanoTime();
        var faults = new SyscallFaults(root, Integer.parseInt(arguments[0]));
        int done = 0;
        for (var scene : Scene.values()) {
            done += faults.run(scene);
        }
        System.out.println(
                done
                        + " faults, none silent, in "
                        + (System.nanoTime() - started) / 1_000_000_000
                        + " s; the process: "
                        + faults.endings);
        TestLog.delete(root);
    }

    private int run(Scene scene) throws IOException, InterruptedException {
        var base = base(scene);
        var log = root.resolve("log");
        var seen = new Seen();
        restore(base, log);
        var trace = root.resolve("trace");
        var traced =
                List.of(
                        "strace",
                        "-f",
                        "-y",
                        "-qq",
                        "-o",
                        trace.toString(),
                        "-e",
                        "trace=" + TRACED);
        writer(traced, log);
        try (var lines = Files.lines(trace, StandardCharsets.ISO_8859_1)) {
            lines.forEach(line -> seen.add(line, log));
        }
        int done = 0;
        for (var call : seen.most.keySet()) {
            int before = done;
            for (int number : numbers(seen.most.get(call))) {
                for (var fault : FAULTS) {
                    restore(base, log);
                    fail(scene, seen.paths, call, fault + ":when=" + number, log);
                    done++;
                }
            }
            System.out.println(scene + " " + call + ": " + (done - before));
        }
        return done;
    }

    /// Of many the first, the last and some between.
    private Set<Integer> numbers(int most) {
        var numbers = new TreeSet<Integer>();
        for (int i = 0; i < each; i++) {
            numbers.add(1 + (int) ((long) i * (most - 1) / Math.max(1, each - 1)));
        }
        return numbers;
    }

    private void fail(Scene scene, Set<String> paths, String call, String fault, Path log)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", "/dev/null"));
        paths.forEach(path -> command.addAll(List.of("-P", path)));
        command.addAll(List.of("-e", "trace=" + call, "-e", "inject=" + call + ":" + fault));
        var name = scene + " " + call + " " + fault;
        try {
            var said = writer(command, log);
            trials.check(new TestLog(log), said, name);
        } catch (AuditOpenException e) {
            throw new AssertionError(name + ": does not open again", e);
        }
    }

    /// What one did to the log's files.
    private static final class Seen {
        private final Set<String> paths = new TreeSet<>();
        private final Map<String, Integer> most = new TreeMap<>();
        private final Map<String, Integer> byThread = new HashMap<>();

        void add(String line, Path log) {
            var call = CALL.matcher(line);
            if (!call.matches()) {
                return;
            }
            var found = PATH.matcher(call.group(3));
            boolean own = false;
            while (found.find()) {
                var path = found.group(1);
                if (path.startsWith(log + "/") && !path.contains("/journals")) {
                    paths.add(path);
                    own = true;
                }
            }
            if (own) {
                // strace counts for each thread by itself.
                int count = byThread.merge(call.group(1) + call.group(2), 1, Integer::sum);
                most.merge(call.group(2), count, Math::max);
            }
        }
    }

    private Path base(Scene scene) throws IOException, InterruptedException {
        var base = root.resolve("base-" + scene);
        switch (scene) {
            case BIRTH -> Files.createDirectories(base);
            case GROWTH -> writer(List.of(), base);
            case RECOVERY -> {
                // Killed where it opens its second file to write ahead.
                Files.createDirectories(base);
                var wal = new TestLog(base).directory().resolve("wal");
                var first = new Seen();
                var probe = root.resolve("probe");
                writer(
                        List.of(
                                "strace",
                                "-f",
                                "-y",
                                "-qq",
                                "-o",
                                root.resolve("trace").toString(),
                                "-e",
                                "trace=openat"),
                        probe);
                try (var lines = Files.lines(root.resolve("trace"), StandardCharsets.ISO_8859_1)) {
                    lines.forEach(line -> first.add(line, probe));
                }
                var second =
                        first.paths.stream()
                                .filter(path -> path.contains("/wal/"))
                                .skip(1)
                                .findFirst()
                                .orElseThrow();
                writer(
                        List.of(
                                "strace",
                                "-f",
                                "-qq",
                                "-o",
                                "/dev/null",
                                "-P",
                                wal.resolve(Path.of(second).getFileName()).toString(),
                                "-e",
                                "trace=openat",
                                "-e",
                                "inject=openat:signal=SIGKILL:when=1"),
                        base);
                TestLog.delete(probe);
            }
        }
        return base;
    }

    /// @return what the process said was durable
    private List<String> writer(List<String> under, Path log)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(under);
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashWriter.class.getName(),
                        log.toString(),
                        "r" + System.nanoTime(),
                        "2",
                        "75",
                        "40000"));
        var out = root.resolve("said");
        var process =
                new ProcessBuilder(command)
                        .redirectError(root.resolve("errors").toFile())
                        .redirectOutput(out.toFile())
                        .start();
        if (!process.waitFor(HANGS_AFTER_S, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("hangs: " + String.join(" ", command));
        }
        if (!under.isEmpty()) {
            endings.merge(
                    switch (process.exitValue()) {
                        case 0 -> "ended well";
                        case 137, -9 -> "killed";
                        default -> "ended with an error";
                    },
                    1,
                    Integer::sum);
        }
        return Files.readString(out).lines().filter(CrashTrials.SAID.asMatchPredicate()).toList();
    }

    private static void restore(Path from, Path to) {
        if (Files.exists(to)) {
            TestLog.delete(to);
        }
        TestLog.copy(from, to);
    }
}
