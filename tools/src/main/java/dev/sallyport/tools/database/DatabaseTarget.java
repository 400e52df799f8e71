package dev.sallyport.tools.database;

/// One configured database and the login the gate uses for it.
///
/// @param name what agents call it: `shop`
/// @param jdbcUrl `jdbc:postgresql://…`
/// @param password never printed
public record DatabaseTarget(String name, String jdbcUrl, String username, String password) {

    public DatabaseTarget {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a database needs a name");
        }
        if (!jdbcUrl.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(
                    "database `" + name + "`: only jdbc:postgresql: URLs are served");
        }
    }

    @Override
    public String toString() {
        return "DatabaseTarget[" + name + "]";
    }
}
