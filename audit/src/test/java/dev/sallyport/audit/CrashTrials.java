package dev.sallyport.audit;

import dev.sallyport.audit.Verification.Sound;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Kills [CrashWriter]s, as hard as can be, at random moments of their lives, and looks at what they leave: as it
/// lies there, and after the log was opened again.
public final class CrashTrials {

    // The same directory goes through this many crashes, one after the other.
    private static final int CRASHES_A_LOG = 5;

    // The longest time that passes, at random, between a line and the kill.
    private static final int NANOS_MAX = 20_000_000;

    /// What a process says of a record that is durable.
    static final Pattern SAID = Pattern.compile("\\d+ (intent|outcome) r\\d+-\\d+-\\d+");

    /// What was seen.
    ///
    /// @param acknowledged records that a process had said were durable
    /// @param effects calls that took effect
    /// @param cutOff calls that took effect and had no end on record when their process died
    /// @param whileOpening kills before the first record of a process
    record Seen(int trials, long acknowledged, long effects, long cutOff, int whileOpening) {}

    private final Path root;
    private final long seed;
    private final Random random;
    private long acknowledged;
    private long effects;
    private long cutOff;
    private int whileOpening;

    CrashTrials(Path root, long seed) {
        this.root = root;
        this.seed = seed;
        this.random = new Random(seed);
    }

    /// @param arguments how many trials, and a seed or none
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int trials = Integer.parseInt(arguments[0]);
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
        var root = Files.createTempDirectory("sallyport-crash-");
        System.out.println("seed " + seed + ", in " + root);
        long started = System.nanoTime();
        var seen = new CrashTrials(root, seed).run(trials, true);
        System.out.println(seen + " in " + (System.nanoTime() - started) / 1_000_000_000 + " s");
        TestLog.delete(root);
    }

    /// @throws AssertionError at the first thing that must not be
    Seen run(int trials, boolean tell) throws IOException, InterruptedException {
        for (int trial = 0; trial < trials; trial++) {
            var test = new TestLog(root.resolve("log-" + trial / CRASHES_A_LOG));
            var said = runAndKill(test, "r" + trial);
            check(test, said, "seed " + seed + ", trial " + trial);
            if (trial % CRASHES_A_LOG == CRASHES_A_LOG - 1) {
                TestLog.delete(test.root());
            }
            if (tell && (trial + 1) % 50 == 0) {
                System.out.println((trial + 1) + " of " + trials + " trials");
            }
        }
        return new Seen(trials, acknowledged, effects, cutOff, whileOpening);
    }

    /// @return what the process said, without a last line that is cut short
    private List<String> runAndKill(TestLog test, String run)
            throws IOException, InterruptedException {
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Xshare:auto",
                                "-cp",
                                System.getProperty("java.class.path"),
                                CrashWriter.class.getName(),
                                test.root().toString(),
                                run,
                                "8",
                                Long.toString(Long.MAX_VALUE),
                                "0")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        var said = new ArrayList<String>();
        // One in eight dies while it opens what the one before it left.
        int lines = random.nextInt(8) == 0 ? 1 : 1 + random.nextInt(250);
        try (var out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < lines; i++) {
                var line = out.readLine();
                if (line == null) {
                    throw new AssertionError("seed " + seed + ", " + run + ": it ended by itself");
                }
                said.add(line);
            }
            long until = System.nanoTime() + random.nextInt(NANOS_MAX);
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            // Not through the process itself, which would close its output too.
            process.toHandle().destroyForcibly();
            for (var line = out.readLine(); line != null; line = out.readLine()) {
                said.add(line);
            }
        } finally {
            process.destroyForcibly();
        }
        process.waitFor();
        said.removeFirst();
        if (!said.isEmpty() && !SAID.matcher(said.getLast()).matches()) {
            said.removeLast();
        }
        whileOpening += said.isEmpty() ? 1 : 0;
        return said;
    }

    /// What a process left: as it lies there, and opened again.
    ///
    /// @param said what the process said was durable
    void check(TestLog test, List<String> said, String trial) throws IOException {
        // A process that dies before its log is born leaves none.
        boolean born = Files.exists(test.directory().resolve(AuditLog.CHECKPOINT));
        if (born) {
            verify(test, trial + ", as it was left");
            checkRecords(recorded(test), said, trial + ", as it was left");
        } else if (!said.isEmpty()) {
            throw new AssertionError(trial + ": records without a log");
        }
        var done = effects(test);
        List<OpenIntent> orphans;
        try (var log = test.openSynced()) {
            orphans = log.orphans();
            orphans.forEach(orphan -> log.append(orphan.unknown()));
        }
        verify(test, trial + ", opened again");
        var recorded = recorded(test);
        checkRecords(recorded, said, trial + ", opened again");
        checkEffects(recorded, done, trial);
        acknowledged += said.size();
        effects += done.size();
        var ran = Set.copyOf(done);
        cutOff += orphans.stream().filter(orphan -> ran.contains(orphan.callId())).count();
    }

    private static void verify(TestLog test, String when) {
        var found = test.verifyAgainstMirror();
        if (!(found instanceof Sound)) {
            throw new AssertionError(when + ": " + found);
        }
    }

    /// Every record the process said was durable stands where it said.
    private static void checkRecords(Map<Long, String> recorded, List<String> said, String when) {
        for (var line : said) {
            var parts = line.split(" ");
            if (!(parts[1] + " " + parts[2]).equals(recorded.get(Long.parseLong(parts[0])))) {
                throw new AssertionError(when + ": lost is " + line);
            }
        }
    }

    /// Every call that took effect has an intent before it, and one end.
    private static void checkEffects(Map<Long, String> recorded, List<String> done, String trial) {
        var intents = new HashMap<String, Long>();
        var ends = new HashMap<String, Integer>();
        for (var record : recorded.entrySet()) {
            var parts = record.getValue().split(" ");
            switch (parts[0]) {
                case "intent" -> intents.put(parts[1], record.getKey());
                case "outcome", "unknown" -> ends.merge(parts[1], 1, Integer::sum);
                default -> {}
            }
        }
        for (var call : done) {
            if (!intents.containsKey(call)) {
                throw new AssertionError(trial + ": took effect without an intent: " + call);
            }
        }
        for (var call : intents.keySet()) {
            if (!Integer.valueOf(1).equals(ends.get(call))) {
                throw new AssertionError(trial + ": has not one end: " + call);
            }
        }
    }

    /// Index to stage and call; the bodies of all of them open.
    private static Map<Long, String> recorded(TestLog test) throws IOException {
        var found = new TreeMap<Long, String>();
        var reader = AuditReader.open(test.directory());
        var bodies = BodyReader.of(test.directory(), Optional.of(test.bodyKeys()));
        var query =
                new AuditQuery(AuditFilter.ALL, false, OptionalLong.empty(), AuditQuery.LIMIT_MAX);
        for (var page = reader.page(query);
                ;
                page = reader.page(query.from(page.next().getAsLong()))) {
            for (var record : page.records()) {
                checkBody(record, bodies.open(record));
                found.put(
                        record.index(),
                        record.record().stage().text()
                                + " "
                                + record.record().callId().orElse("-"));
            }
            if (page.next().isEmpty()) {
                return found;
            }
        }
    }

    /// Of what has one, it is there and its own.
    private static void checkBody(LoggedRecord record, BodyReader.Opened opened) {
        var stage = record.record().stage();
        boolean has = stage == Stage.INTENT || stage == Stage.OUTCOME;
        boolean right =
                has
                        ? opened instanceof BodyReader.Opened.Body(var json)
                                && json.contains(record.record().callId().orElseThrow())
                        : opened instanceof BodyReader.Opened.None;
        if (!right) {
            throw new AssertionError("the body of record " + record.index() + ": " + opened);
        }
    }

    /// The calls whose effect is whole.
    private static List<String> effects(TestLog test) throws IOException {
        var calls = new ArrayList<String>();
        if (!Files.exists(CrashWriter.journals(test))) {
            return calls;
        }
        try (var journals = Files.list(CrashWriter.journals(test))) {
            for (var journal : journals.toList()) {
                var text = Files.readString(journal);
                text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(calls::add);
            }
        }
        return calls;
    }
}
