package dev.sallyport.server.identity;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.state.StateStore;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
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

    private static final int GROUP_LENGTH_MAX = 200;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final StateStore store;
    private final Clock clock;
    private final RandomGenerator random;

    /// @param random cryptographically strong: `new SecureRandom()`
    public ApiKeys(StateStore store, Clock clock, RandomGenerator random) {
        this.store = store;
        this.clock = clock;
        this.random = random;
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

    /// Makes a key for `client:NAME`, or for `user:NAME` when a human holds it.
    ///
    /// A name belongs to one working key at a time, and for good to either agents or humans: an agent's name
    /// that became a human's could approve what it had asked for.
    ///
    /// @param name a letter or digit, then up to 63 of `a-z 0-9 . _ @ -`
    /// @param groups without the `group:` prefix
    /// @param expires the first instant at which the key no longer works
    public Creation create(
            String name, Set<String> groups, boolean human, Optional<Instant> expires) {
        if (!isName(name)) {
            return new Creation.Refused(
                    "a key's name is a lower-case letter or digit followed by at most 63 of"
                            + " `a-z`, `0-9`, `.`, `_`, `@` and `-`");
        }
        if (groups.size() > GROUPS_MAX || !groups.stream().allMatch(ApiKeys::isGroup)) {
            return new Creation.Refused(
                    "a key has at most "
                            + GROUPS_MAX
                            + " groups, each of 1 to "
                            + GROUP_LENGTH_MAX
                            + " visible characters without spaces");
        }
        var now = clock.instant();
        if (expires.isPresent() && !expires.get().isAfter(now)) {
            return new Creation.Refused("the key would have expired already");
        }
        var token = ApiKeyToken.generate(random);
        var principal = principal(name, human, groups);
        return store.write(handle -> {
            var used =
                    handle.createQuery(
                                    "SELECT human FROM api_key WHERE name = ? ORDER BY created_at DESC LIMIT 1")
                            .bind(0, name)
                            .mapTo(Integer.class)
                            .findOne();
            if (used.isPresent() && (used.get() != 0) != human) {
                return new Creation.Refused(
                        "the name `"
                                + name
                                + "` has belonged to "
                                + (human ? "an agent's" : "a human's")
                                + " key; choose another");
            }
            var groupList = JsonNodeFactory.instance.arrayNode();
            new TreeSet<>(groups).forEach(groupList::add);
            int made =
                    handle.execute(
                            "INSERT INTO api_key (key_id, name, human, member_of, token_sha256, created_at, expires_at)"
                                    + " VALUES (?, ?, ?, ?, ?, ?, CAST(? AS BIGINT)) ON CONFLICT DO NOTHING",
                            token.keyId(),
                            name,
                            human ? 1 : 0,
                            JSON.writeValueAsString(groupList),
                            HexFormat.of().formatHex(token.sha256()),
                            now.toEpochMilli(),
                            expires.map(Instant::toEpochMilli).orElse(null));
            return made == 1
                    ? new Creation.Created(token.text(), principal)
                    : new Creation.Refused(
                            "a key named `"
                                    + name
                                    + "` exists; revoke it first or choose another name");
        });
    }

    /// Every key ever made, by name and then the newest first.
    public List<ApiKey> list() {
        return store.read(handle ->
                handle.createQuery("SELECT * FROM api_key ORDER BY name, created_at DESC, key_id")
                        .map((row, context) -> read(row))
                        .list());
    }

    /// Ends the working key of this name, from the next request on.
    ///
    /// @return whether there was one
    public boolean revoke(String name) {
        return store.write(handle ->
                handle.execute(
                                "UPDATE api_key SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL",
                                clock.millis(),
                                name)
                        > 0);
    }

    /// Whether a key that is not revoked has this subject, `client:NAME` or `user:NAME`, so that no token of
    /// somebody else may take the name.
    public boolean holds(String subject) {
        var human = subject.startsWith("user:");
        var name = subject.substring(subject.indexOf(':') + 1);
        return isName(name)
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

    @Override
    public Authentication authenticate(String bearerToken) {
        var parsed = ApiKeyToken.parse(bearerToken);
        if (parsed.isEmpty()) {
            return new Authentication.Refused("no well-formed token (cut or mistyped?)");
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
            return new Authentication.Refused("no key has this token");
        }
        var key = found.get().key();
        if (key.works(clock.instant())) {
            return new Authentication.Known(key.principal());
        }
        return new Authentication.Refused(
                "the key `"
                        + key.name()
                        + (key.revoked().isPresent() ? "` is revoked" : "` has expired"));
    }

    private static ApiKey read(ResultSet row) throws SQLException {
        var groups = new TreeSet<String>();
        JSON.readTree(row.getString("member_of")).forEach(group -> groups.add(group.stringValue()));
        var name = row.getString("name");
        return new ApiKey(
                row.getString("key_id"),
                name,
                principal(name, row.getInt("human") != 0, groups),
                Instant.ofEpochMilli(row.getLong("created_at")),
                instant(row, "expires_at"),
                instant(row, "revoked_at"));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    private static Principal principal(String name, boolean human, Set<String> groups) {
        return human
                ? new Principal("user:" + name, Principal.Kind.HUMAN, Optional.empty(), groups)
                : new Principal("client:" + name, Principal.Kind.AGENT, Optional.empty(), groups);
    }

    private static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= NAME_LENGTH_MAX
                && isLetterOrDigit(name.charAt(0))
                && name.chars().allMatch(c -> isLetterOrDigit(c) || "._@-".indexOf(c) >= 0);
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    private static boolean isGroup(String group) {
        return !group.isEmpty()
                && group.length() <= GROUP_LENGTH_MAX
                && group.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    private record Stored(ApiKey key, String sha256) {}
}
