package dev.sallyport.server.export;

import dev.sallyport.audit.LogProofs;
import dev.sallyport.audit.Proof;
import dev.sallyport.audit.ProofException;
import dev.sallyport.server.export.Bundle.Part;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SortedSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import tools.jackson.databind.json.JsonMapper;

/// Writes a bundle of evidence: records with their proofs, the checkpoint they lead to, the public key, how to check it
/// all, and a manifest. The same records and checkpoint give the same bytes. It is written as it is made, so that its
/// size takes no memory. One call at a time.
public final class BundleWriter implements AutoCloseable {

    /// How many records there can be.
    public static final int RECORDS_MAX = Bundle.RECORDS_MAX;

    // The first that a zip file can have.
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final ZipOutputStream zip;
    private final List<Part> parts = new ArrayList<>();

    /// @param out is closed with this
    public BundleWriter(OutputStream out) {
        this.zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    }

    /// @param indices of the records, at least one and [#RECORDS_MAX] at most
    /// @throws ProofException when there is no proof of one of them
    public void write(LogProofs proofs, SortedSet<Long> indices)
            throws IOException, ProofException {
        if (indices.isEmpty() || indices.size() > RECORDS_MAX) {
            throw new IllegalArgumentException("a bundle cannot have " + indices.size());
        }
        var first = proofs.inclusion(indices.first());
        put(Bundle.README, BundleReadme.of(proofs.checkpoint()));
        put(Bundle.KEY, proofs.key() + "\n");
        put(Bundle.CHECKPOINT, first.checkpoint());
        for (long index : indices) {
            put(index, proofs.inclusion(index));
        }
        var manifest = BundleManifest.of(proofs.checkpoint(), indices.size(), parts);
        put(
                Bundle.MANIFEST,
                JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(manifest)
                        + "\n");
        zip.finish();
    }

    private void put(long index, Proof.Inclusion proof) throws IOException {
        var record =
                proof.extra().orElseThrow(() -> new IllegalStateException("the record goes along"));
        put(Bundle.record(index), Base64.getDecoder().decode(record));
        put(Bundle.proof(index), proof.text());
    }

    private void put(String name, String text) throws IOException {
        put(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private void put(String name, byte[] bytes) throws IOException {
        var entry = new ZipEntry(name);
        entry.setTimeLocal(NO_TIME);
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
        parts.add(Part.of(name, bytes));
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
