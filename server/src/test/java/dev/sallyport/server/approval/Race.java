package dev.sallyport.server.approval;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/// Runners that start at the same moment.
final class Race {
    private Race() {}

    /// What came of each, in the order of the runners.
    static <T> List<T> run(List<? extends Callable<? extends T>> runners)
            throws InterruptedException, ExecutionException {
        var start = new CyclicBarrier(runners.size());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<T>();
            var running =
                    runners.stream()
                            .map(runner ->
                                    threads.<T>submit(() -> {
                                        start.await();
                                        return runner.call();
                                    }))
                            .toList();
            for (var result : running) {
                results.add(result.get());
            }
            return results;
        }
    }
}
