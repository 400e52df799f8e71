package dev.sallyport.tools.database;

import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// The answers asked for last, within bounds on their number and on their size together. Safe from many threads.
///
/// Two threads that miss at once both find out the answer, and one of the two equal answers stays.
final class Recent<K, V> {

    /// No answer may take more than this part of the whole, so that one big one does not drive out all others.
    private static final int SHARES_MIN = 8;

    private final int countMax;
    private final long sizeMax;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by `lock`, as is the size; the answer used longest ago comes first.
    private final LinkedHashMap<K, Sized<V>> answers = new LinkedHashMap<>(16, 0.75f, true);
    private long size;

    private record Sized<V>(V answer, long size) {}

    Recent(int countMax, long sizeMax) {
        this.countMax = countMax;
        this.sizeMax = sizeMax;
    }

    Optional<V> find(K key) {
        lock.lock();
        try {
            return Optional.ofNullable(answers.get(key)).map(Sized::answer);
        } finally {
            lock.unlock();
        }
    }

    /// @param answerSize in any unit, as long as it is that of the bound
    void keep(K key, V answer, long answerSize) {
        if (answerSize > sizeMax / SHARES_MIN) {
            return;
        }
        lock.lock();
        try {
            var before = answers.put(key, new Sized<>(answer, answerSize));
            size += answerSize - (before == null ? 0 : before.size());
            while (answers.size() > countMax || size > sizeMax) {
                size -= answers.pollFirstEntry().getValue().size();
            }
        } finally {
            lock.unlock();
        }
    }

    int count() {
        lock.lock();
        try {
            return answers.size();
        } finally {
            lock.unlock();
        }
    }
}
