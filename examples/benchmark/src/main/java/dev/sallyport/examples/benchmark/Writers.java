package dev.sallyport.examples.benchmark;

import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Many at once, each on a virtual thread of its own, as calls are in a gate.
final class Writers {

    private Writers() {}

    interface Work {
        void run(int writer) throws Exception;
    }

    /// Returns when all have ended.
    ///
    /// @throws ExecutionException when one of them failed
    static void run(int writers, Work work) throws ExecutionException, InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<?>>();
            for (int i = 0; i < writers; i++) {
                int writer = i;
                all.add(
                        threads.submit(() -> {
                            work.run(writer);
                            return writer;
                        }));
            }
            for (var each : all) {
                each.get();
            }
        }
    }
}
