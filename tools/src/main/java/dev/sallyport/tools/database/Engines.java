package dev.sallyport.tools.database;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// The products that are served, by how their JDBC URLs start.
final class Engines {

    private static final Map<String, Supplier<Engine>> BY_PREFIX = new LinkedHashMap<>();

    static {
        BY_PREFIX.put("jdbc:postgresql:", PostgreSqlEngine::new);
        BY_PREFIX.put("jdbc:sqlite:", SqliteEngine::new);
        BY_PREFIX.put("jdbc:h2:", H2Engine::new);
        BY_PREFIX.put("jdbc:mysql:", MySqlEngine::new);
        BY_PREFIX.put("jdbc:mariadb:", MySqlEngine::new);
    }

    private Engines() {}

    static Set<String> prefixes() {
        return BY_PREFIX.keySet();
    }

    static Optional<Engine> of(String jdbcUrl) {
        return BY_PREFIX.entrySet().stream()
                .filter(entry -> jdbcUrl.startsWith(entry.getKey()))
                .findFirst()
                .map(entry -> entry.getValue().get());
    }
}
