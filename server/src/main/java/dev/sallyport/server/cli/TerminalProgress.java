package dev.sallyport.server.cli;

import dev.sallyport.audit.ProgressListener;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;

/// Shows on a terminal how far a long work is; anywhere else, nothing.
final class TerminalProgress {

    private static final long EVERY_NANOS = 200_000_000L;

    private TerminalProgress() {}

    /// @param quiet whether nothing is wanted
    static ProgressListener on(PrintWriter err, boolean quiet) {
        return quiet || !onTerminal() ? ProgressListener.NONE : shownOn(err);
    }

    /// Several lines a second at most, and the last one wiped.
    static ProgressListener shownOn(PrintWriter err) {
        var shown = new long[] {System.nanoTime()};
        return (done, total) -> {
            if (done == total) {
                err.print("\r\u001b[K");
                err.flush();
            } else if (System.nanoTime() - shown[0] > EVERY_NANOS) {
                shown[0] = System.nanoTime();
                err.print("\r" + done + " of " + total + " records");
                err.flush();
            }
        };
    }

    private static boolean onTerminal() {
        return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }
}
