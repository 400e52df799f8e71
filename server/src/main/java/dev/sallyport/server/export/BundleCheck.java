package dev.sallyport.server.export;

import dev.sallyport.audit.Checkpoint;
import dev.sallyport.audit.Proof;
import dev.sallyport.audit.ProofCheck;
import dev.sallyport.audit.ProofException;
import dev.sallyport.audit.ProofException.Kind;
import dev.sallyport.server.export.Bundle.Part;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/// Checks a bundle of evidence with the log's public key, and trusts nothing in it. Nothing is unpacked; what is in
/// memory is one record with its proof, and a line for each part. One call at a time.
public final class BundleCheck {

    private final ProofCheck proofs;

    /// @param proofs with the key that the caller has
    public BundleCheck(ProofCheck proofs) {
        this.proofs = proofs;
    }

    /// What is proven.
    ///
    /// @param checkpoint that every proof leads to
    /// @param indices of the records, in their order
    public record Proven(Checkpoint checkpoint, List<Long> indices) {
        public Proven {
            indices = List.copyOf(indices);
        }
    }

    /// @throws BundleException when the file is no bundle, or something in it is not what it says
    /// @throws ProofException when something in it was not signed by the key
    public Proven check(Path file) throws BundleException, ProofException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var directory = CentralDirectory.read(channel);
            channel.position(0);
            try (var zip =
                    new ZipInputStream(
                            new BufferedInputStream(Channels.newInputStream(channel)),
                            StandardCharsets.UTF_8)) {
                return new Reading(zip, directory).check();
            }
        } catch (ZipException | IllegalArgumentException e) {
            throw new BundleException(Kind.FAULT, "it is a damaged zip file", e);
        } catch (IOException e) {
            throw new BundleException(Kind.UNREADABLE, "it cannot be read", e);
        }
    }

    /// One file, from its beginning to its end.
    private final class Reading {

        private final ZipInputStream zip;
        private final List<CentralDirectory.Entry> directory;
        private final List<Part> parts = new ArrayList<>();

        Reading(ZipInputStream zip, List<CentralDirectory.Entry> directory) {
            this.zip = zip;
            this.directory = directory;
        }

        Proven check() throws IOException, BundleException, ProofException {
            for (var name : List.of(Bundle.README, Bundle.KEY)) {
                var _ = next(name);
            }
            var note = text(next(Bundle.CHECKPOINT));
            var indices = new ArrayList<Long>();
            var checkpoint = Optional.<Checkpoint>empty();
            while (Bundle.index(upcoming()) >= 0) {
                long index = Bundle.index(upcoming());
                if (!indices.isEmpty() && indices.getLast() >= index) {
                    throw BundleException.fault("its records are not in their order");
                }
                checkpoint = Optional.of(record(index, note));
                indices.add(index);
            }
            if (checkpoint.isEmpty()) {
                throw BundleException.fault("it has no record");
            }
            var listed = List.copyOf(parts);
            BundleManifest.check(next(Bundle.MANIFEST), checkpoint.get(), indices.size(), listed);
            if (parts.size() != directory.size() || zip.getNextEntry() != null) {
                throw BundleException.fault("it has more in it than its manifest says");
            }
            return new Proven(checkpoint.get(), indices);
        }

        private Checkpoint record(long index, String note)
                throws IOException, BundleException, ProofException {
            var record = next(Bundle.record(index));
            if (!(Proof.read(next(Bundle.proof(index))) instanceof Proof.Inclusion proof)
                    || proof.index() != index) {
                throw BundleException.fault(
                        "`" + Bundle.proof(index) + "` is the proof of something else");
            }
            if (!proof.checkpoint().equals(note)) {
                throw BundleException.fault(
                        "`" + Bundle.proof(index) + "` leads to another checkpoint");
            }
            return proofs.check(proof, Optional.of(record)).checkpoint();
        }

        /// What the directory lists next; nothing where it ends.
        private String upcoming() {
            return parts.size() < directory.size() ? directory.get(parts.size()).name() : "";
        }

        private byte[] next(String name) throws IOException, BundleException {
            var entry = zip.getNextEntry();
            if (entry == null || !entry.getName().equals(name) || !upcoming().equals(name)) {
                throw BundleException.fault("`" + name + "` is not in its place");
            }
            int most = Bundle.bytesMax(name);
            var bytes = zip.readNBytes(most + 1);
            if (bytes.length > most) {
                throw BundleException.fault("`" + name + "` is longer than " + most + " bytes");
            }
            zip.closeEntry();
            compare(entry, directory.get(parts.size()));
            parts.add(Part.of(name, bytes));
            return bytes;
        }

        /// The JDK has compared the entry's own checksum and sizes with its bytes.
        private static void compare(ZipEntry entry, CentralDirectory.Entry listed)
                throws BundleException {
            if (entry.getCrc() != listed.crc()
                    || entry.getCompressedSize() != listed.packed()
                    || entry.getSize() != listed.size()) {
                throw BundleException.fault(
                        "`" + listed.name() + "` is not what the file's directory says");
            }
        }

        private static String text(byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
