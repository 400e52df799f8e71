package dev.sallyport.server.config;

import dev.sallyport.policy.Glob;
import dev.sallyport.policy.yaml.Amounts;
import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.policy.yaml.YamlMapping;
import dev.sallyport.policy.yaml.YamlNode;
import dev.sallyport.server.config.Identity.Claims;
import dev.sallyport.server.config.Identity.Introspected;
import dev.sallyport.server.config.Identity.Introspection;
import dev.sallyport.server.config.Identity.Issuer;
import dev.sallyport.server.config.Identity.Subjects;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Reads the section `identity`. What is half configured is a problem, never a default that lets more in.
final class IdentityReader {

    static final Set<String> ALGORITHMS_DEFAULT = Set.of("RS256", "PS256", "ES256", "EdDSA");
    static final Duration SKEW_DEFAULT = Duration.ofSeconds(30);
    static final Duration LIFETIME_DEFAULT = Duration.ofHours(24);

    private static final Duration SKEW_MAX = Duration.ofSeconds(60);
    private static final Duration LIFETIME_LEAST = Duration.ofMinutes(1);
    private static final Duration LIFETIME_MOST = Duration.ofDays(366);
    private static final int ISSUERS_MAX = 20;
    private static final int PREFIX_LENGTH_MAX = 32;

    private final Targets secrets;

    /// @param secrets resolves references
    IdentityReader(Targets secrets) {
        this.secrets = secrets;
    }

    Identity read(YamlMapping section) {
        section.allow("issuers", "console", "certificates");
        var nodes = section.list("issuers");
        if (nodes.size() > ISSUERS_MAX) {
            section.problem(
                    "`issuers` has more than " + ISSUERS_MAX + " entries",
                    Optional.of("take the others out"));
        }
        var issuers = new ArrayList<Issuer>();
        var together = new Together();
        for (var node : nodes) {
            node.mapping()
                    .ifPresent(entry -> {
                        var issuer = issuer(entry);
                        together.check(entry, issuer);
                        issuers.add(issuer);
                    });
        }
        return new Identity(
                issuers,
                section.mapping("console")
                        .flatMap(entry -> new ConsoleReader(secrets).read(entry, issuers)),
                section.mapping("certificates")
                        .map(entry -> CertificatesReader.read(entry, issuers)));
    }

    private Issuer issuer(YamlMapping entry) {
        entry.allow(
                "issuer",
                "audience",
                "prefix",
                "algorithms",
                "jwks_url",
                "clock_skew",
                "lifetime_max",
                "groups_claim",
                "user_claim",
                "subjects",
                "human_clients",
                "scopes",
                "introspection",
                "introspect");
        var subjects = subjects(entry);
        return new Issuer(
                entry.require("issuer").flatMap(IdentityReader::url).orElse("https://issuer"),
                audiences(entry),
                prefix(entry),
                algorithms(entry),
                entry.get("jwks_url").flatMap(IdentityReader::url).map(URI::create),
                duration(entry, "clock_skew", SKEW_DEFAULT, Duration.ZERO, SKEW_MAX),
                duration(entry, "lifetime_max", LIFETIME_DEFAULT, LIFETIME_LEAST, LIFETIME_MOST),
                claims(entry),
                subjects,
                humanClients(entry, subjects),
                scopes(entry),
                introspection(entry));
    }

    /// https, or http where nobody can listen in: on loopback.
    private static Optional<String> url(YamlNode node) {
        var text = node.text();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        var url = IdentityUrls.read(text.get());
        if (url instanceof IdentityUrls.Read.Bad(var problem, var fix)) {
            node.problem(node.name() + " " + problem, fix);
            return Optional.empty();
        }
        return text;
    }

    private static Set<String> audiences(YamlMapping entry) {
        if (entry.get("audience").isEmpty()) {
            entry.problem(
                    "an issuer needs an `audience`",
                    Optional.of(
                            "write the gate's URL as the issuer puts it into `aud`; without it a token for any"
                                    + " other service would be taken"));
        }
        var audiences = entry.texts("audience");
        if (entry.get("audience").isPresent() && audiences.isEmpty()) {
            entry.get("audience")
                    .ifPresent(node ->
                            node.problem(
                                    "`audience` is empty",
                                    "write what the issuer puts into `aud`"));
        }
        return audiences.isEmpty() ? Set.of("?") : new LinkedHashSet<>(audiences);
    }

    static Optional<String> prefix(YamlMapping entry) {
        return entry.get("prefix")
                .flatMap(node ->
                        node.text()
                                .filter(text -> {
                                    boolean good =
                                            text.length() <= PREFIX_LENGTH_MAX
                                                    && text.matches("[a-z0-9][a-z0-9-]*");
                                    if (!good) {
                                        node.problem(
                                                "`prefix` cannot be " + Quoted.of(text),
                                                "use 1 to 32 of `a-z`, `0-9` and `-`; a `/` follows it by itself");
                                    }
                                    return good;
                                }));
    }

    private static Set<String> algorithms(YamlMapping entry) {
        var given = entry.get("algorithms");
        if (given.isEmpty()) {
            return ALGORITHMS_DEFAULT;
        }
        var algorithms = new LinkedHashSet<String>();
        for (var node : given.get().oneOrMany()) {
            node.text()
                    .ifPresent(name -> {
                        if (Identity.ALGORITHMS.contains(name)) {
                            algorithms.add(name);
                        } else {
                            node.problem(
                                    "`algorithms` cannot have " + Quoted.of(name), fixOf(name));
                        }
                    });
        }
        if (given.get().oneOrMany().isEmpty()) {
            given.get()
                    .problem("`algorithms` is empty", "leave it out, or name one such as `RS256`");
        }
        return algorithms.isEmpty() ? ALGORITHMS_DEFAULT : algorithms;
    }

    private static String fixOf(String algorithm) {
        var lower = algorithm.toLowerCase(Locale.ROOT);
        if (lower.equals("none")) {
            return "a token without a signature proves nothing; name one such as `RS256`";
        }
        if (lower.startsWith("hs")) {
            return "who can check an HMAC can make one; let the issuer sign with a key pair, such as `RS256`";
        }
        return "use "
                + Identity.ALGORITHMS.stream()
                        .map(name -> "`" + name + "`")
                        .collect(Collectors.joining(", "));
    }

    private static Claims claims(YamlMapping entry) {
        return new Claims(
                entry.get("groups_claim")
                        .flatMap(IdentityReader::path)
                        .orElse(Claims.DEFAULTS.groups()),
                entry.text("user_claim").orElse(Claims.DEFAULTS.user()));
    }

    /// `realm_access.roles` leads into an object; a name that is a URL, as some issuers have them, is one claim.
    static Optional<List<String>> path(YamlNode node) {
        return node.text()
                .flatMap(text -> {
                    if (text.startsWith("https://") || text.startsWith("http://")) {
                        return Optional.of(List.of(text));
                    }
                    var steps = Arrays.asList(text.split("\\.", -1));
                    if (steps.stream().anyMatch(String::isBlank) || steps.size() > 5) {
                        node.problem(
                                "`groups_claim` cannot be " + Quoted.of(text),
                                "write a claim, or up to five with dots between, as in `realm_access.roles`");
                        return Optional.empty();
                    }
                    return Optional.of(steps);
                });
    }

    private static Subjects subjects(YamlMapping entry) {
        var given = entry.text("subjects");
        var workload = given.filter("workload"::equals).isPresent();
        if (given.isPresent() && !workload && !given.get().equals("auto")) {
            problem(
                    entry,
                    "subjects",
                    "`subjects` cannot be " + Quoted.of(given.get()),
                    "write `auto`, or `workload` when every token is an agent's");
        }
        if (workload && entry.has("user_claim")) {
            problem(
                    entry,
                    "user_claim",
                    "`user_claim` has no use with `subjects: workload`",
                    "leave it out: agents are named by `sub`");
        }
        return workload ? Subjects.WORKLOAD : Subjects.AUTO;
    }

    private static Set<String> humanClients(YamlMapping entry, Subjects subjects) {
        if (subjects == Subjects.WORKLOAD && entry.has("human_clients")) {
            problem(
                    entry,
                    "human_clients",
                    "`human_clients` has no use with `subjects: workload`",
                    "leave it out: workloads are no humans");
        }
        return new HashSet<>(entry.texts("human_clients"));
    }

    private static SortedMap<String, List<Glob>> scopes(YamlMapping entry) {
        var scopes = new TreeMap<String, List<Glob>>();
        for (var scope : entry.mapping("scopes").map(YamlMapping::entries).orElse(List.of())) {
            if (scope.key().isEmpty() || !scope.key().chars().allMatch(IdentityReader::scopeChar)) {
                scope.problem(
                        Quoted.of(scope.key()) + " cannot be a scope",
                        Optional.of(
                                "a scope has visible ASCII characters, no space, `\"` or `\\`"));
            }
            var tools = new ArrayList<Glob>();
            for (var node : scope.value().oneOrMany()) {
                node.text()
                        .filter(text -> text.length() <= Glob.LENGTH_MAX)
                        .ifPresent(text -> tools.add(new Glob(text)));
            }
            if (tools.isEmpty()) {
                scope.problem(
                        "the scope " + Quoted.of(scope.key()) + " names no tools",
                        Optional.of("list the tools that need it, as in `[modify_database]`"));
            }
            scopes.put(scope.key(), List.copyOf(tools));
        }
        return scopes;
    }

    static boolean scopeChar(int c) {
        return c > ' ' && c < 0x7F && c != '"' && c != '\\';
    }

    private Optional<Introspection> introspection(YamlMapping entry) {
        var tokens = introspected(entry);
        var section = entry.get("introspection").flatMap(YamlNode::mapping);
        if (section.isEmpty()) {
            if (entry.has("introspect")) {
                problem(
                        entry,
                        "introspect",
                        "`introspect` needs `introspection`",
                        "add `introspection: { client_id: …, client_secret: \"${file:…}\" }`");
            }
            return Optional.empty();
        }
        var given = section.get().allow("url", "client_id", "client_secret");
        given.require("client_secret");
        return Optional.of(
                new Introspection(
                        given.get("url").flatMap(IdentityReader::url).map(URI::create),
                        given.requireText("client_id").orElse(""),
                        secrets.secret(given, "client_secret").orElse(new Secret("")),
                        tokens));
    }

    private static Introspected introspected(YamlMapping entry) {
        var text = entry.text("introspect").orElse("opaque");
        return switch (text) {
            case "opaque" -> Introspected.OPAQUE;
            case "jwt" -> Introspected.JWT;
            case "always" -> Introspected.ALWAYS;
            default -> {
                problem(
                        entry,
                        "introspect",
                        "`introspect` cannot be " + Quoted.of(text),
                        "write `opaque`, `jwt` or `always`");
                yield Introspected.ALWAYS;
            }
        };
    }

    static Duration duration(
            YamlMapping section, String key, Duration otherwise, Duration least, Duration most) {
        var given = section.duration(key).orElse(otherwise);
        if (given.compareTo(least) >= 0 && given.compareTo(most) <= 0) {
            return given;
        }
        section.get(key)
                .ifPresent(node ->
                        node.problem(
                                "`"
                                        + key
                                        + "` must be from "
                                        + (least.isZero() ? "0s" : Amounts.print(least))
                                        + " to "
                                        + Amounts.print(most)));
        return otherwise;
    }

    static void problem(YamlMapping section, String key, String message, String fix) {
        section.get(key).ifPresent(node -> node.problem(message, fix));
    }

    /// What issuers must not have in common.
    private static final class Together {
        private final Set<String> issuers = new HashSet<>();
        private final Set<String> prefixes = new HashSet<>();
        private boolean opaque;

        void check(YamlMapping entry, Issuer issuer) {
            // A trailing slash or capitals are a slip of the hand, not another issuer.
            var alike = issuer.issuer().toLowerCase(Locale.ROOT).replaceAll("/+$", "");
            if (!issuers.add(alike)) {
                problem(
                        entry,
                        "issuer",
                        "the issuer " + Quoted.of(issuer.issuer()) + " is listed twice",
                        "remove one; several audiences go into one list");
            }
            if (!prefixes.add(issuer.prefix().orElse(""))) {
                var message =
                        issuer.prefix()
                                .map(text -> "the prefix " + Quoted.of(text) + " is used twice")
                                .orElse(
                                        "two issuers have no `prefix`, so their names could collide");
                entry.problem(
                        message,
                        Optional.of(
                                "give each issuer but one a `prefix` of its own, as in `corp`"));
            }
            if (issuer.introspection().filter(to -> to.tokens().opaque()).isPresent()) {
                if (opaque) {
                    entry.problem(
                            "two issuers take opaque tokens, and such a token does not say whose it is",
                            Optional.of("write `introspect: jwt` for all but one"));
                }
                opaque = true;
            }
        }
    }
}
