package dev.sallyport.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Hands out bundles one after the other, and has the next one loaded on a thread of its own meanwhile. For one thread.
final class BundlesAhead implements AutoCloseable {

    /// Behind a larger one nothing is loaded ahead: those of a hostile log have 16 MiB.
    private static final int BYTES_MAX = 2 << 20;

    private final Loading loading;
    private final long end;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("audit-bundles").daemon().factory());
    private long next;
    private CompletableFuture<LoadedBundle> ahead;

    interface Loading {
        LoadedBundle load(long number) throws IOException;
    }

    /// @param end how many bundles there are, at least one
    BundlesAhead(Loading loading, long end) {
        this.loading = loading;
        this.end = end;
        this.ahead = begin(0);
    }

    private CompletableFuture<LoadedBundle> begin(long number) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return loading.load(number);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                thread);
    }

    boolean hasNext() {
        return next < end;
    }

    /// @throws IOException when it cannot be loaded
    LoadedBundle next() throws IOException {
        var bundle = loaded();
        next++;
        if (hasNext() && bundle.bytes().length <= BYTES_MAX) {
            ahead = begin(next);
        }
        return bundle;
    }

    private LoadedBundle loaded() throws IOException {
        try {
            // Not to be interrupted, as reading is not.
            var bundle = ahead.join();
            return bundle.number() == next ? bundle : loading.load(next);
        } catch (CompletionException e) {
            if (e.getCause() instanceof UncheckedIOException io) {
                throw io.getCause();
            }
            throw e;
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
