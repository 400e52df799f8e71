package dev.sallyport.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.server.console.TargetHealth.Known;
import dev.sallyport.server.console.TargetHealth.Target;
import dev.sallyport.server.state.TestClock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetHealthTest {

    private static final Target SHOP = new Target("database", "shop");

    private final TestClock clock = new TestClock();
    private final AtomicInteger asked = new AtomicInteger();
    private final SynchronousQueue<String> answers = new SynchronousQueue<>();

    private String ask() {
        asked.incrementAndGet();
        try {
            return answers.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private TargetHealth health() {
        return new TargetHealth(Map.of(SHOP, this::ask), clock);
    }

    private static Known look(TargetHealth health) {
        var known = health.look();
        assertThat(known).containsOnlyKeys(SHOP);
        return known.getOrDefault(SHOP, Known.NOTHING);
    }

    private static Known answered(TargetHealth health) {
        Known known;
        do {
            known = look(health);
        } while (known.asking());
        return known;
    }

    @Test
    void whoeverLooksFirstIsToldThatNothingIsKnownYet() throws Exception {
        try (var health = health()) {
            var first = look(health);
            assertThat(first.answer()).isEmpty();
            assertThat(first.asking()).isTrue();

            answers.put("");
            var known = answered(health);
            assertThat(known.answer().orElseThrow().problem()).isEmpty();
            assertThat(known.answer().orElseThrow().at()).isEqualTo(clock.instant());
        }
    }

    @Test
    void aTargetIsAskedOnceInAWhileAndNeverTwiceAtATime() throws Exception {
        try (var health = health()) {
            var _ = look(health);
            var _ = look(health);
            answers.put("");
            var _ = answered(health);
            clock.advance(TargetHealth.FRESH.minusMillis(1));
            assertThat(look(health).asking()).isFalse();
            assertThat(asked).hasValue(1);

            clock.advance(Duration.ofMillis(1));
            var again = look(health);
            assertThat(again.asking()).isTrue();
            assertThat(again.answer().orElseThrow().problem()).isEmpty();
            answers.put("gone");
            assertThat(answered(health).answer().orElseThrow().problem()).isEqualTo("gone");
            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void aTargetThatDoesNotAnswerIsNotWaitedForAndNotAskedAgain() throws Exception {
        try (var health = health()) {
            var _ = look(health);
            clock.advance(TargetHealth.FRESH.multipliedBy(3));

            var known = look(health);

            assertThat(known.answer().orElseThrow().problem())
                    .isEqualTo("no answer within 10 seconds");
            assertThat(known.asking()).isTrue();
            answers.put("");
            assertThat(answered(health).answer().orElseThrow().problem()).isEmpty();
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void aCheckThatFailsIsNoHealthyTarget() {
        var checks =
                new TargetHealth(
                        Map.of(
                                SHOP,
                                () -> {
                                    throw new IllegalStateException("x");
                                }),
                        clock);
        try (checks) {
            assertThat(answered(checks).answer().orElseThrow().problem())
                    .startsWith("the check itself failed");
        }
    }

    @Test
    void nothingIsAskedAfterTheEnd() throws Exception {
        var begun = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        var health =
                new TargetHealth(
                        Map.of(
                                SHOP,
                                () -> {
                                    begun.countDown();
                                    try {
                                        return answers.take();
                                    } catch (InterruptedException e) {
                                        ended.countDown();
                                        return "interrupted";
                                    }
                                }),
                        clock);
        var _ = look(health);
        begun.await();

        health.close();

        ended.await();
        clock.advance(TargetHealth.FRESH);
        assertThat(answered(health).answer().orElseThrow().problem()).isEqualTo("interrupted");
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://h:5432/shop?password=x&user=y, postgresql://h:5432/shop",
        "jdbc:postgresql://u:p@h/shop, postgresql://h/shop",
        "jdbc:h2:mem:shop;PASSWORD=x, h2:mem:shop",
        "https://u:p@git.example.com/a.git?token=x#y, https://git.example.com/a.git",
        "https://git.example.com/@scope/a.git, https://git.example.com/@scope/a.git",
        "jdbc:sqlite:/data/a.db, sqlite:/data/a.db",
    })
    void anAddressHoldsNoCredentials(String url, String shown) {
        assertThat(TargetsPage.withoutCredentials(url)).isEqualTo(shown);
    }
}
