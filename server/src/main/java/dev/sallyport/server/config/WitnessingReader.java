package dev.sallyport.server.config;

import dev.sallyport.audit.WitnessKey;
import dev.sallyport.policy.yaml.Amounts;
import dev.sallyport.policy.yaml.YamlMapping;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads `audit.witnesses` and what goes with it.
final class WitnessingReader {

    /// Each is asked on a thread of its own, and a note with sixteen cosignatures is what every verifier must take.
    private static final int ENTRIES_MAX = 15;

    static final String WITNESSES = "witnesses";
    static final String QUORUM = "witness_quorum";
    static final String EVERY = "witness_every";
    static final String STALE_AFTER = "witness_stale_after";

    private final TlsReader paths;

    /// @param directory where relative paths start
    WitnessingReader(Path directory) {
        this.paths = new TlsReader(directory);
    }

    /// What has a problem is left out; the problem stops the start.
    Witnessing read(YamlMapping section) {
        var every =
                ConfigurationReader.duration(
                        section,
                        EVERY,
                        Witnessing.NONE.every(),
                        Duration.ofSeconds(10),
                        Duration.ofHours(1));
        var staleAfter =
                ConfigurationReader.duration(
                        section,
                        STALE_AFTER,
                        Witnessing.NONE.staleAfter(),
                        Duration.ofMinutes(1),
                        Duration.ofDays(30));
        if (staleAfter.compareTo(every) < 0) {
            problem(
                    section,
                    section.has(STALE_AFTER) ? STALE_AFTER : EVERY,
                    "`" + STALE_AFTER + "` is shorter than `" + EVERY + "`",
                    "write at least " + Amounts.print(every));
        }
        var witnesses = witnesses(section);
        return new Witnessing(witnesses, least(section), every, staleAfter);
    }

    private List<Witness> witnesses(YamlMapping section) {
        var nodes = section.list(WITNESSES);
        if (nodes.size() > ENTRIES_MAX) {
            section.problem(
                    "`witnesses` has more than " + ENTRIES_MAX + " entries",
                    Optional.of("take the others out"));
        }
        var all = new ArrayList<Witness>();
        Map<String, Set<String>> seen = new HashMap<>();
        for (var node : nodes) {
            node.mapping()
                    .flatMap(this::entry)
                    .ifPresent(one -> {
                        // One witness under two names would count twice toward the quorum.
                        Map.of(
                                        "url", one.url().toString(),
                                        "name", one.key().name(),
                                        "public key", one.key().material())
                                .forEach((what, value) -> {
                                    if (!seen.computeIfAbsent(what, _ -> new HashSet<>())
                                            .add(value)) {
                                        node.problem(
                                                "has the "
                                                        + what
                                                        + " of another entry of `witnesses`, and"
                                                        + " would count twice",
                                                "take one of both out");
                                    }
                                });
                        all.add(one);
                    });
        }
        return List.copyOf(all);
    }

    private Optional<Witness> entry(YamlMapping entry) {
        entry.allow("url", "key", "ca");
        var ca = paths.path(entry, "ca");
        var url = entry.requireText("url").flatMap(text -> url(entry, text));
        var key = entry.requireText("key").flatMap(text -> key(entry, text));
        return url.flatMap(to -> key.map(by -> new Witness(to, by, ca)));
    }

    private static Optional<URI> url(YamlMapping entry, String text) {
        return switch (IdentityUrls.read(text)) {
            case IdentityUrls.Read.Good(var url) -> {
                var prefix = url.toString();
                yield Optional.of(URI.create(prefix.replaceAll("/+$", "")));
            }
            // The text itself may hold a password.
            case IdentityUrls.Read.Bad _ -> {
                problem(
                        entry,
                        "url",
                        "`url` is not an https URL without credentials, query and fragment",
                        "write the witness's submission prefix, such as `https://witness.example.com`; http is"
                                + " for loopback addresses alone");
                yield Optional.empty();
            }
        };
    }

    private static Optional<WitnessKey> key(YamlMapping entry, String text) {
        try {
            return Optional.of(WitnessKey.parse(text));
        } catch (IllegalArgumentException e) {
            problem(
                    entry,
                    "key",
                    "`key` is no public key of a witness: " + e.getMessage(),
                    "write `name+id+key` as the witness's operator publishes it");
            return Optional.empty();
        }
    }

    private static int least(YamlMapping section) {
        int witnesses = section.list(WITNESSES).size();
        if (witnesses == 0) {
            for (var key : List.of(QUORUM, EVERY, STALE_AFTER)) {
                if (section.has(key)) {
                    problem(
                            section,
                            key,
                            "`" + key + "` goes with `witnesses`",
                            "name witnesses, or remove it");
                }
            }
            return 0;
        }
        if (!section.has(QUORUM)) {
            section.problem(
                    "`witnesses` needs `witness_quorum`: how many of them must have cosigned a checkpoint",
                    Optional.of("write `witness_quorum: 1`, or more"));
            return 1;
        }
        return section.integer(QUORUM, 1, witnesses).map(Math::toIntExact).orElse(1);
    }

    private static void problem(YamlMapping section, String key, String what, String fix) {
        IdentityReader.problem(section, key, what, fix);
    }
}
