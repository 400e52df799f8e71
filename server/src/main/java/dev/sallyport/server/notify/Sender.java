package dev.sallyport.server.notify;

import java.time.Duration;
import java.util.Optional;

/// Takes notices to one place. Safe from many threads; blocks, and ends within [#LASTS_MAX].
interface Sender extends AutoCloseable {

    /// The longest that one attempt may take, all its parts together.
    Duration LASTS_MAX = Duration.ofSeconds(30);

    /// What became of an attempt.
    sealed interface Sent {
        /// The receiver said that it has it.
        record Acknowledged() implements Sent {}

        /// It did not, as far as we know.
        ///
        /// @param why for the operator, without secrets and without words of the receiver
        /// @param after when the receiver wants to be asked again
        record Failed(String why, Optional<Duration> after) implements Sent {}
    }

    /// Never throws for what the receiver does.
    ///
    /// @throws InterruptedException when the gate closes meanwhile
    Sent send(Notice notice) throws InterruptedException;

    /// Why a message would not get through, as far as that shows without sending one; empty when nothing speaks
    /// against it.
    String problem();

    @Override
    void close();
}
