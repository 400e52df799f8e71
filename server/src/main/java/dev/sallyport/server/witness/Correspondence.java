package dev.sallyport.server.witness;

import dev.sallyport.audit.Cosignature;
import dev.sallyport.audit.ProofException;
import dev.sallyport.server.config.Witness;
import dev.sallyport.server.witness.WitnessClient.Answer;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is asked of one witness and what it answers, over time. One call of [#ask] at a time; [#state] from any thread.
final class Correspondence implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Correspondence.class);

    /// A witness that tells another size than it was asked from is asked once more from there.
    private static final int ATTEMPTS_MAX = 2;

    private final Witness witness;
    private final WitnessClient client;
    private final LongSupplier signed;
    private final Clock clock;

    // The size that the witness has, as far as is known. Owned by who asks.
    private long known;
    private volatile WitnessState state;

    /// @param client is closed with this
    /// @param signed how many records the log has signed
    Correspondence(Witness witness, WitnessClient client, LongSupplier signed, Clock clock) {
        this.witness = witness;
        this.client = client;
        this.signed = signed;
        this.clock = clock;
        this.state = WitnessState.unasked(witness.key().name());
    }

    WitnessState state() {
        return state;
    }

    /// Takes up a cosignature of an earlier run.
    void resume(long size, Cosignature cosignature) {
        known = size;
        state = state.cosigned(size, cosignature.at());
    }

    /// Whatever goes wrong is told by [#state] and logged.
    ///
    /// @return the witness's cosignature, checked; empty where it gave none
    Optional<Cosignature> ask(Submission submission) throws InterruptedException {
        try {
            // Of a log that went back behind what it cosigned, it tells so itself.
            long from = Math.min(known, submission.size());
            for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
                var answer =
                        client.submit(from, submission.consistencyFrom(from), submission.note());
                var told =
                        answer instanceof Answer.Conflict(var conflict)
                                ? conflict
                                : OptionalLong.empty();
                long size = told.orElse(from);
                if (size == from) {
                    return take(submission, from, answer);
                }
                if (size > submission.size()) {
                    return ahead(size);
                }
                known = size;
                from = size;
            }
            return failed("says another size each time");
        } catch (ProofException e) {
            LOG.debug("there is no proof for the witness {}", witness, e);
            return failed(
                    "cannot be asked, since the log's own files do not lead there: "
                            + e.getMessage());
        } catch (IOException e) {
            LOG.debug("the witness {} gives no cosignature", witness, e);
            return failed(String.valueOf(e.getMessage()));
        }
    }

    private Optional<Cosignature> take(Submission submission, long from, Answer answer)
            throws IOException {
        return switch (answer) {
            case Answer.Cosigned(var lines) -> Optional.of(cosigned(submission, lines));
            // A proof between equal sizes is empty: what can be in conflict is the root alone.
            case Answer.Conflict _ when from > 0 && from == submission.size() ->
                    anotherHistory(from);
            case Answer.Conflict(var size) when size.isEmpty() ->
                    failed("answered with status 409 and without the size it has");
            case Answer.Conflict _ -> failed("says that it does not have the size that it has");
            case Answer.Inconsistent() when from == 0 ->
                    failed("refuses a first checkpoint, which needs no proof");
            case Answer.Inconsistent() -> anotherHistory(from);
            case Answer.Refused(var why) -> failed(why);
        };
    }

    private Optional<Cosignature> anotherHistory(long from) {
        return alarm(
                "has another history of the first "
                        + from
                        + " records of the log than this gate: the log was forked, or"
                        + " went back in time and on from there");
    }

    private Cosignature cosigned(Submission submission, String lines) throws IOException {
        var cosignature =
                Cosignature.answered(submission.note(), lines, witness.key(), clock.instant());
        if (!state.problem().isEmpty() || !state.alarm().isEmpty()) {
            LOG.warn("the witness {} cosigns again", witness);
        }
        known = submission.size();
        state = state.cosigned(known, cosignature.at());
        return cosignature;
    }

    /// Somebody else may have submitted a checkpoint that was signed just now; a larger one nobody can have.
    private Optional<Cosignature> ahead(long size) {
        if (size <= signed.getAsLong()) {
            known = size;
            return Optional.empty();
        }
        return alarm(
                "has cosigned a checkpoint over "
                        + size
                        + " records of the log, and this gate has signed only "
                        + signed.getAsLong()
                        + ": the log went back in time, or somebody else has its key");
    }

    private Optional<Cosignature> alarm(String what) {
        if (!state.alarm().equals(what)) {
            LOG.error("ALARM: the witness {} {}", witness, what);
        }
        state = state.alarmed(what);
        return Optional.empty();
    }

    private Optional<Cosignature> failed(String why) {
        if (!state.problem().equals(why)) {
            LOG.error("the witness {} {}", witness, why);
        }
        state = state.failed(why);
        return Optional.empty();
    }

    @Override
    public void close() {
        client.close();
    }
}
