package dev.sallyport.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// From one signing key to the next. The record before it names the next key; a proof that this record is in the
/// log leads to a checkpoint over just as many records, which both keys have signed. So whoever trusts one of
/// them can follow to the other.
///
/// The directory has it as a C2SP tlog-proof in `handover/SIZE`.
///
/// @param checkpoint what both signed; the record is the last under it
record Handover(VerifierKey previous, VerifierKey next, Checkpoint checkpoint) {

    /// The names of the record's details.
    static final String KEY = "key";

    static final String PREVIOUS = "previous";

    /// The first size that the next key signs.
    long size() {
        return checkpoint.size();
    }

    /// A record that hands a log over.
    static AuditRecord record(VerifierKey previous, VerifierKey next) {
        return AuditRecord.of(Stage.KEY_ROTATED)
                .detail(KEY, next.toString())
                .detail(PREVIOUS, previous.toString())
                .build();
    }

    /// Whether these bytes are such a record.
    static boolean isRecord(byte[] record) {
        var scan = new RecordScan();
        return scan.scan(record, 0, record.length)
                && scan.stage().filter(Stage.KEY_ROTATED::equals).isPresent();
    }

    /// One of the two keys that such a record names.
    ///
    /// @throws IOException when it names none
    static VerifierKey key(byte[] record, String detail) throws IOException {
        var named = Optional.ofNullable(RecordJson.read(record).record().details().get(detail));
        try {
            return VerifierKey.parse(named.orElse(""));
        } catch (IllegalArgumentException e) {
            throw new IOException("a record of a change of keys does not name them", e);
        }
    }

    /// The file's text for the last record of a log whose tiles are written.
    ///
    /// @param note signed by both
    static byte[] text(Path log, byte[] record, long size, String note) throws IOException {
        var hashes =
                LogProofs.hashes(new TileStore(log), MerkleProof.inclusion(size - 1, size), size);
        return new Proof.Inclusion(Optional.of(StrictBase64.encode(record)), size - 1, hashes, note)
                .text()
                .getBytes(StandardCharsets.UTF_8);
    }

    /// Trusts nothing in the file.
    ///
    /// @throws ProofException when it is not the handover of a log at this size
    static Handover parse(byte[] file, long size) throws ProofException {
        if (!(Proof.read(file) instanceof Proof.Inclusion proof) || proof.index() != size - 1) {
            throw new ProofException(
                    ProofException.Kind.FAULT, "it proves nothing of record " + (size - 1));
        }
        var record = proof.extra().flatMap(StrictBase64::decode).orElse(new byte[0]);
        try {
            if (!isRecord(record)) {
                throw new ProofException(
                        ProofException.Kind.FAULT, "its record is no change of keys");
            }
            var previous = key(record, PREVIOUS);
            var next = key(record, KEY);
            var signed = signed(proof, previous, next);
            if (signed.size() != size || previous.equals(next)) {
                throw new ProofException(
                        ProofException.Kind.FAULT, "its checkpoint is of another size");
            }
            return new Handover(previous, next, signed);
        } catch (IOException e) {
            throw new ProofException(
                    ProofException.Kind.FAULT, "its record does not name two signing keys", e);
        }
    }

    private static Checkpoint signed(Proof.Inclusion proof, VerifierKey previous, VerifierKey next)
            throws ProofException {
        var checkpoint = Optional.<Checkpoint>empty();
        for (var key : List.of(previous, next)) {
            checkpoint =
                    Optional.of(new ProofCheck(key).check(proof, Optional.empty()).checkpoint());
        }
        return checkpoint.orElseThrow();
    }
}
