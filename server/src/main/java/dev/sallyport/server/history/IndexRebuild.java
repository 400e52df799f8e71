package dev.sallyport.server.history;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditReader;
import dev.sallyport.audit.ProgressListener;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/// The index of calls made anew from the log, while no gate has the log open.
///
/// @param records how many the log has
/// @param unreadable how many of them could not be read, and are not in the index
public record IndexRebuild(long records, long unreadable) {

    /// Reads the whole log. The index that was there stays until the new one is whole and on the disk.
    ///
    /// @param directory of the log
    /// @param file of the index, as [History#start] takes it
    /// @param hears of records
    /// @throws dev.sallyport.audit.AuditOpenException when a gate has the log open
    /// @throws HistoryException when the index cannot be written
    /// @throws IOException when there is no readable log
    public static IndexRebuild run(Path directory, Path file, ProgressListener hears)
            throws IOException {
        try (var _ = AuditLog.keepShut(directory)) {
            var log = AuditReader.of(directory);
            long total = log.checkpoint().size();
            try (var build = new IndexBuild(file, IndexBuild.OPEN)) {
                var made =
                        build.addAll(
                                log,
                                mark -> {
                                    hears.verified(Math.min(mark.next(), total), total);
                                    return true;
                                });
                if (!made) {
                    throw new IllegalStateException("nobody broke it off");
                }
                var last = build.finish();
                return new IndexRebuild(last.next(), last.unreadable());
            } catch (SQLException e) {
                throw new HistoryException("the index cannot be written", e);
            }
        }
    }
}
