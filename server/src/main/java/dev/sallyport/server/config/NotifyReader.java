package dev.sallyport.server.config;

import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.policy.yaml.YamlMapping;
import dev.sallyport.policy.yaml.YamlNode;
import dev.sallyport.server.config.Notify.Channel;
import dev.sallyport.server.config.Notify.Email;
import dev.sallyport.server.config.Notify.Event;
import dev.sallyport.server.config.Notify.Login;
import dev.sallyport.server.config.Notify.Security;
import dev.sallyport.server.config.Notify.Slack;
import dev.sallyport.server.config.Notify.Teams;
import dev.sallyport.server.config.Notify.Webhook;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads `approvals.notify`.
final class NotifyReader {

    private static final int ENTRIES_MAX = 20;
    private static final int ADDRESSES_MAX = 50;
    private static final int SECRET_BYTES_LEAST = 24;
    private static final int SECRET_BYTES_MOST = 64;
    private static final String SECRET_PREFIX = "whsec_";
    private static final int URL_LENGTH_MAX = 2_000;

    private final Targets secrets;

    /// @param secrets resolves references
    NotifyReader(Targets secrets) {
        this.secrets = secrets;
    }

    /// What has a problem is left out; the problem stops the start.
    List<Notify> read(YamlMapping section) {
        var nodes = section.list("notify");
        if (nodes.size() > ENTRIES_MAX) {
            section.problem(
                    "`notify` has more than " + ENTRIES_MAX + " entries",
                    Optional.of("take the others out"));
        }
        var all = new ArrayList<Notify>();
        var names = new HashSet<String>();
        for (var node : nodes) {
            node.mapping()
                    .flatMap(this::entry)
                    .ifPresent(one -> {
                        if (!names.add(one.name())) {
                            node.problem(
                                    "leads where another entry of `notify` leads",
                                    "make one of both, with the events and roles of both");
                        }
                        all.add(one);
                    });
        }
        return List.copyOf(all);
    }

    private Optional<Notify> entry(YamlMapping entry) {
        entry.allow("webhook", "secret", "slack", "teams", "email", "events", "roles");
        var kinds =
                List.of("webhook", "slack", "teams", "email").stream().filter(entry::has).toList();
        if (kinds.size() != 1) {
            entry.problem(
                    "an entry of `notify` has exactly one of `webhook`, `slack`, `teams` and `email`",
                    Optional.of("write an entry for each"));
            return Optional.empty();
        }
        var kind = kinds.getFirst();
        if (!kind.equals("webhook") && entry.has("secret")) {
            IdentityReader.problem(
                    entry,
                    "secret",
                    "`secret` signs a `webhook`; " + kind + " takes no signature",
                    "remove it");
        }
        Optional<? extends Channel> channel =
                switch (kind) {
                    case "webhook" -> webhook(entry);
                    case "slack" -> secretUrl(entry, "slack").map(Slack::new);
                    case "teams" -> secretUrl(entry, "teams").map(Teams::new);
                    default -> entry.mapping("email").flatMap(this::email);
                };
        var events = events(entry);
        var roles = new LinkedHashSet<>(entry.texts("roles"));
        if (entry.has("roles") && roles.isEmpty()) {
            IdentityReader.problem(
                    entry, "roles", "`roles` is empty", "name roles, or remove it for all of them");
        }
        return channel.map(to -> new Notify(name(kind, to), to, events, roles));
    }

    private Optional<Webhook> webhook(YamlMapping entry) {
        var url = entry.get("webhook").flatMap(node -> node.text().flatMap(t -> url(node, t)));
        if (!entry.has("secret")) {
            entry.problem(
                    "a `webhook` needs a `secret`, or its receiver could not tell our messages from others'",
                    Optional.of(
                            "write `secret: \"${file:…}\"`; make one with `openssl rand -base64 32`"));
            return Optional.empty();
        }
        var secret = secrets.secret(entry, "secret");
        if (secret.isPresent() && !isSigningSecret(secret.get().value())) {
            IdentityReader.problem(
                    entry,
                    "secret",
                    "`secret` is not base64 of "
                            + SECRET_BYTES_LEAST
                            + " to "
                            + SECRET_BYTES_MOST
                            + " bytes",
                    "make one with `openssl rand -base64 32`");
            return Optional.empty();
        }
        return url.flatMap(to -> secret.map(s -> new Webhook(to, s)));
    }

    private static boolean isSigningSecret(String text) {
        try {
            int bytes = signingKey(text).length;
            return bytes >= SECRET_BYTES_LEAST && bytes <= SECRET_BYTES_MOST;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// @throws IllegalArgumentException for what is not base64
    static byte[] signingKey(String text) {
        return Base64.getDecoder()
                .decode(
                        text.startsWith(SECRET_PREFIX)
                                ? text.substring(SECRET_PREFIX.length())
                                : text);
    }

    private Optional<Secret> secretUrl(YamlMapping entry, String key) {
        var secret = secrets.secret(entry, key);
        return secret.filter(
                value -> entry.get(key).flatMap(node -> url(node, value.value())).isPresent());
    }

    /// Messages are read on the way unless it is https; the text itself is not told, it may be a secret.
    private static Optional<URI> url(YamlNode node, String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            url = URI.create("none:");
        }
        boolean good =
                url.getHost() != null
                        && text.length() <= URL_LENGTH_MAX
                        && url.getRawUserInfo() == null
                        && url.getRawFragment() == null
                        && ("https".equals(url.getScheme())
                                || ("http".equals(url.getScheme())
                                        && IdentityUrls.isLoopback(url)));
        if (good) {
            return Optional.of(url);
        }
        node.problem(
                node.name() + " is not an https URL without credentials",
                "write `https://…`; http is for loopback addresses alone");
        return Optional.empty();
    }

    private static Set<Event> events(YamlMapping entry) {
        var events = EnumSet.noneOf(Event.class);
        for (var name : entry.texts("events")) {
            var event =
                    Arrays.stream(Event.values())
                            .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(name))
                            .findFirst();
            event.ifPresentOrElse(
                    events::add,
                    () ->
                            IdentityReader.problem(
                                    entry,
                                    "events",
                                    "there is no event " + Quoted.of(name),
                                    "the events are "
                                            + Arrays.stream(Event.values())
                                                    .map(one -> one.name().toLowerCase(Locale.ROOT))
                                                    .collect(Collectors.joining(", "))));
        }
        if (!entry.has("events")) {
            return Set.of(Event.REQUESTED);
        }
        if (entry.texts("events").isEmpty()) {
            IdentityReader.problem(
                    entry, "events", "`events` is empty", "name some, or remove the entry");
        }
        return events;
    }

    private Optional<Email> email(YamlMapping entry) {
        entry.allow("smtp", "security", "username", "password", "from", "to");
        var server = entry.requireText("smtp").flatMap(text -> server(entry, text));
        var security = security(entry, server);
        var login = login(entry);
        var from = entry.requireText("from").filter(text -> isAddress(entry, "from", text));
        var to = new LinkedHashSet<String>();
        entry.require("to");
        for (var text : entry.texts("to")) {
            if (isAddress(entry, "to", text)) {
                to.add(text);
            }
        }
        if (entry.has("to") && (entry.texts("to").isEmpty() || to.size() > ADDRESSES_MAX)) {
            IdentityReader.problem(
                    entry,
                    "to",
                    "`to` has 1 to " + ADDRESSES_MAX + " addresses",
                    "use a mailing list for more");
        }
        if (server.isEmpty() || security.isEmpty() || from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Email(
                        server.get().getHost(),
                        server.get().getPort(),
                        security.get(),
                        login,
                        from.get(),
                        List.copyOf(to)));
    }

    private static Optional<URI> server(YamlMapping entry, String text) {
        try {
            var url = new URI("smtp://" + text);
            if (url.getHost() != null
                    && url.getPort() > 0
                    && url.getPort() <= 65_535
                    && text.endsWith(":" + url.getPort())
                    && url.getRawUserInfo() == null) {
                return Optional.of(url);
            }
        } catch (URISyntaxException e) {
            // Told below, as for any other text that is no server.
        }
        IdentityReader.problem(
                entry,
                "smtp",
                "`smtp` must be a host and a port, not " + Quoted.of(text),
                "write `mail.example.com:587`");
        return Optional.empty();
    }

    private static Optional<Security> security(YamlMapping entry, Optional<URI> server) {
        var text = entry.text("security").orElse("starttls");
        var security =
                Arrays.stream(Security.values())
                        .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(text))
                        .findFirst();
        if (security.isEmpty()) {
            IdentityReader.problem(
                    entry,
                    "security",
                    "`security` must be `starttls`, `tls` or `none`, not " + Quoted.of(text),
                    "write `starttls`");
        } else if (security.get() == Security.NONE
                && !server.map(IdentityUrls::isLoopback).orElse(true)) {
            IdentityReader.problem(
                    entry,
                    "security",
                    "`security: none` would send mail and password in the clear",
                    "write `starttls` or `tls`; `none` is for a mail server on this machine");
            return Optional.empty();
        }
        return security;
    }

    private Optional<Login> login(YamlMapping entry) {
        var username = entry.text("username");
        var password = secrets.secret(entry, "password");
        if (entry.has("username") != entry.has("password")) {
            entry.problem(
                    "`username` and `password` go together",
                    Optional.of("write both, or neither where the server takes mail without"));
        }
        return username.flatMap(name -> password.map(secret -> new Login(name, secret)));
    }

    private static boolean isAddress(YamlMapping entry, String key, String text) {
        int at = text.lastIndexOf('@');
        boolean good =
                at > 0
                        && at < text.length() - 1
                        && text.length() <= 254
                        && text.chars()
                                .allMatch(
                                        c -> c > ' ' && c < 0x7f && "<>(),;:\\\"[]".indexOf(c) < 0);
        if (!good) {
            IdentityReader.problem(
                    entry,
                    key,
                    Quoted.of(text) + " is no plain mail address",
                    "write `dba@example.com`, without a name");
        }
        return good;
    }

    /// Of the place it leads to, so that what waits in the outbox finds it again, and never another.
    private static String name(String kind, Channel channel) {
        return switch (channel) {
            case Webhook(var url, _) -> kind + ":" + url.getHost() + "#" + hash(url.toString());
            case Slack(var url) -> kind + "#" + hash(url.value());
            case Teams(var url) -> kind + "#" + hash(url.value());
            case Email email -> kind + ":" + email.host() + "#" + hash(email.from());
        };
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)),
                            0,
                            4);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
