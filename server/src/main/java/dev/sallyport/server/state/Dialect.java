package dev.sallyport.server.state;

/// The databases that can hold the state. What differs between them is here; all other SQL is the same.
enum Dialect {
    SQLITE("jdbc:sqlite:"),
    POSTGRESQL("jdbc:postgresql:");

    private final String prefix;

    Dialect(String prefix) {
        this.prefix = prefix;
    }

    String prefix() {
        return prefix;
    }

    /// @throws StateException for any other database
    static Dialect of(String jdbcUrl) {
        for (var dialect : values()) {
            if (jdbcUrl.startsWith(dialect.prefix)) {
                return dialect;
            }
        }
        throw new StateException(
                "the state is kept in `jdbc:sqlite:PATH` or `jdbc:postgresql://HOST/DATABASE`, not in"
                        + " another kind of database");
    }
}
