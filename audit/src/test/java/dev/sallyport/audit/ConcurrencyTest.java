package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.Verification.Sound;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class ConcurrencyTest {

    private static final int WRITERS = 64;
    private static final int RECORDS = 25;

    @TempDir Path root;

    @Test
    void manyWritersGetEveryPlaceOnceAndInTheirOwnOrder()
            throws IOException, InterruptedException, ExecutionException {
        var test = new TestLog(root);
        var places = new ArrayList<List<Long>>();

        try (var log = test.openSynced();
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = new ArrayList<Future<List<Long>>>();
            for (int w = 0; w < WRITERS; w++) {
                int writer = w;
                futures.add(executor.submit(() -> write(log, writer)));
            }
            for (var future : futures) {
                places.add(future.get());
            }
        }

        assertThat(places.stream().flatMap(List::stream).sorted().toList())
                .isEqualTo(LongStream.range(0, WRITERS * RECORDS).boxed().toList());
        var reader = AuditReader.open(test.directory());
        for (int w = 0; w < WRITERS; w++) {
            assertThat(places.get(w)).isSorted();
            for (int i = 0; i < RECORDS; i++) {
                assertThat(reader.get(places.get(w).get(i)).orElseThrow().record().callId())
                        .contains("w" + w + "-" + i);
            }
        }
        assertThat(test.verifyAgainstMirror()).isInstanceOf(Sound.class);
        var all = reader.page(new AuditQuery(AuditFilter.ALL, false, OptionalLong.empty(), 1000));
        assertThat(all.records().stream().map(LoggedRecord::time).toList()).isSorted();
    }

    private static List<Long> write(AuditLog log, int writer) {
        var places = new ArrayList<Long>();
        for (int i = 0; i < RECORDS; i++) {
            places.add(log.append(TestLog.call(Stage.DENIED, "w" + writer + "-" + i)));
        }
        return places;
    }

    @Test
    void anInterruptedWriterStillLearnsThatItsRecordIsDurable() throws InterruptedException {
        var test = new TestLog(root);
        try (var log = test.open()) {
            var interrupted = new boolean[1];
            var writer =
                    Thread.ofVirtual()
                            .start(() -> {
                                Thread.currentThread().interrupt();
                                log.append(TestLog.call(Stage.DENIED, "c-0"));
                                interrupted[0] = Thread.currentThread().isInterrupted();
                            });
            writer.join();

            assertThat(interrupted[0]).isTrue();
            assertThat(log.append(TestLog.call(Stage.DENIED, "c-1"))).isEqualTo(1);
        }
    }

    @Test
    void aRecordTooLargeIsRefusedAndTheNextTakesItsPlace() {
        var test = new TestLog(root);
        try (var log = test.open()) {
            var large = AuditRecord.of(Stage.DENIED).detail("text", "é".repeat(31_000)).build();

            assertThatThrownBy(() -> log.append(large)).isInstanceOf(RecordTooLargeException.class);

            assertThat(log.append(TestLog.call(Stage.DENIED, "c-0"))).isZero();
        }
        assertThat(test.verifyAgainstMirror()).isInstanceOf(Sound.class);
    }
}
