package dev.sallyport.server.export;

import dev.sallyport.audit.LoggedRecord;
import java.io.IOException;
import java.util.List;

/// A place that takes copies of records. One call at a time.
public interface Sink extends AutoCloseable {

    /// Returns once the place has them all.
    ///
    /// @param records in the order of the log, at least one
    /// @throws IOException when that is not certain; they have to be sent again, so that some may come twice
    void send(List<LoggedRecord> records) throws IOException, InterruptedException;

    /// How many records the place has refused for good, since this was made.
    default long refused() {
        return 0;
    }

    @Override
    void close() throws IOException;
}
