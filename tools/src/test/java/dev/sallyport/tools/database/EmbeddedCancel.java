package dev.sallyport.tools.database;

import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Tool.Execution;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/// A call that a test cancels, and its answer.
final class EmbeddedCancel implements CallControl {

    private final CountDownLatch registered = new CountDownLatch(1);
    private final AtomicReference<Runnable> action = new AtomicReference<>(() -> {});
    private final AtomicReference<Execution> answer = new AtomicReference<>();
    private volatile boolean cancelled;

    @Override
    public boolean cancelled() {
        return cancelled;
    }

    @Override
    public Registration onCancel(Runnable cancel) {
        action.set(cancel);
        registered.countDown();
        return () -> {};
    }

    @Override
    public void progress(String message) {}

    void awaitRegistration() throws InterruptedException {
        registered.await();
    }

    void cancel() {
        cancelled = true;
        action.get().run();
    }

    void answer(Execution execution) {
        answer.set(execution);
    }

    Execution answer() {
        return answer.get();
    }
}
