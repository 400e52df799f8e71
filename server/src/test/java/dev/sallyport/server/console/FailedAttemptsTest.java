package dev.sallyport.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.server.state.TestClock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailedAttemptsTest {

    private final TestClock clock = new TestClock();
    private final FailedAttempts attempts = new FailedAttempts(clock);

    @Test
    void manyAddressesTogetherAreBoundedToo() {
        int made = 0;
        for (int i = 0; i < 10_000; i++) {
            made += attempts.begin("address " + i) ? 1 : 0;
        }

        assertThat(made).isEqualTo(FailedAttempts.GATE_MAX);
        clock.advance(FailedAttempts.WINDOW.minus(Duration.ofMillis(1)));
        assertThat(attempts.begin("another")).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(attempts.begin("another")).isTrue();
    }

    @Test
    void whatSucceedsCountsNothing() {
        for (int i = 0; i < 10 * FailedAttempts.GATE_MAX; i++) {
            assertThat(attempts.begin("address")).isTrue();
            attempts.succeeded("address");
        }
    }

    @Test
    void manyAtOnceAreBoundedAsWell() throws Exception {
        var begun = new AtomicInteger();
        var start = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 500; i++) {
                var _ =
                        threads.submit(() -> {
                            start.await();
                            return attempts.begin("address") ? begun.incrementAndGet() : 0;
                        });
            }
            start.countDown();
        }

        assertThat(begun).hasValue(FailedAttempts.ADDRESS_MAX);
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 10.1.2.3, true",
        "10.1.2.3, 10.1.2.4, false",
        "[2001:db8:0:1::5], 2001:db8:0:1:ffff::9, true",
        "2001:db8:0:1::5, 2001:db8:0:2::5, false",
        "fe80::1%1, fe80::2, true",
        "no address, neither, true"
    })
    void oneClientIsOneAddressOrNetwork(String one, String other, boolean same) {
        assertThat(ClientAddress.network(one).equals(ClientAddress.network(other))).isEqualTo(same);
    }
}
