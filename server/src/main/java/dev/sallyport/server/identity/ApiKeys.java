package dev.sallyport.server.identity;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.state.StateException;
import dev.sallyport.server.state.StateStore;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// The keys that Sallyport gives out itself. Only a hash of each token is kept. Safe from many threads, also
/// of several processes on one database; nothing is cached, so a revoked key stops working with the next
/// request.
///
/// Every method throws [dev.sallyport.server.state.StateException] when the database does not answer.
public final class ApiKeys implements Authenticator {
    /// The longest name.
    public static final int NAME_LENGTH_MAX = 64;

    /// The most groups of one key, and the longest name of one.
    public static final int GROUPS_MAX = 64;

    /// The most roles that one key is confined to.
    public static final int ROLES_MAX = 64;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final StateStore store;
    private final Clock clock;
    private final RandomGenerator random;
    private final KeyUses uses;

    /// @param random cryptographically strong: `new SecureRandom()`
    public ApiKeys(StateStore store, Clock clock, RandomGenerator random) {
        this.store = store;
        this.clock = clock;
        this.random = random;
        this.uses = new KeyUses(store);
    }

    /// The answer of [#create].
    public sealed interface Creation {
        /// @param token shown once and never again
        record Created(String token, Principal principal) implements Creation {
            /// Keeps the token out of logs.
            @Override
            public String toString() {
                return "Created[principal=" + principal + "]";
            }
        }

        /// @param message one sentence for whoever asked, starting in lower case
        record Refused(String message) implements Creation {}
    }

    /// Who a key is for.
    ///
    /// @param name a letter or digit, then up to 63 of `a-z 0-9 . _ @ -`
    /// @param groups without the `group:` prefix
    /// @param human whether a person holds it
    /// @param confinedTo the only roles it may use; empty for all that its principal has. A role that the role map
    ///     does not have permits nothing.
    /// @param expires the first instant at which the key no longer works
    public record Order(
            String name,
            Set<String> groups,
            boolean human,
            Optional<Set<String>> confinedTo,
            Optional<Instant> expires) {

        public Order {
            groups = Set.copyOf(groups);
            confinedTo = confinedTo.map(Set::copyOf);
        }
    }

    /// Makes a key that is confined to no roles; see [#create(Order)].
    public Creation create(
            String name, Set<String> groups, boolean human, Optional<Instant> expires) {
        return create(new Order(name, groups, human, Optional.empty(), expires));
    }

    /// Makes a key for `client:NAME`, or for `user:NAME` when a human holds it.
    ///
    /// A name belongs to one working key at a time, beside those that it replaced, and for good to either agents or
    /// humans: an agent's name that became a human's could approve what it had asked for.
    public Creation create(Order order) {
        var now = clock.instant();
        var mistake = mistake(order, now);
        if (mistake.isPresent()) {
            return new Creation.Refused(mistake.get());
        }
        var token = ApiKeyToken.generate(random);
        return store.write(handle -> {
            var used =
                    handle.createQuery(
                                    "SELECT human FROM api_key WHERE name = ? ORDER BY created_at DESC LIMIT 1")
                            .bind(0, order.name())
                            .mapTo(Integer.class)
                            .findOne();
            if (used.isPresent() && (used.get() != 0) != order.human()) {
                return new Creation.Refused(
                        "the name `"
                                + order.name()
                                + "` has belonged to "
                                + (order.human() ? "an agent's" : "a human's")
                                + " key; choose another");
            }
            return insert(handle, token, order, now, Optional.empty())
                    ? new Creation.Created(token.text(), principal(order))
                    : new Creation.Refused(
                            "a key named `"
                                    + order.name()
                                    + "` exists; rotate it, revoke it first or choose another name");
        });
    }

    private static Optional<String> mistake(Order order, Instant now) {
        if (!KeyNames.isName(order.name())) {
            return Optional.of(KeyNames.NAME_RULE);
        }
        if (!KeyNames.areGroups(order.groups())) {
            return Optional.of(KeyNames.GROUPS_RULE);
        }
        if (order.confinedTo().filter(roles -> !KeyNames.areRoles(roles)).isPresent()) {
            return Optional.of(KeyNames.ROLES_RULE);
        }
        return order.expires().filter(end -> !end.isAfter(now)).isPresent()
                ? Optional.of("the key would have expired already")
                : Optional.empty();
    }

    /// @return false when the name has a working key
    private static boolean insert(
            Handle handle, ApiKeyToken token, Order order, Instant now, Optional<String> replaces) {
        return handle.execute(
                        "INSERT INTO api_key (key_id, name, human, member_of, confined_to, token_sha256, created_at,"
                                + " expires_at, replaces) VALUES (?, ?, ?, ?, CAST(? AS TEXT), ?, ?,"
                                + " CAST(? AS BIGINT), CAST(? AS TEXT)) ON CONFLICT DO NOTHING",
                        token.keyId(),
                        order.name(),
                        order.human() ? 1 : 0,
                        json(order.groups()),
                        order.confinedTo().map(ApiKeys::json).orElse(null),
                        HexFormat.of().formatHex(token.sha256()),
                        now.toEpochMilli(),
                        order.expires().map(Instant::toEpochMilli).orElse(null),
                        replaces.orElse(null))
                == 1;
    }

    /// Makes a new key in place of the working one of this name: of the same principal, in the same groups, confined
    /// to the same roles. The old one works until the overlap ends, or as long as it would have, if that is less.
    ///
    /// Of two rotations at once, one is refused or rotates what the other made; never do both replace the same key.
    ///
    /// @param overlap how long both work; zero ends the old one at once
    /// @param lasts how long the new one works; absent means as long as the old one was made for
    public Creation rotate(String name, Duration overlap, Optional<Duration> lasts) {
        var now = clock.instant();
        var token = ApiKeyToken.generate(random);
        return store.write(handle -> {
            var working =
                    handle.createQuery(
                                    "SELECT * FROM api_key WHERE name = ? AND revoked_at IS NULL"
                                            + " AND replaced_at IS NULL")
                            .bind(0, name)
                            .map((row, context) -> read(row))
                            .findOne()
                            .filter(key -> key.works(now));
            if (working.isEmpty()) {
                return new Creation.Refused("no working key is named `" + name + "`");
            }
            var old = working.get();
            var end =
                    old.expires()
                            .filter(at -> at.isBefore(now.plus(overlap)))
                            .orElse(now.plus(overlap));
            int replaced =
                    handle.execute(
                            "UPDATE api_key SET replaced_at = ?, expires_at = ? WHERE key_id = ?"
                                    + " AND revoked_at IS NULL AND replaced_at IS NULL",
                            now.toEpochMilli(),
                            end.toEpochMilli(),
                            old.keyId());
            var order =
                    new Order(
                            name,
                            old.principal().groups(),
                            old.principal().kind() == Principal.Kind.HUMAN,
                            old.principal().confinedTo(),
                            lasts.or(() -> old.expires().map(at -> between(old, at)))
                                    .map(now::plus));
            if (replaced == 0) {
                return new Creation.Refused(
                        "the key `"
                                + name
                                + "` was changed at the same time; see `sallyport key list`");
            }
            if (!insert(handle, token, order, now, Optional.of(old.keyId()))) {
                // Takes back that the old one is replaced.
                throw new StateException(
                        "another key took the name `" + name + "` at the same time");
            }
            return new Creation.Created(token.text(), principal(order));
        });
    }

    private static Duration between(ApiKey key, Instant end) {
        return Duration.between(key.created(), end);
    }

    /// Every key ever made, by name and then the newest first.
    public List<ApiKey> list() {
        return store.read(handle ->
                handle.createQuery("SELECT * FROM api_key ORDER BY name, created_at DESC, key_id")
                        .map((row, context) -> read(row))
                        .list());
    }

    /// The key of this id, whatever became of it.
    public Optional<ApiKey> find(String keyId) {
        if (!ApiKeyToken.isKeyId(keyId)) {
            return Optional.empty();
        }
        return store.read(handle ->
                handle.createQuery("SELECT * FROM api_key WHERE key_id = ?")
                        .bind(0, keyId)
                        .map((row, context) -> read(row))
                        .findOne());
    }

    /// Ends the working key of this name, and those that it replaced and that work still, from the next request on.
    ///
    /// @return whether there was one
    public boolean revoke(String name) {
        return store.write(handle ->
                handle.execute(
                                "UPDATE api_key SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL"
                                        + " AND (replaced_at IS NULL OR expires_at > ?)",
                                clock.millis(),
                                name,
                                clock.millis())
                        > 0);
    }

    /// Ends exactly this key, and those that it replaced and that work still, from the next request on. A key that has
    /// taken its name since then goes on working.
    ///
    /// @param record is told of each key, by somebody whom it names, before it ends; when it throws, every key stays as it was
    /// @return whether it worked until now
    public boolean revoke(String keyId, Consumer<ApiKey> record) {
        if (!ApiKeyToken.isKeyId(keyId)) {
            return false;
        }
        return store.write(handle -> {
            var now = clock.instant();
            var ending =
                    handle
                            .createQuery(
                                    "WITH RECURSIVE chain (key_id) AS (SELECT CAST(? AS TEXT) UNION"
                                            + " SELECT k.replaces FROM api_key k JOIN chain c ON c.key_id = k.key_id"
                                            + " WHERE k.replaces IS NOT NULL)"
                                            + " SELECT a.* FROM api_key a JOIN chain c ON c.key_id = a.key_id")
                            .bind(0, keyId)
                            .map((row, context) -> read(row))
                            .list()
                            .stream()
                            .filter(key -> key.works(now))
                            .toList();
            if (ending.stream().noneMatch(key -> key.keyId().equals(keyId))) {
                return false;
            }
            for (var key : ending) {
                int ended =
                        handle.execute(
                                "UPDATE api_key SET revoked_at = ?, revoked_recorded = 1 WHERE key_id = ?"
                                        + " AND revoked_at IS NULL",
                                now.toEpochMilli(),
                                key.keyId());
                if (ended == 1) {
                    record.accept(key); // another process may have been faster, and has told
                }
            }
            return true;
        });
    }

    /// Writes when keys were last used, for each at most once a minute. Called now and then, beside the requests.
    public void writeUses() {
        uses.write(false);
    }

    /// Writes all that is noted of keys' last uses, before the end.
    public void writeAllUses() {
        uses.write(true);
    }

    /// Whether a key that is not revoked has this subject, `client:NAME` or `user:NAME`, so that no token of
    /// somebody else may take the name.
    public boolean holds(String subject) {
        var human = subject.startsWith("user:");
        var name = subject.substring(subject.indexOf(':') + 1);
        return KeyNames.isName(name)
                && store.read(handle ->
                        handle.createQuery(
                                        "SELECT 1 FROM api_key WHERE name = ? AND human = ? AND revoked_at IS NULL")
                                .bind(0, name)
                                .bind(1, human ? 1 : 0)
                                .mapTo(Integer.class)
                                .findOne()
                                .isPresent());
    }

    /// Tells of every key that was made or revoked and not yet told of: each at least once, again when the
    /// process ends in between.
    ///
    /// @param made is told before `revoked` is, for a key that is new and revoked already
    public void tellChanges(Consumer<ApiKey> made, Consumer<ApiKey> revoked) {
        tell("created_recorded", "created_recorded = 0", made);
        tell("revoked_recorded", "revoked_at IS NOT NULL AND revoked_recorded = 0", revoked);
    }

    private void tell(String mark, String untold, Consumer<ApiKey> listener) {
        var keys =
                store.read(handle ->
                        handle.createQuery(
                                        "SELECT * FROM api_key WHERE "
                                                + untold
                                                + " ORDER BY created_at, key_id")
                                .map((row, context) -> read(row))
                                .list());
        for (var key : keys) {
            listener.accept(key);
            var _ =
                    store.write(handle ->
                            handle.execute(
                                    "UPDATE api_key SET " + mark + " = 1 WHERE key_id = ?",
                                    key.keyId()));
        }
    }

    /// Whose a token is.
    public sealed interface Opened {
        /// @param key works now
        record Works(ApiKey key) implements Opened {}

        /// @param reason for the operator's log; never the token
        record Refused(String reason) implements Opened {}
    }

    @Override
    public Authentication authenticate(String bearerToken) {
        return switch (open(bearerToken)) {
            case Opened.Works(var key) ->
                    new Authentication.Known(key.principal(), CredentialBounds.ofKey(key.keyId()));
            case Opened.Refused(var reason) -> new Authentication.Refused(reason);
        };
    }

    /// The working key that has this token; its use is noted.
    public Opened open(String text) {
        var parsed = ApiKeyToken.parse(text);
        if (parsed.isEmpty()) {
            return new Opened.Refused("no well-formed token (cut or mistyped?)");
        }
        var token = parsed.get();
        var found =
                store.read(handle ->
                        handle.createQuery("SELECT * FROM api_key WHERE key_id = ?")
                                .bind(0, token.keyId())
                                .map((row, context) ->
                                        new Stored(read(row), row.getString("token_sha256")))
                                .findOne());
        // An unknown key is compared as well, so that the time tells nothing.
        var expected = HexFormat.of().parseHex(found.map(Stored::sha256).orElse("00".repeat(32)));
        if (!MessageDigest.isEqual(expected, token.sha256()) || found.isEmpty()) {
            return new Opened.Refused("no key has this token");
        }
        var key = found.get().key();
        var now = clock.instant();
        if (key.works(now)) {
            uses.note(key.keyId(), now);
            return new Opened.Works(key);
        }
        return new Opened.Refused(
                "the key `"
                        + key.name()
                        + (key.revoked().isPresent() ? "` is revoked" : "` has expired"));
    }

    private static ApiKey read(ResultSet row) throws SQLException {
        var name = row.getString("name");
        var confinedTo = Optional.ofNullable(row.getString("confined_to")).map(ApiKeys::texts);
        return new ApiKey(
                row.getString("key_id"),
                name,
                principal(
                        name,
                        row.getInt("human") != 0,
                        texts(row.getString("member_of")),
                        confinedTo),
                Instant.ofEpochMilli(row.getLong("created_at")),
                instant(row, "expires_at"),
                instant(row, "revoked_at"),
                instant(row, "last_used_at"),
                Optional.ofNullable(row.getString("replaces")),
                instant(row, "replaced_at"));
    }

    private static Set<String> texts(String json) {
        var texts = new TreeSet<String>();
        JSON.readTree(json).forEach(text -> texts.add(text.stringValue()));
        return texts;
    }

    private static String json(Set<String> texts) {
        var list = JsonNodeFactory.instance.arrayNode();
        new TreeSet<>(texts).forEach(list::add);
        return JSON.writeValueAsString(list);
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    private static Principal principal(Order order) {
        return principal(order.name(), order.human(), order.groups(), order.confinedTo());
    }

    private static Principal principal(
            String name, boolean human, Set<String> groups, Optional<Set<String>> confinedTo) {
        return new Principal(
                (human ? "user:" : "client:") + name,
                human ? Principal.Kind.HUMAN : Principal.Kind.AGENT,
                Optional.empty(),
                groups,
                confinedTo);
    }

    private record Stored(ApiKey key, String sha256) {}
}
