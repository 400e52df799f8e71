package dev.sallyport.server.export;

import dev.sallyport.audit.Proof;
import java.util.List;
import java.util.regex.Pattern;

/// What a bundle of evidence consists of: a zip file with these parts in this order. Each record is followed by its proof.
final class Bundle {

    static final String FORMAT = "sallyport/evidence-bundle@v1";

    static final String README = "README.md";
    static final String KEY = "vkey";
    static final String CHECKPOINT = "checkpoint";
    static final String MANIFEST = "manifest.json";

    /// What comes before the records.
    static final List<String> HEAD = List.of(README, KEY, CHECKPOINT);

    /// A zip file of the plain kind has 65,535 entries at most.
    static final int RECORDS_MAX = 10_000;

    static final int ENTRIES_MAX = 2 * RECORDS_MAX + HEAD.size() + 1;

    private static final Pattern RECORD = Pattern.compile("records/(0|[1-9][0-9]{0,17})\\.json");

    private static final int SMALL_BYTES_MAX = 100 * 1024;

    /// Three lines for each part.
    private static final int MANIFEST_BYTES_MAX = 8 << 20;

    /// C2SP tlog-tiles.
    private static final int RECORD_BYTES_MAX = 0xFFFF;

    private Bundle() {}

    static String record(long index) {
        return "records/" + index + ".json";
    }

    static String proof(long index) {
        return "proofs/" + index + ".tlog-proof";
    }

    /// @return the record's number; −1 for what is no record
    static long index(String name) {
        var record = RECORD.matcher(name);
        return record.matches() ? Long.parseLong(record.group(1)) : -1;
    }

    /// How long a part can be.
    static int bytesMax(String name) {
        if (name.equals(MANIFEST)) {
            return MANIFEST_BYTES_MAX;
        }
        if (name.startsWith("records/")) {
            return RECORD_BYTES_MAX;
        }
        return name.startsWith("proofs/") ? Proof.BYTES_MAX : SMALL_BYTES_MAX;
    }

    /// A part, as the manifest lists it.
    record Part(String name, long size, String sha256) {

        static Part of(String name, byte[] bytes) {
            return new Part(name, bytes.length, Ocsf.sha256(bytes));
        }
    }
}
