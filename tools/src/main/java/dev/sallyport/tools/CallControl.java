package dev.sallyport.tools;

/// A running call's way to hear of its cancellation and to tell of its progress. Safe from many threads.
public interface CallControl {

    boolean cancelled();

    /// Runs `action` once when the call is cancelled, at once when it already is. Close the result when
    /// the work is over; the action does not run after that.
    Registration onCancel(Runnable action);

    /// Tells the caller, if it asked for progress. Passes through the detectors on its way.
    void progress(String message);

    interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /// A control for calls that nobody can cancel.
    static CallControl uncancellable() {
        return new CallControl() {
            @Override
            public boolean cancelled() {
                return false;
            }

            @Override
            public Registration onCancel(Runnable action) {
                return () -> {};
            }

            @Override
            public void progress(String message) {}
        };
    }
}
