package dev.sallyport.server.witness;

import dev.sallyport.audit.LogProofs;
import dev.sallyport.audit.ProofException;
import dev.sallyport.audit.Witnessed;
import java.util.List;

/// One checkpoint that all witnesses are asked to cosign. Safe from many threads.
final class Submission {

    // Guarded by this.
    private final LogProofs proofs;

    Submission(LogProofs proofs) {
        this.proofs = proofs;
    }

    long size() {
        return proofs.checkpoint().size();
    }

    String root() {
        return proofs.checkpoint().root();
    }

    String note() {
        return proofs.note();
    }

    /// @throws ProofException `ROLLED_BACK` or `FORKED` when the log's own tiles, up to this checkpoint, do not hold
    ///     what was cosigned; `FAULT` when they are damaged
    synchronized void requireGrownFrom(Witnessed cosigned) throws ProofException {
        var _ = proofs.consistency(cosigned.note());
    }

    /// @param older at most [#size]
    synchronized List<String> consistencyFrom(long older) throws ProofException {
        return proofs.consistencyFrom(older);
    }
}
