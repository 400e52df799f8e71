package dev.sallyport.server.planted;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Which secrets go where, and which have been sent and processed. Made by one thread, run by several.
public final class Planting {

    /// So many at a time; more only wait for each other.
    private static final int THREADS = 24;

    private final PlantedSecrets secrets;
    private final List<Runnable> work = new ArrayList<>();
    private final Map<Planted, String> entered = new ConcurrentHashMap<>();
    private final Map<String, Throwable> failures = new ConcurrentHashMap<>();

    public Planting(PlantedSecrets secrets) {
        this.secrets = secrets;
    }

    /// Puts off an action with as many secrets as it wants, a number of times.
    ///
    /// @param action fails unless the gate has processed all of them
    public void plan(String place, int times, int each, Consumer<List<Planted>> action) {
        plan(place, times, each, secrets::next, action);
    }

    /// As [#plan(String, int, int, Consumer)], with other secrets.
    public void plan(
            String place,
            int times,
            int each,
            Supplier<Planted> from,
            Consumer<List<Planted>> action) {
        for (int i = 0; i < times; i++) {
            var some = new ArrayList<Planted>();
            for (int j = 0; j < each; j++) {
                some.add(from.get());
            }
            work.add(() -> {
                try {
                    action.accept(some);
                    some.forEach(secret -> entered.put(secret, place));
                } catch (RuntimeException | AssertionError e) {
                    var _ = failures.putIfAbsent(place, e);
                }
            });
        }
    }

    /// Does all that was put off.
    public void run() {
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            var running = work.stream().map(threads::submit).toList();
            for (var one : running) {
                one.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
        work.clear();
    }

    /// Where the gate did not do what was expected, the first time each.
    public Map<String, Throwable> failures() {
        return Map.copyOf(failures);
    }

    /// Those that were sent and processed, each by where it was put.
    public Map<Planted, String> entered() {
        return Collections.unmodifiableMap(entered);
    }

    public Collection<String> places() {
        var counts = new TreeMap<String, Integer>();
        entered.values().forEach(place -> counts.merge(place, 1, Integer::sum));
        return counts.entrySet().stream().map(Object::toString).toList();
    }
}
