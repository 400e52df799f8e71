package dev.sallyport.audit;

import java.util.List;

/// What a planned call would do: what is needed, beside who asked and when, to decide it again.
///
/// @param listed the first of them, in the plan's order
/// @param total how many there were; more than are listed when they were too long for a record
public record RecordedAccesses(List<RecordedAccess> listed, int total) {

    /// The most room that accesses take in a record, as canonical JSON.
    public static final int BYTES_MAX = 24 * 1024;

    public RecordedAccesses {
        listed = List.copyOf(listed);
        if (total < listed.size()) {
            throw new IllegalArgumentException(
                    "of " + total + " accesses, " + listed.size() + " cannot be listed");
        }
    }

    /// As many of them, from the first on, as [#BYTES_MAX] has room for.
    public static RecordedAccesses of(List<RecordedAccess> all) {
        int bytes = 0;
        for (int i = 0; i < all.size(); i++) {
            bytes += CanonicalJson.bytes(AccessJson.write(all.get(i))).length + 1;
            if (bytes > BYTES_MAX) {
                return new RecordedAccesses(all.subList(0, i), all.size());
            }
        }
        return new RecordedAccesses(all, all.size());
    }

    /// Whether none is missing.
    public boolean whole() {
        return listed.size() == total;
    }
}
