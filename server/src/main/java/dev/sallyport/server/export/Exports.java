package dev.sallyport.server.export;

import dev.sallyport.server.config.Export;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// The copies of the record that a running gate keeps up, each on its own. Safe from many threads.
public final class Exports implements AutoCloseable {

    private static final int NAME_LENGTH = 16;

    private final List<ContinuousExport> running;

    private Exports(List<ContinuousExport> running) {
        this.running = List.copyOf(running);
    }

    /// Begins; nothing of a place that is away shows here.
    ///
    /// @param log the log's directory
    /// @param cursors the directory of the cursors, made when needed
    /// @param signed how many records a checkpoint covers
    public static Exports start(
            List<Export> all, Path log, Path cursors, LongSupplier signed, RandomGenerator random) {
        var running = new ArrayList<ContinuousExport>();
        for (var export : all) {
            var file = new CursorFile(cursors.resolve(cursor(export)));
            running.add(new ContinuousExport(export, log, file, signed, random).start());
        }
        return new Exports(running);
    }

    /// Of the place, so that it is found again as long as the entry leads there.
    static String cursor(Export export) {
        var place = export.place().toString().getBytes(StandardCharsets.UTF_8);
        return Ocsf.sha256(place).substring(0, NAME_LENGTH) + ".cursor";
    }

    /// Their places, for the record.
    public static String names(List<Export> all) {
        return all.stream().map(one -> one.place().toString()).collect(Collectors.joining(", "));
    }

    public List<ExportState> states() {
        return running.stream().map(ContinuousExport::state).toList();
    }

    @Override
    public void close() {
        running.forEach(ContinuousExport::close);
    }
}
