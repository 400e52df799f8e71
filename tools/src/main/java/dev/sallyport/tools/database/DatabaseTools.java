package dev.sallyport.tools.database;

import dev.sallyport.tools.Tool;
import dev.sallyport.tools.ToolFamily;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The database tools over the configured targets. Safe from many threads.
///
/// Opening connects to nothing: a target that is down answers `TARGET_UNAVAILABLE` until it is back.
public final class DatabaseTools implements ToolFamily {

    private static final int KEY_BYTES_MIN = 32;

    private final Map<String, Database> databases;
    private final List<Tool> tools;

    private DatabaseTools(Map<String, Database> databases) {
        this.databases = databases;
        this.tools =
                List.of(
                        new QueryTool(databases),
                        new DescribeTool(databases),
                        new ModifyTool(databases));
    }

    /// @param targets with distinct names
    /// @param tokenKey at least 32 random bytes, the same after every restart: the `token` mask derives its keys
    ///     from it, so another key makes other tokens
    /// @throws IllegalArgumentException for two targets of one name or a short key
    public static DatabaseTools open(List<DatabaseTarget> targets, byte[] tokenKey) {
        if (tokenKey.length < KEY_BYTES_MIN) {
            throw new IllegalArgumentException(
                    "the token key needs at least " + KEY_BYTES_MIN + " bytes");
        }
        if (targets.stream().map(DatabaseTarget::name).distinct().count() != targets.size()) {
            throw new IllegalArgumentException("two databases have the same name");
        }
        var databases = new TreeMap<String, Database>();
        for (var target : targets) {
            var engine = Engines.of(target.jdbcUrl()).orElseThrow();
            databases.put(
                    target.name(),
                    new Database(target, engine, new TokenKeys(tokenKey, target.name())));
        }
        return new DatabaseTools(Collections.unmodifiableMap(databases));
    }

    @Override
    public List<Tool> tools() {
        return tools;
    }

    @Override
    public List<Check> checks() {
        return databases.values().stream()
                .map(database -> new Check(database.name(), database::problem))
                .toList();
    }

    @Override
    public void close() {
        databases.values().forEach(Database::close);
    }
}
