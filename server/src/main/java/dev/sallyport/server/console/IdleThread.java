package dev.sallyport.server.console;

/// Makes platform threads for work that computes long and gives way to all else.
final class IdleThread {
    private IdleThread() {}

    /// A daemon of the lowest priority; not started yet.
    // Nothing waits for its turn by priority: work that is lower only leaves more to the others.
    @SuppressWarnings("ThreadPriorityCheck")
    static Thread of(String name, Runnable task) {
        return Thread.ofPlatform()
                .name(name)
                .daemon()
                .priority(Thread.MIN_PRIORITY)
                .unstarted(task);
    }
}
