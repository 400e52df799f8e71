package dev.sallyport.server.config;

import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.policy.yaml.YamlMapping;
import dev.sallyport.policy.yaml.YamlNode;
import dev.sallyport.server.config.Identity.Console;
import dev.sallyport.server.config.Identity.Issuer;
import dev.sallyport.server.config.Identity.Subjects;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Reads `identity.console`.
final class ConsoleReader {

    private static final Duration IDLE_DEFAULT = Duration.ofMinutes(30);
    private static final Duration ABSOLUTE_DEFAULT = Duration.ofHours(12);
    private static final List<String> SCOPES_DEFAULT = List.of("openid", "profile", "email");

    private final Targets secrets;

    /// @param secrets resolves references
    ConsoleReader(Targets secrets) {
        this.secrets = secrets;
    }

    /// @return empty when the section has no issuer of `issuers`, which is a problem
    Optional<Console> read(YamlMapping entry, List<Issuer> issuers) {
        entry.allow(
                "issuer",
                "client_id",
                "client_secret",
                "groups_claim",
                "scopes",
                "idle",
                "absolute");
        var clientId = entry.requireText("client_id").orElse("");
        entry.require("client_secret");
        var secret = secrets.secret(entry, "client_secret").orElse(new Secret(""));
        var idle =
                IdentityReader.duration(
                        entry, "idle", IDLE_DEFAULT, Duration.ofMinutes(1), Duration.ofHours(24));
        var absolute =
                IdentityReader.duration(
                        entry,
                        "absolute",
                        ABSOLUTE_DEFAULT,
                        Duration.ofMinutes(5),
                        Duration.ofDays(7));
        if (absolute.compareTo(idle) < 0) {
            IdentityReader.problem(
                    entry,
                    entry.has("absolute") ? "absolute" : "idle",
                    "`absolute` is shorter than `idle`",
                    "make `absolute` at least as long");
        }
        var scopes = scopes(entry);
        return issuer(entry, issuers)
                .map(issuer ->
                        new Console(
                                issuer,
                                clientId,
                                secret,
                                entry.get("groups_claim")
                                        .flatMap(IdentityReader::path)
                                        .orElse(issuer.claims().groups()),
                                scopes,
                                idle,
                                absolute));
    }

    private static Optional<Issuer> issuer(YamlMapping entry, List<Issuer> issuers) {
        var named = entry.require("issuer").flatMap(YamlNode::text);
        if (named.isEmpty()) {
            return Optional.empty();
        }
        var found =
                issuers.stream().filter(issuer -> issuer.issuer().equals(named.get())).findFirst();
        if (found.isEmpty()) {
            IdentityReader.problem(
                    entry,
                    "issuer",
                    "the console's issuer "
                            + Quoted.of(named.get())
                            + " is not one of `identity.issuers`",
                    "list it there too, so that a human has one name in the console and in tokens");
        } else if (found.get().subjects() == Subjects.WORKLOAD) {
            IdentityReader.problem(
                    entry,
                    "issuer",
                    "the console's issuer has `subjects: workload`, so it knows no humans",
                    "name one whose tokens speak of humans");
        }
        return found;
    }

    private static List<String> scopes(YamlMapping entry) {
        var scopes = entry.texts("scopes");
        if (scopes.isEmpty()) {
            return SCOPES_DEFAULT;
        }
        for (var scope : scopes) {
            if (scope.isEmpty() || !scope.chars().allMatch(IdentityReader::scopeChar)) {
                IdentityReader.problem(
                        entry,
                        "scopes",
                        Quoted.of(scope) + " cannot be a scope",
                        "a scope has visible ASCII characters, no space, `\"` or `\\`");
            }
        }
        if (!scopes.contains("openid")) {
            IdentityReader.problem(
                    entry,
                    "scopes",
                    "`scopes` lacks `openid`, without which no one is signed in",
                    "add `openid`");
        }
        return List.copyOf(scopes);
    }

    /// Where browsers reach the console must be known, and nobody may listen in.
    static void checkPublicUrl(YamlMapping root, Configuration.Server server, Identity identity) {
        if (identity.console().isEmpty()) {
            return;
        }
        var url = server.publicUrl();
        if (url.isEmpty() ? !server.listensOnLoopback() : !isSafe(url.get())) {
            root.mapping("identity")
                    .ifPresent(section ->
                            IdentityReader.problem(
                                    section,
                                    "console",
                                    url.isEmpty()
                                            ? "the console needs `server.public_url`, to which the provider sends"
                                                    + " browsers back"
                                            : "the console needs a `server.public_url` with https, or cookies"
                                                    + " could be read on the way",
                                    "write `public_url: \"https://…\"` under `server`"));
        }
    }

    private static boolean isSafe(URI url) {
        return "https".equals(url.getScheme()) || IdentityUrls.isLoopback(url);
    }
}
