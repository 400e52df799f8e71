package dev.sallyport.server.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.TargetLabels;
import dev.sallyport.policy.ToolTerms;
import dev.sallyport.server.LogLines;
import dev.sallyport.server.call.NoteTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFileTest {

    private static final List<ToolTerms> TERMS = List.of(new NoteTool().description().terms());

    private static final Principal WRITER =
            new Principal("client:bot", Principal.Kind.AGENT, Optional.empty(), Set.of("writers"));

    @TempDir private Path directory;
    private Path file;
    private LogLines lines;
    private PolicyFile policy;
    private final LinkedBlockingQueue<String> announced = new LinkedBlockingQueue<>();
    private final AtomicBoolean refuses = new AtomicBoolean();
    private final AtomicBoolean exhausted = new AtomicBoolean();

    @BeforeEach
    void open() throws Exception {
        file = directory.resolve("policy.yaml");
        Files.writeString(file, roleMap(1));
        lines = new LogLines(PolicyFile.class.getName());
        policy = PolicyFile.open(file, TERMS, TargetLabels.NONE, this::announce, Clock.systemUTC());
        assertThat(announced.take()).isEqualTo(policy.get().digest());
    }

    @AfterEach
    void close() {
        policy.close();
        lines.close();
    }

    private void announce(Authorizer next) {
        if (refuses.get()) {
            throw new IllegalStateException("the disk is full");
        }
        if (exhausted.getAndSet(false)) {
            throw new OutOfMemoryError("as an error of the machine would");
        }
        announced.add(next.digest());
    }

    private static String roleMap(int letters) {
        return """
        roles:
          writer: { permit: [ { tools: [write_note], on: { notebook: shared }, letters: %d } ] }
        bindings:
          - { role: writer, to: ["group:writers"] }
        """
                .formatted(letters);
    }

    /// The next policy that takes effect.
    private String next() throws InterruptedException {
        var digest = announced.poll(20, TimeUnit.SECONDS);
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!policy.get().digest().equals(digest) && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(policy.get().digest()).isEqualTo(digest);
        return String.valueOf(digest);
    }

    @Test
    void aChangeGoesLiveWithinASecond() throws Exception {
        // A busy machine may delay one; a gate that is slow is slow each time.
        var best = Duration.ofDays(1);
        for (int round = 0; round < 3; round++) {
            var begun = System.nanoTime();
            Files.writeString(file, roleMap(2 + round));
            var _ = next();
            var took = Duration.ofNanos(System.nanoTime() - begun);
            best = took.compareTo(best) < 0 ? took : best;
        }

        assertThat(best).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void aBadChangeIsRefusedLoudlyAndTheLastGoodOneStays() throws Exception {
        var good = policy.get();

        Files.writeString(file, roleMap(2).replace("letters", "lettres"));

        var line = lines.await("refused");
        assertThat(line).startsWith("ERROR").contains("policy.yaml:2:").contains("lettres");
        assertThat(policy.get()).isSameAs(good);
        assertThat(announced).isEmpty();
        var standing = policy.standing();
        assertThat(standing.roleMap()).isSameAs(good);
        var refused = standing.refused().orElseThrow();
        assertThat(refused.problems()).singleElement().asString().contains(":2:", "lettres");
        assertThat(refused.at()).isAfterOrEqualTo(standing.since());

        Files.writeString(file, roleMap(3));
        assertThat(next()).isNotEqualTo(good.digest());
        assertThat(policy.standing().refused()).isEmpty();
        assertThat(policy.standing().since()).isAfterOrEqualTo(refused.at());
    }

    @Test
    void aFileThatVanishedLeavesTheLastGoodOneAndItsReturnCounts() throws Exception {
        var good = policy.get();

        Files.delete(file);
        assertThat(lines.await("cannot be read")).startsWith("ERROR");
        assertThat(policy.get()).isSameAs(good);

        Files.writeString(file, roleMap(4));
        assertThat(next()).isNotEqualTo(good.digest());
    }

    @Test
    void theWatcherOutlivesAnErrorOfTheMachine() throws Exception {
        var good = policy.get();
        exhausted.set(true);

        Files.writeString(file, roleMap(5));

        assertThat(lines.await("could not be put in force")).startsWith("ERROR");
        assertThat(next()).as("the same change, tried again").isNotEqualTo(good.digest());
    }

    @Test
    void aFileThatComesBackEmptyDeniesEverything() throws Exception {
        var good = policy.get();

        Files.delete(file);
        var _ = lines.await("cannot be read");
        Files.createFile(file);

        assertThat(next()).isNotEqualTo(good.digest());
        assertThat(policy.get().roles(WRITER, Instant.EPOCH)).isEmpty();
    }

    @Test
    void aFileExchangedByRenamingGoesLive() throws Exception {
        var good = policy.get();
        var draft = directory.resolve("draft.yaml");
        Files.writeString(draft, roleMap(5));

        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);

        assertThat(next()).isNotEqualTo(good.digest());
    }

    @Test
    void aFileThatIsNotUtf8IsRefused() throws Exception {
        var good = policy.get();

        Files.write(file, (roleMap(6) + "# café\n").getBytes(StandardCharsets.ISO_8859_1));

        assertThat(lines.await("refused")).contains("is not UTF-8");
        assertThat(policy.get()).isSameAs(good);
    }

    @Test
    void aFileThatIsTooLargeIsRefused() throws Exception {
        var good = policy.get();

        Files.write(file, new byte[(int) PolicyFile.FILE_BYTES_MAX + 1]);

        assertThat(lines.await("larger than")).startsWith("ERROR").contains("policy.yaml");
        assertThat(policy.get()).isSameAs(good);
    }

    @Test
    void anEmptyFileDeniesEverything() throws Exception {
        Files.writeString(file, "");

        assertThat(policy.get().roles(WRITER, Instant.EPOCH)).containsExactly("writer");
        var _ = next();
        assertThat(policy.get().roles(WRITER, Instant.EPOCH)).isEmpty();
    }

    @Test
    void aCommentAloneChangesNothing() throws Exception {
        var good = policy.get().digest();

        Files.writeString(file, roleMap(1) + "# who may write\n");
        Files.writeString(file, roleMap(1) + "# who may write\nnonsense: 1\n");

        assertThat(lines.await("refused")).contains("nonsense");
        assertThat(policy.get().digest()).isEqualTo(good);
        assertThat(announced).isEmpty();
    }

    @Test
    void aChangeThatCannotBeAnnouncedIsNotInForceAndTriedAgain() throws Exception {
        var good = policy.get();
        refuses.set(true);

        Files.writeString(file, roleMap(7));
        assertThat(lines.await("could not be put in force")).startsWith("ERROR");
        assertThat(policy.get()).isSameAs(good);

        refuses.set(false);
        assertThat(next()).isNotEqualTo(good.digest());
    }

    @Test
    void aStartHasNoLastGoodPolicy() throws IOException {
        Files.writeString(file, "roles: 7\n");

        assertThatThrownBy(() ->
                        PolicyFile.open(
                                file, TERMS, TargetLabels.NONE, this::announce, Clock.systemUTC()))
                .isInstanceOf(PolicyFileException.class)
                .hasMessageContaining("policy.yaml:1");
        assertThatThrownBy(() ->
                        PolicyFile.open(
                                directory.resolve("none.yaml"),
                                TERMS,
                                TargetLabels.NONE,
                                this::announce,
                                Clock.systemUTC()))
                .isInstanceOf(PolicyFileException.class)
                .hasMessageContaining("none.yaml");
    }
}
