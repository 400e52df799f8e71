package dev.sallyport.server.witness;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.Cosignature;
import dev.sallyport.audit.LogKeys;
import dev.sallyport.audit.LogProofs;
import dev.sallyport.audit.ProofException;
import dev.sallyport.audit.WitnessKey;
import dev.sallyport.audit.Witnessed;
import dev.sallyport.server.config.Witness;
import dev.sallyport.server.config.Witnessing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has the log's checkpoints cosigned while the gate runs, on a thread of its own that nobody waits for: all witnesses
/// are asked for the same checkpoint, and once a quorum has cosigned it, it is stored beside the log. Whatever goes
/// wrong is logged, told by [#states], and tried again; calls and the log know nothing of it. Safe from many threads.
public final class Witnesses implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Witnesses.class);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

    private final Witnessing witnessing;
    private final AuditLog log;
    private final Path directory;
    private final Clock clock;
    private final List<Correspondence> all = new ArrayList<>();
    private final Thread thread;

    // Owned by who runs a round. Of one checkpoint: what came late counts as long as there is no
    // newer one.
    private final Map<WitnessKey, Cosignature> collected = new LinkedHashMap<>();
    private String collectedFor = "";
    private boolean stale;
    private volatile Optional<Witnessed> stored = Optional.empty();

    Witnesses(Witnessing witnessing, AuditLog log, Path directory, Clock clock, Duration answerMax)
            throws IOException {
        this.witnessing = witnessing;
        this.log = log;
        this.directory = directory;
        this.clock = clock;
        try {
            for (var witness : witnessing.witnesses()) {
                all.add(correspondence(witness, answerMax));
            }
        } catch (IOException | RuntimeException e) {
            all.forEach(Correspondence::close);
            throw e;
        }
        resume();
        this.thread = Thread.ofPlatform().name("witnesses").daemon().unstarted(this::run);
    }

    /// Begins; nothing of a witness that is away shows here. Without any, nothing is done.
    ///
    /// @param directory of the log
    /// @throws IllegalArgumentException when the CA of a witness cannot be used
    public static Witnesses start(
            Witnessing witnessing, AuditLog log, Path directory, Clock clock) {
        try {
            var witnesses =
                    new Witnesses(witnessing, log, directory, clock, WitnessClient.ANSWER_MAX);
            if (!witnessing.witnesses().isEmpty()) {
                witnesses.thread.start();
            }
            return witnesses;
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /// Who they are and how many are enough, for the record.
    public static String names(Witnessing witnessing) {
        return witnessing.witnesses().stream()
                .map(Witness::toString)
                .collect(Collectors.joining(", ", "", "; " + witnessing.least() + " are enough"));
    }

    private Correspondence correspondence(Witness witness, Duration answerMax) throws IOException {
        return new Correspondence(
                witness,
                new WitnessClient(witness, answerMax),
                () -> log.checkpoint().size(),
                clock);
    }

    private void resume() {
        if (all.isEmpty()) {
            return;
        }
        try {
            stored = Witnessed.read(directory, LogKeys.read(directory), keys());
        } catch (IOException e) {
            LOG.error(
                    "the checkpoint that witnesses cosigned cannot be used; they are asked anew",
                    e);
        }
        for (var cosignature : stored.map(Witnessed::cosignatures).orElse(List.of())) {
            all.get(keys().indexOf(cosignature.witness()))
                    .resume(stored.orElseThrow().checkpoint().size(), cosignature);
        }
        lookBack();
    }

    /// Tells at once what a witness may tell only later, or never.
    private void lookBack() {
        try {
            if (stored.isPresent()) {
                var _ = isGrown(submission());
            }
        } catch (ProofException e) {
            LOG.error("the log could not be compared with what witnesses cosigned", e);
        }
    }

    private List<WitnessKey> keys() {
        return witnessing.witnesses().stream().map(Witness::key).toList();
    }

    private void run() {
        try {
            while (true) {
                try {
                    round();
                } catch (RuntimeException | Error e) {
                    LOG.error("asking the witnesses met a fault of its own", e);
                }
                Thread.sleep(witnessing.every());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Asks every witness once for the newest checkpoint.
    void round() throws InterruptedException {
        try {
            var submission = submission();
            collect(submission);
            if (collected.size() >= witnessing.least()) {
                store(submission);
            }
        } catch (ProofException | IOException e) {
            LOG.error("the newest checkpoint could not be cosigned or stored", e);
        }
        tellStale();
    }

    private Submission submission() throws ProofException {
        return new Submission(LogProofs.open(directory, Optional.of(log.verifierKey())));
    }

    private void collect(Submission submission) throws InterruptedException {
        if (!collectedFor.equals(submission.note())) {
            collected.clear();
            collectedFor = submission.note();
        }
        for (var cosignature : ask(submission)) {
            collected.put(cosignature.witness(), cosignature);
        }
    }

    private List<Cosignature> ask(Submission submission) throws InterruptedException {
        var asked = new ArrayList<Cosignature>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Collection<Callable<Optional<Cosignature>>> questions = new ArrayList<>();
            all.forEach(each -> questions.add(() -> each.ask(submission)));
            for (var answer : threads.invokeAll(questions)) {
                answered(answer).ifPresent(asked::add);
            }
        }
        return asked;
    }

    /// A fault in asking one witness takes nothing from the others.
    private static Optional<Cosignature> answered(Future<Optional<Cosignature>> answer)
            throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            LOG.error("asking a witness met a fault of its own", e);
            return Optional.empty();
        }
    }

    /// What a quorum once cosigned is never given up for less, nor for another history.
    private void store(Submission submission) throws IOException, ProofException {
        if (isGrown(submission)) {
            var next = Witnessed.of(submission.note(), List.copyOf(collected.values()));
            log.store(next);
            stored = Optional.of(next);
        }
    }

    /// Whether the log has grown from what a quorum cosigned; what is not is an alarm.
    ///
    /// @throws ProofException when the log's files are too damaged to tell
    private boolean isGrown(Submission submission) throws ProofException {
        try {
            if (stored.isPresent()) {
                submission.requireGrownFrom(stored.get());
            }
            return true;
        } catch (ProofException e) {
            if (e.kind() != ProofException.Kind.FORKED
                    && e.kind() != ProofException.Kind.ROLLED_BACK) {
                throw e;
            }
            LOG.error("ALARM: the log has not grown from what witnesses cosigned", e);
            return false;
        }
    }

    private void tellStale() {
        boolean now = standing().stale();
        if (now && !stale) {
            LOG.error(
                    "no checkpoint of the log was cosigned by {} witnesses within {}",
                    witnessing.least(),
                    witnessing.staleAfter());
        }
        stale = now;
    }

    /// The newest checkpoint that a quorum cosigned.
    public WitnessStanding standing() {
        return WitnessStanding.of(stored, witnessing, clock.instant());
    }

    /// How each of them stands.
    public List<WitnessState> states() {
        return all.stream().map(Correspondence::state).toList();
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            if (thread.isAlive() && !thread.join(CLOSE_MAX)) {
                LOG.warn("asking the witnesses did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.forEach(Correspondence::close);
    }
}
