package dev.sallyport.audit;

import dev.sallyport.audit.Verification.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;

/// Every change of a log's signing key, as its directory tells it; each is checked by itself and follows from
/// the one before.
///
/// @param all by size
record Handovers(Path log, List<Handover> all) {

    static final String DIRECTORY = "handover";

    /// A key a day for years. One handover takes some 2 KB, and checking it two signatures.
    static final int COUNT_MAX = 2_000;

    Handovers {
        all = List.copyOf(all);
    }

    static Path file(Path log, long size) {
        return log.resolve(DIRECTORY).resolve(Long.toString(size));
    }

    /// @throws TamperedException when one is not what both keys signed, or does not follow from the one before
    static Handovers read(Path log) throws IOException {
        var found = new ArrayList<Handover>();
        for (long size : sizes(log)) {
            var file = file(log, size);
            var handover = read(file, size);
            if (!found.isEmpty() && !found.getLast().next().equals(handover.previous())) {
                throw wrong(file, "the signing key that it replaces is not the one before it");
            }
            found.add(handover);
        }
        return new Handovers(log, found);
    }

    private static Handover read(Path file, long size) throws IOException {
        try {
            return Handover.parse(SafeFiles.read(file, Proof.BYTES_MAX), size);
        } catch (ProofException e) {
            throw wrong(file, "it is no handover between two signing keys: " + e.getMessage());
        }
    }

    private static TreeSet<Long> sizes(Path log) throws IOException {
        var sizes = new TreeSet<Long>();
        var directory = log.resolve(DIRECTORY);
        try (var files = Files.newDirectoryStream(directory, Handovers::isName)) {
            for (var file : files) {
                sizes.add(Long.parseLong(String.valueOf(file.getFileName())));
                if (sizes.size() > COUNT_MAX) {
                    throw wrong(directory, "there are more than " + COUNT_MAX + " handovers");
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return sizes;
        }
        return sizes;
    }

    private static boolean isName(Path file) {
        return String.valueOf(file.getFileName()).matches("[1-9][0-9]{0,17}");
    }

    /// The keys of the log.
    ///
    /// @param stated the key that the directory or its reader names
    /// @param file where it is named
    /// @throws TamperedException when it is neither the newest key nor, as while it changes, the one before
    LogKeys keys(VerifierKey stated, Path file) throws TamperedException {
        if (all.isEmpty()) {
            return LogKeys.of(stated);
        }
        var last = all.getLast();
        if (!stated.equals(last.next()) && !stated.equals(last.previous())) {
            throw wrong(file, "the verifier key is not the one that the last handover names");
        }
        return keys();
    }

    /// As the handovers name them; there is at least one.
    LogKeys keys() {
        var tenures = new ArrayList<LogKeys.Tenure>();
        tenures.add(new LogKeys.Tenure(0, all.getFirst().previous()));
        all.forEach(each -> tenures.add(new LogKeys.Tenure(each.size(), each.next())));
        return new LogKeys(tenures);
    }

    private static TamperedException wrong(Path file, String message) {
        return new TamperedException(Kind.KEY, OptionalLong.empty(), file, 0, message);
    }
}
