package dev.sallyport.audit;

import dev.sallyport.audit.ProofException.Kind;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Checks proofs with a log's public key, and needs nothing else of the log. Trusts nothing in them. Safe from many
/// threads.
public final class ProofCheck {

    /// A record is in the log.
    ///
    /// @param checkpoint what the log signed with the record in it
    /// @param index the record's number, from 0
    /// @param record its canonical JSON, exactly
    public record Included(Checkpoint checkpoint, long index, String record) {}

    /// The log as it was is the beginning of the log as it is.
    public record Consistent(Checkpoint older, Checkpoint newer) {}

    private final LogKeys keys;

    /// @param key the public key; the checkpoint's origin must be its name
    public ProofCheck(VerifierKey key) {
        this(LogKeys.of(key));
    }

    /// @param keys the public keys; each counts for checkpoints of the sizes that it signs
    public ProofCheck(LogKeys keys) {
        this.keys = keys;
    }

    /// @param record the record's bytes, where the caller has them; else those that came with the proof are checked
    /// @throws ProofException `ABSENT` when there is no record to check; `FAULT` when it is not the one proven
    public Included check(Proof.Inclusion proof, Optional<byte[]> record) throws ProofException {
        var checkpoint = open(proof.checkpoint(), "the checkpoint");
        var sent = proof.extra().flatMap(StrictBase64::decode);
        if (sent.isPresent() && record.isPresent() && !Arrays.equals(sent.get(), record.get())) {
            throw fault("the record in the proof is not the one you gave");
        }
        var bytes =
                record.or(() -> sent)
                        .orElseThrow(() ->
                                new ProofException(
                                        Kind.ABSENT,
                                        "the proof came without the record; give the record too"));
        if (proof.index() >= checkpoint.size()) {
            throw fault(
                    "record "
                            + proof.index()
                            + " is not among the "
                            + checkpoint.size()
                            + " records that were signed");
        }
        var leaf = new Merkle().leaf(bytes);
        if (!new MerkleProof()
                .includes(
                        proof.index(),
                        checkpoint.size(),
                        leaf,
                        decoded(proof.hashes()),
                        root(checkpoint))) {
            throw fault(
                    "the proof does not lead from this record to the signed root: it is not record "
                            + proof.index()
                            + " of the log, or the proof is not its");
        }
        return new Included(checkpoint, proof.index(), inPlace(bytes, proof.index()));
    }

    /// @throws ProofException `FORKED` when the two checkpoints contradict each other; `FAULT` when the proof does not
    ///     lead from one to the other
    public Consistent check(Proof.Consistency proof) throws ProofException {
        var older = open(proof.older(), "the older checkpoint");
        var newer = open(proof.newer(), "the newer checkpoint");
        refuseFork(older, newer);
        if (!new MerkleProof()
                .isConsistent(
                        older.size(),
                        root(older),
                        newer.size(),
                        root(newer),
                        decoded(proof.hashes()))) {
            throw fault(
                    "the proof does not lead from the checkpoint over "
                            + older.size()
                            + " records to the one over "
                            + newer.size());
        }
        return new Consistent(older, newer);
    }

    /// Compares what was proven with a checkpoint that was kept elsewhere.
    ///
    /// @param known the signed note that was kept
    /// @param proven the checkpoints of a proof that was found right
    /// @throws ProofException `FORKED` when the log signed two histories; `ABSENT` when the proof says nothing about the
    ///     checkpoint that was kept, because it is over another number of records
    public void compare(String known, List<Checkpoint> proven) throws ProofException {
        var kept = open(known, "the checkpoint you kept");
        for (var each : proven) {
            refuseFork(kept, each);
            if (kept.equals(each)) {
                return;
            }
        }
        throw new ProofException(
                Kind.ABSENT,
                "the proof says nothing about the checkpoint you kept, which is over "
                        + kept.size()
                        + " records; ask for a proof from that one");
    }

    private static void refuseFork(Checkpoint one, Checkpoint other) throws ProofException {
        if (one.size() == other.size() && !one.equals(other)) {
            throw new ProofException(
                    Kind.FORKED,
                    "the log signed two different histories of "
                            + one.size()
                            + " records: "
                            + one.root()
                            + " and "
                            + other.root());
        }
    }

    /// A checkpoint of the key's own log.
    ///
    /// @param name what it is to the reader
    Checkpoint open(String note, String name) throws ProofException {
        return keys.open(note)
                .orElseThrow(() -> fault(name + " is malformed, or the key did not sign it"));
    }

    /// What is proven to stand somewhere in the log must also say so.
    private String inPlace(byte[] record, long index) throws ProofException {
        try {
            var scan = new RecordScan();
            if (scan.scan(record, 0, record.length)
                    && scan.seq() == index
                    && scan.origin().equals(keys.name())) {
                return SafeFiles.text(record);
            }
        } catch (CharacterCodingException e) {
            throw new ProofException(
                    Kind.FAULT, "what was signed as record " + index + " is no text", e);
        }
        throw fault("what was signed as record " + index + " is not that record");
    }

    private static List<byte[]> decoded(List<String> hashes) throws ProofException {
        var decoded = new java.util.ArrayList<byte[]>();
        for (var hash : hashes) {
            decoded.add(
                    StrictBase64.decodeHash(hash)
                            .orElseThrow(() -> fault("`" + hash + "` is no hash")));
        }
        return decoded;
    }

    private static byte[] root(Checkpoint checkpoint) {
        return StrictBase64.decodeHash(checkpoint.root())
                .orElseThrow(() -> new IllegalStateException("a checkpoint's root is a hash"));
    }

    private static ProofException fault(String message) {
        return new ProofException(Kind.FAULT, message);
    }
}
