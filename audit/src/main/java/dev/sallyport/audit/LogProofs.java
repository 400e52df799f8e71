package dev.sallyport.audit;

import dev.sallyport.audit.ProofException.Kind;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes proofs from a log's directory, also while a gate writes to it. A proof takes two files per level of the tree at
/// most, however large the log is. Nothing in the directory is trusted: each proof is checked against the signed
/// checkpoint before it is handed out. One call at a time.
public final class LogProofs {

    private final Path log;
    private final LogKeys keys;
    private final String note;
    private final Checkpoint checkpoint;
    private final ProofCheck check;
    private final TileStore tiles;

    private LogProofs(Path log, LogKeys keys, String note) throws ProofException {
        this.log = log;
        this.keys = keys;
        this.note = note;
        this.check = new ProofCheck(keys);
        this.checkpoint = check.open(note, "the checkpoint in `" + log + "`");
        this.tiles = new TileStore(log);
    }

    /// Takes the newest checkpoint of the directory: what comes later is not in the proofs.
    ///
    /// @param key the public key, where the caller has it from elsewhere; else the directory's own is used
    /// @throws ProofException `UNREADABLE` when there is no log; `FAULT` when its checkpoint is not signed by the key
    public static LogProofs open(Path directory, Optional<VerifierKey> key) throws ProofException {
        var log = directory.toAbsolutePath().normalize();
        try {
            var note =
                    SafeFiles.text(
                            SafeFiles.read(log.resolve(AuditLog.CHECKPOINT), SignedNote.BYTES_MAX));
            return new LogProofs(log, keys(log, key), note);
        } catch (NoSuchFileException e) {
            throw new ProofException(Kind.UNREADABLE, "there is no audit log in `" + log + "`", e);
        } catch (IOException e) {
            throw new ProofException(
                    Kind.UNREADABLE, "the audit log in `" + log + "` cannot be read", e);
        }
    }

    /// Those of the directory, of which the one that was given must be one.
    private static LogKeys keys(Path log, Optional<VerifierKey> given)
            throws IOException, ProofException {
        var file = log.resolve(AuditLog.VERIFIER_KEY);
        try {
            var handovers = Handovers.read(log);
            if (given.isEmpty()) {
                return handovers.keys(VerifierKey.read(file), file);
            }
            if (handovers.all().isEmpty()) {
                return LogKeys.of(given.get());
            }
            var keys = handovers.keys();
            if (!keys.has(given.get())) {
                throw new ProofException(Kind.FAULT, "the key is none of those the log ever had");
            }
            return keys;
        } catch (IllegalArgumentException e) {
            throw new ProofException(Kind.FAULT, "`" + file + "` is no verifier key", e);
        } catch (TamperedException e) {
            throw new ProofException(
                    Kind.FAULT, "`" + e.found().file() + "`: " + e.found().message(), e);
        }
    }

    /// What the proofs lead to.
    public Checkpoint checkpoint() {
        return checkpoint;
    }

    /// The key that signed [#checkpoint].
    public VerifierKey key() {
        return keys.at(checkpoint.size());
    }

    /// That a record is in the log. The record goes along.
    ///
    /// @param index the record's number, from 0
    /// @throws ProofException `ABSENT` when there is no such record, or it is not signed yet; `FAULT` when what lies in
    ///     the directory is not what was signed
    public Proof.Inclusion inclusion(long index) throws ProofException {
        if (index < 0 || index >= checkpoint.size()) {
            throw new ProofException(
                    Kind.ABSENT,
                    "there is no record "
                            + index
                            + " among the "
                            + checkpoint.size()
                            + " that are signed; the newest are signed within"
                            + " `audit.checkpoint_every`");
        }
        var proof =
                reading(() ->
                        new Proof.Inclusion(
                                Optional.of(
                                        StrictBase64.encode(tiles.entry(index, checkpoint.size()))),
                                index,
                                hashes(MerkleProof.inclusion(index, checkpoint.size())),
                                note));
        try {
            var _ = check.check(proof, Optional.empty());
        } catch (ProofException e) {
            throw damaged("record " + index + " and the tiles above it are", e);
        }
        return proof;
    }

    /// That the log only grew since an older checkpoint.
    ///
    /// @param older the signed note
    /// @throws ProofException `FAULT` when the key did not sign it, or what lies in the directory is not what was
    ///     signed; `ROLLED_BACK` when the directory holds less; `FORKED` when it holds another history
    public Proof.Consistency consistency(String older) throws ProofException {
        var from = check.open(older, "the older checkpoint");
        if (from.size() > checkpoint.size()) {
            throw new ProofException(
                    Kind.ROLLED_BACK,
                    "a checkpoint over "
                            + from.size()
                            + " records was signed, but the newest in `"
                            + log
                            + "` is over "
                            + checkpoint.size());
        }
        var proof = reading(() -> new Proof.Consistency(older, hashes(ranges(from.size())), note));
        try {
            var _ = check.check(proof);
        } catch (ProofException e) {
            if (e.kind() == Kind.FORKED || isFork(from, proof)) {
                throw new ProofException(
                        Kind.FORKED,
                        "the first "
                                + from.size()
                                + " records are not those of the older checkpoint",
                        e);
            }
            throw damaged("the tiles are", e);
        }
        return proof;
    }

    /// The signed note of [#checkpoint], as the directory has it.
    public String note() {
        return note;
    }

    /// The hashes that lead from the first `older` records to [#checkpoint], for somebody who has the root over those.
    ///
    /// @param older 0 to as many as are signed
    /// @return each 32 bytes in base64; at most 63
    /// @throws ProofException `ABSENT` when fewer are signed; `FAULT` when what lies in the directory is not what was
    ///     signed
    public List<String> consistencyFrom(long older) throws ProofException {
        if (older < 0 || older > checkpoint.size()) {
            throw new ProofException(
                    Kind.ABSENT, "there are no " + older + " signed records to prove");
        }
        var hashes = reading(() -> hashes(ranges(older)));
        if (!leads(older, hashes)) {
            throw damaged("the tiles are", new ProofException(Kind.FAULT, "the proof is wrong"));
        }
        return hashes;
    }

    private List<MerkleProof.Range> ranges(long older) {
        return older == 0 ? List.of() : MerkleProof.consistency(older, checkpoint.size());
    }

    /// Whether the directory's own past leads to the signed root: then it is the older checkpoint that does not fit.
    private boolean isFork(Checkpoint from, Proof.Consistency proof) throws ProofException {
        return leads(from.size(), proof.hashes());
    }

    /// Whether hashes lead from the directory's own past to the signed root.
    private boolean leads(long older, List<String> hashes) throws ProofException {
        var past = reading(() -> tiles.rootAt(older, checkpoint.size()));
        return new MerkleProof()
                .isConsistent(
                        older,
                        past,
                        checkpoint.size(),
                        decoded(checkpoint.root()),
                        hashes.stream().map(LogProofs::decoded).toList());
    }

    private static byte[] decoded(String hash) {
        return StrictBase64.decodeHash(hash)
                .orElseThrow(() -> new IllegalStateException("what was just encoded is a hash"));
    }

    private List<String> hashes(List<MerkleProof.Range> ranges) throws IOException {
        return hashes(tiles, ranges, checkpoint.size());
    }

    /// @param stored how many records the tiles have
    static List<String> hashes(TileStore tiles, List<MerkleProof.Range> ranges, long stored)
            throws IOException {
        var hashes = new ArrayList<String>();
        for (var range : ranges) {
            hashes.add(StrictBase64.encode(tiles.root(range.from(), range.to(), stored)));
        }
        return hashes;
    }

    /// Reads files that the directory must have.
    private interface Reading<T> {
        T read() throws IOException;
    }

    private <T> T reading(Reading<T> what) throws ProofException {
        try {
            try {
                return what.read();
            } catch (NoSuchFileException e) {
                // A writer may just have filled a tile and dropped its partial ones.
                return what.read();
            }
        } catch (NoSuchFileException e) {
            throw new ProofException(Kind.FAULT, "`" + e.getFile() + "` is missing", e);
        } catch (TamperedException e) {
            throw new ProofException(Kind.FAULT, e.found().message(), e);
        } catch (IOException e) {
            throw new ProofException(
                    Kind.UNREADABLE, "the audit log in `" + log + "` cannot be read", e);
        }
    }

    private ProofException damaged(String what, ProofException cause) {
        return new ProofException(
                Kind.FAULT,
                what
                        + " not what was signed, and prove nothing; `sallyport audit verify` tells"
                        + " which file is damaged",
                cause);
    }
}
