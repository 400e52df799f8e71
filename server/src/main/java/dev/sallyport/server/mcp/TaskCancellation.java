package dev.sallyport.server.mcp;

import dev.sallyport.server.call.Caller;

/// Withdraws a held call when its client cancels the task. Safe from many threads.
@FunctionalInterface
public interface TaskCancellation {

    /// Called with whatever id the client names: does nothing unless it is a held call of this caller.
    /// Cancelling is a wish: the gate may finish the call all the same.
    void cancel(Caller caller, String approvalId);

    /// Acknowledges the wish and leaves the request to expire.
    TaskCancellation IGNORED = (_, _) -> {};
}
