package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Some trials of [CrashTrials]; `audit/src/crash/run` makes more of them.
@Timeout(900)
final class CrashTest {

    @TempDir Path root;

    @Test
    void nothingAcknowledgedIsLostHoweverTheProcessEnds() throws IOException, InterruptedException {
        var seen = new CrashTrials(root, System.nanoTime()).run(50, false);

        System.out.println(seen);
        assertThat(seen.acknowledged()).isGreaterThan(1000);
        assertThat(seen.effects()).isGreaterThan(500);
        assertThat(seen.whileOpening()).isPositive();
    }
}
