package dev.sallyport.examples.benchmark;

import dev.sallyport.audit.AuditFilter;
import dev.sallyport.audit.AuditQuery;
import dev.sallyport.audit.AuditReader;
import dev.sallyport.server.history.History;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What the record costs and how fast it is read, in one run beside what the disk and one core do by themselves: how many
/// records a second are written, what an intent adds to a call, and how fast a log is verified, proved, indexed and searched.
///
/// Everything is measured on a log of its own after the same was done on another, smaller one, so that the JVM is warm.
@Command(
        name = "run audit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures the record beside the raw disk and the raw processor.")
final class AuditFigures implements Callable<Integer> {

    private static final int WARM_RECORDS = 40_000;
    private static final int WARM_ROUNDS = 10;
    private static final Duration WARM_TIME = Duration.ofSeconds(2);

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            required = true,
            description = "Where the logs are made, and deleted again; the disk that counts.")
    private Path directory = Path.of("");

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "10",
            description = "How long each part of writing is measured; ${DEFAULT-VALUE} without it.")
    private int seconds;

    @Option(
            names = "--calls",
            paramLabel = "N",
            defaultValue = "100000",
            description =
                    "Calls, two records each, to verify, index and search; ${DEFAULT-VALUE} without it.")
    private int calls;

    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Small records of another log, to prove; without it the log of the calls is proved.")
    private long records;

    @Option(names = "--check", description = "End with 1 when a bound is missed.")
    private boolean check;

    private final Report report = new Report(System.out);
    private double hashes;

    public static void main(String[] arguments) {
        System.exit(
                new CommandLine(new AuditFigures())
                        .setOverwrittenOptionsAllowed(true)
                        .execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(directory);
        var own = Files.createTempDirectory(directory, "audit-figures");
        try {
            var warm = Files.createDirectory(own.resolve("warm"));
            var measured = Files.createDirectory(own.resolve("measured"));
            long size = write(warm, measured);
            verify(warm, measured);
            prove(warm, measured, own, size);
            index(warm, measured, size);
        } finally {
            RecordedMonth.delete(own);
        }
        return check && report.missed() ? 1 : 0;
    }

    /// @return how many records the log that is measured has then
    private long write(Path warm, Path measured) throws Exception {
        var time = Duration.ofSeconds(seconds);
        try (var log = RecordedMonth.open(warm)) {
            var figures = new WritingFigures(log);
            figures.fillWithCalls(WARM_RECORDS);
            var _ = figures.intents(WARM_TIME);
        }
        raw(warm, time);
        try (var log = RecordedMonth.open(measured)) {
            var figures = new WritingFigures(log);
            report.atLeast("append, 64 writers", figures.sustained(time), 20_000, "");
            var intents = figures.intents(time);
            report.atMost("intent at 500 calls/s, p50", intents.millis(50), 1, "");
            report.atMost("intent at 500 calls/s, p99", intents.millis(99), 10, "");
            figures.fillWithCalls(2L * calls);
            return log.size();
        }
    }

    private void raw(Path warm, Duration time) throws Exception {
        int bytes = recordBytes(warm);
        report.say(
                "machine",
                String.format(
                        Locale.ROOT,
                        "%d processors, Java %d; a record has %,d bytes on average",
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.version().feature(),
                        bytes));
        var syncs = RawFigures.syncs(warm, time);
        report.say(
                "raw: 4 KiB appended and fdatasync",
                String.format(Locale.ROOT, "%,12.0f /s  %s", syncs.perSecond(), syncs.each()));
        hashes = RawFigures.hashes(bytes, time);
        report.say(
                "raw: SHA-256 of a record, one thread",
                String.format(Locale.ROOT, "%,12.0f /s", hashes));
    }

    private static int recordBytes(Path warm) throws IOException {
        var some =
                AuditReader.open(RecordedMonth.log(warm))
                        .page(new AuditQuery(AuditFilter.ALL, false, OptionalLong.empty(), 1000))
                        .records();
        return some.stream()
                        .mapToInt(record -> record.json().getBytes(StandardCharsets.UTF_8).length)
                        .sum()
                / some.size();
    }

    private void verify(Path warm, Path measured) {
        for (int i = 0; i < WARM_ROUNDS; i++) {
            var _ = ReadingFigures.verify(RecordedMonth.log(warm));
        }
        double rate = ReadingFigures.verify(RecordedMonth.log(measured));
        report.atLeast(
                "verify",
                rate,
                500_000,
                String.format(Locale.ROOT, "%.2f of the raw SHA-256 rate", rate / hashes));
    }

    private void prove(Path warm, Path measured, Path own, long size) throws Exception {
        var _ = ReadingFigures.proofs(RecordedMonth.log(warm), WARM_RECORDS);
        if (records == 0) {
            proofs(measured, size);
            return;
        }
        var small = Files.createDirectory(own.resolve("small"));
        try (var log = RecordedMonth.open(small)) {
            new WritingFigures(log).fillWithSmall(records);
        }
        proofs(small, records);
    }

    private void proofs(Path directory, long size) throws Exception {
        var proofs = ReadingFigures.proofs(RecordedMonth.log(directory), size);
        report.atMost(
                String.format(Locale.ROOT, "proof among %,d records, p99", size),
                proofs.millis(99),
                50,
                "");
    }

    private void index(Path warm, Path measured, long size) throws Exception {
        var _ = ReadingFigures.index(RecordedMonth.log(warm), warm.resolve("index"), WARM_RECORDS);
        var file = measured.resolve("index");
        double rate = ReadingFigures.index(RecordedMonth.log(measured), file, size);
        report.atLeast(
                "index made anew",
                rate,
                100_000,
                String.format(
                        Locale.ROOT,
                        "%,d records, %,d MiB; 1/%.0f of the raw SHA-256 rate",
                        size,
                        Files.size(file) >> 20,
                        hashes / rate));
        try (var history = History.start(RecordedMonth.log(measured), file, () -> size)) {
            ReadingFigures.awaitAll(history);
            ReadingFigures.searches(size / 2)
                    .forEach((what, search) -> {
                        searched(what, ReadingFigures.page(history, search), size);
                        searched(what + ", facets", ReadingFigures.facets(history, search), size);
                    });
        }
    }

    private void searched(String what, Spread took, long size) {
        report.atMost(
                "search: " + what,
                took.millis(50),
                200,
                String.format(Locale.ROOT, "among %,d calls", size / 2));
    }
}
