package dev.sallyport.server.cli;

import java.util.concurrent.CountDownLatch;

/// How a long-running command ends: on Ctrl-C or SIGTERM, after everything it opened is closed.
public final class Ending {

    /// How long closing may take before the process ends regardless.
    private static final long CLOSE_MILLIS_MAX = 20_000;

    private Ending() {}

    /// Blocks the calling thread until the process is told to end. The process then stays until that thread
    /// is done.
    public static void await() throws InterruptedException {
        var told = new CountDownLatch(1);
        onSignal(told::countDown);
        told.await();
    }

    /// Runs an action when the process is told to end, which then waits for the calling thread.
    public static void onSignal(Runnable action) {
        var closing = Thread.currentThread();
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    action.run();
                                    try {
                                        closing.join(CLOSE_MILLIS_MAX);
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                },
                                "shutdown"));
    }
}
