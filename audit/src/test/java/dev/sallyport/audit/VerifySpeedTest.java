package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How long verification takes beside hashing as many bytes, on the same machine at the same time.
final class VerifySpeedTest {

    private static final int CALLS = 5_000;

    private static final int ROUNDS = 5;

    @TempDir Path root;

    @Test
    void verifyingIsNotFarSlowerThanHashing() {
        var test = new TestLog(root);
        int record;
        try (var log = test.open()) {
            TestLog.run(log, 0, CALLS);
            record =
                    RecordJson.write(
                                    TestLog.call(Stage.OUTCOME, "c-1"),
                                    TestLog.ORIGIN,
                                    1,
                                    Instant.EPOCH)
                            .length;
        }

        var verified =
                fastest(() -> assertThat(test.verify()).isInstanceOf(Verification.Sound.class));
        var hashed = fastest(() -> hash(3 * CALLS, new byte[record]));
        System.out.printf(
                "%,d records: verified in %d ms, hashed in %d ms%n",
                3 * CALLS, verified.toMillis(), hashed.toMillis());

        assertThat(verified).isLessThan(hashed.multipliedBy(50));
    }

    private static void hash(int records, byte[] record) {
        var merkle = new Merkle();
        assertThat(IntStream.range(0, records).map(_ -> merkle.leaf(record).length).sum())
                .isEqualTo(records * Merkle.HASH_BYTES);
    }

    private static Duration fastest(Runnable work) {
        var best = Duration.ofDays(1);
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            work.run();
            var took = Duration.ofNanos(System.nanoTime() - start);
            best = took.compareTo(best) < 0 ? took : best;
        }
        return best;
    }
}
