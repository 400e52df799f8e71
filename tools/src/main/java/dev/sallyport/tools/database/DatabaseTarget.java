package dev.sallyport.tools.database;

import java.util.Optional;
import java.util.Set;

/// One configured database and the login the gate uses for it.
///
/// @param name what agents call it: `shop`
/// @param jdbcUrl of one of the products in [#prefixes]
/// @param password never printed
/// @param functions what statements may call beyond the product's list, each without a [#problemOf]
public record DatabaseTarget(
        String name, String jdbcUrl, String username, String password, Set<String> functions) {

    public DatabaseTarget {
        functions = Set.copyOf(functions);
        if (name.isBlank()) {
            throw new IllegalArgumentException("a database needs a name");
        }
        if (Engines.of(jdbcUrl).isEmpty()) {
            throw new IllegalArgumentException(
                    "database `"
                            + name
                            + "`: only these URLs are served: "
                            + String.join(", ", Engines.prefixes()));
        }
        for (var function : functions) {
            problemOf(jdbcUrl, function)
                    .ifPresent(problem -> {
                        throw new IllegalArgumentException(
                                "database `" + name + "`: function `" + function + "`: " + problem);
                    });
        }
    }

    /// A target with the product's own list of functions.
    public DatabaseTarget(String name, String jdbcUrl, String username, String password) {
        this(name, jdbcUrl, username, password, Set.of());
    }

    /// How the URLs of the products that are served start: `jdbc:postgresql:`.
    public static Set<String> prefixes() {
        return Engines.prefixes();
    }

    /// Why statements on a database with this URL cannot be allowed to call a function; empty when they can.
    ///
    /// @param function a built-in function's name, or on PostgreSQL `schema.name` of the operator's own
    public static Optional<String> problemOf(String jdbcUrl, String function) {
        return Engines.of(jdbcUrl)
                .map(Engine::dialect)
                .flatMap(dialect ->
                        dialect.allowed().problem(function, dialect.hasSchemasOfFunctions()));
    }

    @Override
    public String toString() {
        return "DatabaseTarget[" + name + "]";
    }
}
