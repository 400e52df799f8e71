package dev.sallyport.tools.database;

import java.util.Set;

/// One configured database and the login the gate uses for it.
///
/// @param name what agents call it: `shop`
/// @param jdbcUrl of one of the products in [#prefixes]
/// @param password never printed
public record DatabaseTarget(String name, String jdbcUrl, String username, String password) {

    public DatabaseTarget {
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
    }

    /// How the URLs of the products that are served start: `jdbc:postgresql:`.
    public static Set<String> prefixes() {
        return Engines.prefixes();
    }

    @Override
    public String toString() {
        return "DatabaseTarget[" + name + "]";
    }
}
