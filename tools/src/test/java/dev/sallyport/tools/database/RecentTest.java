package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class RecentTest {

    @Test
    void anAnswerIsFoundUnderItsKeyAlone() {
        var recent = new Recent<String, String>(10, 800);

        recent.keep("a", "A", 1);

        assertThat(recent.find("a")).contains("A");
        assertThat(recent.find("b")).isEmpty();
    }

    @Test
    void theAnswerUsedLongestAgoGoesFirst() {
        var recent = new Recent<String, String>(2, 800);
        recent.keep("a", "A", 1);
        recent.keep("b", "B", 1);

        recent.find("a");
        recent.keep("c", "C", 1);

        assertThat(recent.find("a")).contains("A");
        assertThat(recent.find("b")).isEmpty();
        assertThat(recent.find("c")).contains("C");
    }

    @Test
    void answersGoWhenTogetherTheyAreTooBig() {
        var recent = new Recent<Integer, String>(1_000, 800);

        for (int i = 0; i < 50; i++) {
            recent.keep(i, "x", 100);
        }

        assertThat(recent.count()).isEqualTo(8);
        assertThat(recent.find(49)).isPresent();
        assertThat(recent.find(41)).isEmpty();
    }

    @Test
    void anAnswerKeptAgainCountsOnce() {
        var recent = new Recent<String, String>(10, 800);
        recent.keep("a", "A", 100);

        for (int i = 0; i < 50; i++) {
            recent.keep("b", "B", 100);
        }

        assertThat(recent.find("a")).contains("A");
        assertThat(recent.find("b")).contains("B");
    }

    @Test
    void oneBigAnswerDrivesOutNoOther() {
        var recent = new Recent<String, String>(10, 800);
        recent.keep("a", "A", 100);

        recent.keep("big", "B", 101);

        assertThat(recent.find("big")).isEmpty();
        assertThat(recent.find("a")).contains("A");
    }

    @Test
    void manyThreadsGetTheirOwnAnswersWithinTheBounds() throws Exception {
        var recent = new Recent<Integer, Integer>(50, 8_000);
        var threads = new ArrayList<Future<?>>();

        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int t = 0; t < 16; t++) {
                int start = t;
                threads.add(
                        executor.submit(() -> {
                            for (int i = start; i < 5_000; i += 3) {
                                int key = i % 200;
                                assertThat(recent.find(key).orElse(key)).isEqualTo(key);
                                recent.keep(key, key, key);
                            }
                        }));
            }
            for (var thread : threads) {
                thread.get();
            }
        }

        assertThat(recent.count()).isBetween(1, 50);
    }
}
