package dev.sallyport.audit;

/// Waiting for a thread of our own, whatever interrupts.
final class Threads {

    private Threads() {}

    /// Returns when the thread has ended; an interrupt is kept for the caller.
    static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
