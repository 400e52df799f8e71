package dev.sallyport.audit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// What else the policy knew of somebody when it decided.
///
/// @param groups sorted; absent when they were too long for a record
/// @param confinedTo the only roles that could permit anything, sorted; absent for no such bound
public record Standing(Optional<List<String>> groups, Optional<List<String>> confinedTo) {

    /// The most room that one principal's groups and roles take in a record, in bytes.
    public static final int BYTES_MAX = 8 * 1024;

    public Standing {
        groups = groups.map(Ascending::of);
        confinedTo = confinedTo.map(Ascending::of);
    }

    /// The groups that are too long for a record are left out, all of them, and with them the roles.
    public static Standing of(Iterable<String> groups, Optional<? extends Iterable<String>> roles) {
        var standing = new Standing(Optional.of(listed(groups)), roles.map(names -> listed(names)));
        return standing.bytes() > BYTES_MAX ? cut() : standing;
    }

    /// That of somebody of whom not all is on record.
    static Standing cut() {
        return new Standing(Optional.empty(), Optional.empty());
    }

    /// Whether all of it is on record.
    public boolean whole() {
        return groups.isPresent();
    }

    private static List<String> listed(Iterable<String> names) {
        var all = new java.util.ArrayList<String>();
        names.forEach(all::add);
        return all;
    }

    private long bytes() {
        return java.util.stream.Stream.concat(groups.stream(), confinedTo.stream())
                .flatMap(List::stream)
                .mapToLong(name -> name.getBytes(StandardCharsets.UTF_8).length + 3L)
                .sum();
    }
}
