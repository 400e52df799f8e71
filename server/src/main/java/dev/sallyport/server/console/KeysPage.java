package dev.sallyport.server.console;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.identity.ApiKey;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// API keys as an administrator sees them: never a token, nor its hash.
///
/// @param find what names, principals and groups are shown: those in which it occurs
/// @param working whether only those that work are shown
/// @param revoked what is to be said of the key that was just ended
/// @param inWords how many there are, and are shown
/// @param rows at most [#ROWS_MAX]
record KeysPage(
        Frame frame,
        String find,
        boolean working,
        Optional<String> revoked,
        String inWords,
        List<Row> rows)
        implements Page {

    static final int ROWS_MAX = 200;

    KeysPage {
        rows = List.copyOf(rows);
    }

    /// @param keyId the public part of the token, by which the record names the key
    /// @param kind who holds it
    /// @param confinedTo the only roles that it may use; empty for all of its principal
    record Row(
            String keyId,
            String principal,
            String kind,
            List<String> groups,
            List<String> confinedTo,
            String created,
            String expires,
            String lastUsed,
            String tone,
            String state,
            boolean works) {
        Row {
            groups = List.copyOf(groups);
            confinedTo = List.copyOf(confinedTo);
        }
    }

    static KeysPage of(
            Frame frame,
            List<ApiKey> keys,
            String find,
            boolean working,
            Optional<String> revoked,
            Instant now) {
        var lower = find.toLowerCase(Locale.ROOT);
        var found =
                keys.stream()
                        .filter(key -> !working || key.works(now))
                        .filter(key ->
                                key.principal().subject().contains(lower)
                                        || key.principal().groups().stream()
                                                .anyMatch(group ->
                                                        group.toLowerCase(Locale.ROOT)
                                                                .contains(lower)))
                        .toList();
        return new KeysPage(
                frame,
                find,
                working,
                // Only what is true is said.
                revoked.flatMap(id ->
                        keys.stream()
                                .filter(key -> key.keyId().equals(id) && key.revoked().isPresent())
                                .map(key -> ended(key, keys, now))
                                .findFirst()),
                Words.count(found.size(), "key", "keys")
                        + (found.size() > ROWS_MAX
                                ? ", of which the first " + ROWS_MAX + " are shown"
                                : ""),
                found.stream().limit(ROWS_MAX).map(key -> row(key, now)).toList());
    }

    /// What was ended, and what works all the same.
    private static String ended(ApiKey revoked, List<ApiKey> keys, Instant now) {
        var said =
                "Key "
                        + revoked.keyId()
                        + " of "
                        + revoked.principal().subject()
                        + " is revoked, and those that it replaced. It opens nothing from now on.";
        return keys.stream()
                .filter(key -> key.name().equals(revoked.name()) && key.works(now))
                .findFirst()
                .map(key ->
                        said
                                + " Key "
                                + key.keyId()
                                + " has taken its place and works: revoke that one too if nobody is to have this name.")
                .orElse(said);
    }

    static Row row(ApiKey key, Instant now) {
        var state = state(key, now);
        return new Row(
                key.keyId(),
                key.principal().subject(),
                key.principal().kind() == Principal.Kind.HUMAN ? "a human" : "an agent",
                key.principal().groups().stream().sorted().toList(),
                key.principal().confinedTo().map(List::copyOf).orElse(List.of()),
                Words.time(key.created()),
                key.expires().map(Words::time).orElse("never"),
                key.lastUsed().map(Words::time).orElse("never"),
                key.works(now) ? (key.replaced().isPresent() ? "wait" : "good") : "",
                state,
                key.works(now));
    }

    private static String state(ApiKey key, Instant now) {
        if (key.revoked().isPresent()) {
            return "revoked";
        }
        if (!key.works(now)) {
            return key.replaced().isPresent() ? "replaced" : "expired";
        }
        return key.replaced().isPresent() ? "being replaced" : "works";
    }

    @Override
    public String template() {
        return "keys.jte";
    }
}
