package dev.sallyport.tools.database;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The admin's URL of a MySQL or MariaDB database: `jdbc:mysql://HOST:PORT/DATABASE?sslMode=verify-full`.
///
/// The driver is told the hosts and the parameters, never the database: without one, a name that nobody qualified
/// means nothing, neither a table nor a stored function.
///
/// @param hosts with their ports, commas between them
/// @param database where tables without a schema are looked for
/// @param parameters of [#PARAMETERS]
record MySqlUrl(String hosts, Optional<String> database, Map<String, String> parameters) {

    /// What concerns the way to the server. All else is set here, and much of it would let a server or a statement do
    /// more than is understood: read local files, run several statements, set variables, redirect.
    private static final Set<String> PARAMETERS =
            Set.of(
                    "enabledSslCipherSuites",
                    "enabledSslProtocolSuites",
                    "keyPassword",
                    "keyStore",
                    "keyStorePassword",
                    "keyStoreType",
                    "serverRsaPublicKeyFile",
                    "serverSslCert",
                    "sslMode",
                    "trustStore",
                    "trustStorePassword",
                    "trustStoreType");

    MySqlUrl {
        parameters = Map.copyOf(parameters);
    }

    /// @throws IllegalArgumentException for a URL that means more than the place of a database
    static MySqlUrl of(DatabaseTarget target) {
        var url = target.jdbcUrl();
        int start = url.indexOf("://");
        int question = url.indexOf('?');
        int end = question < 0 ? url.length() : question;
        if (start < 0 || !Set.of("jdbc:mysql", "jdbc:mariadb").contains(url.substring(0, start))) {
            throw refused(target, "the URL must look like `jdbc:mysql://HOST:PORT/DATABASE`");
        }
        var place = url.substring(start + 3, end);
        int slash = place.indexOf('/');
        var hosts = slash < 0 ? place : place.substring(0, slash);
        var database = slash < 0 ? "" : place.substring(slash + 1);
        if (!hosts.matches("[A-Za-z0-9.:,_\\[\\]-]+") || database.contains("/")) {
            throw refused(target, "the URL must look like `jdbc:mysql://HOST:PORT/DATABASE`");
        }
        if (MySqlDialect.isSystemSchema(database)) {
            throw refused(target, "the product's own schemas are not served");
        }
        return new MySqlUrl(
                hosts,
                Optional.of(database).filter(name -> !name.isEmpty()),
                parameters(target, question < 0 ? "" : url.substring(question + 1)));
    }

    private static Map<String, String> parameters(DatabaseTarget target, String text) {
        var parameters = new LinkedHashMap<String, String>();
        for (var part : text.isEmpty() ? new String[0] : text.split("&", -1)) {
            int equals = part.indexOf('=');
            var name = equals < 0 ? part : part.substring(0, equals);
            if (equals < 0 || !PARAMETERS.contains(name)) {
                throw refused(
                        target,
                        "of the URL's parameters only these are available: "
                                + PARAMETERS.stream().sorted().collect(Collectors.joining(", ")));
            }
            parameters.put(name, part.substring(equals + 1));
        }
        return parameters;
    }

    private static IllegalArgumentException refused(DatabaseTarget target, String why) {
        return new IllegalArgumentException("database `" + target.name() + "`: " + why);
    }

    /// The URL as the driver gets it.
    String driverUrl() {
        return "jdbc:mariadb://" + hosts + "/";
    }
}
