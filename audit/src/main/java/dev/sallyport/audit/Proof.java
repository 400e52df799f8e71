package dev.sallyport.audit;

import java.util.List;
import java.util.Optional;

/// What somebody without the log can check with the log's public key alone. Immutable. It proves nothing until
/// [ProofCheck] has found it right.
public sealed interface Proof {

    /// No proof is longer: 63 hashes, two checkpoints and a record take less.
    int BYTES_MAX = 256 * 1024;

    /// That a record is in the log, as C2SP tlog-proof.
    ///
    /// @param extra what goes along with the proof, base64: in proofs of [LogProofs] the record. Nothing vouches for it
    ///     but that it is the record which the hashes prove
    /// @param index the record's number in the log, from 0
    /// @param hashes of the tree, from the record's sibling up, each 32 bytes in base64; at most 63
    /// @param checkpoint the signed note of the log they lead to, as the log has it
    /// @see <a href="https://c2sp.org/tlog-proof">C2SP tlog-proof</a>
    record Inclusion(Optional<String> extra, long index, List<String> hashes, String checkpoint)
            implements Proof {
        public Inclusion {
            hashes = List.copyOf(hashes);
        }

        @Override
        public String text() {
            var text = new StringBuilder(ProofText.INCLUSION).append('\n');
            extra.ifPresent(bytes -> text.append(ProofText.EXTRA).append(bytes).append('\n'));
            text.append(ProofText.INDEX).append(index).append('\n');
            return ProofText.end(text, hashes, checkpoint);
        }
    }

    /// That the log only grew between two of its checkpoints.
    ///
    /// @param older the signed note of the log as it was
    /// @param hashes of the tree, as RFC 6962 §2.1.2 orders them, each 32 bytes in base64; at most 63
    /// @param newer the signed note of the log they lead to
    record Consistency(String older, List<String> hashes, String newer) implements Proof {
        public Consistency {
            hashes = List.copyOf(hashes);
        }

        @Override
        public String text() {
            var text = new StringBuilder(ProofText.CONSISTENCY).append('\n');
            text.append(ProofText.OLDER).append(ProofText.encoded(older)).append('\n');
            return ProofText.end(text, hashes, newer);
        }
    }

    /// The proof as a file has it, to be written in UTF-8.
    String text();

    /// Reads what [#text] gives, and nothing else.
    ///
    /// @throws ProofException `UNREADABLE` when these bytes are not a proof at all; `FAULT` when they begin as one and
    ///     do not go on as one
    static Proof read(byte[] file) throws ProofException {
        return ProofText.read(file);
    }
}
