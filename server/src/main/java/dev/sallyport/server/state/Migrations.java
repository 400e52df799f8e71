package dev.sallyport.server.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Handle;

/// Brings a database to the newest schema, all steps in the caller's transaction.
///
/// The steps are the numbered files beside this class, applied in order and never edited once released: a
/// database remembers the number and the SHA-256 of each, and one that knows other steps is refused.
final class Migrations {
    private static final List<String> STEPS =
            List.of(
                    "0001-keys-and-approvals.sql",
                    "0002-keys-scoped-and-rotated.sql",
                    "0003-console-sessions.sql",
                    "0004-local-sign-in.sql",
                    "0005-notifications.sql",
                    "0006-votes-and-endings.sql",
                    "0007-grants.sql",
                    "0008-delegations.sql",
                    "0009-fresh-sign-in.sql",
                    "0010-break-glass.sql",
                    "0011-wanted-roles.sql",
                    "0012-who-ended.sql",
                    "0013-who-approved.sql",
                    "0014-log-checkpoints.sql");

    /// The newest schema.
    static final int VERSION = STEPS.size();

    /// An arbitrary number that all gate processes agree on.
    private static final long ADVISORY_LOCK = 0x53414C4C59L;

    private final Dialect dialect;

    Migrations(Dialect dialect) {
        this.dialect = dialect;
    }

    /// @throws StateException when the database was written by a newer release or by edited steps
    void apply(Handle handle) {
        switch (dialect) {
            case SQLITE -> {
                // The transaction is immediate, so it is alone already.
            }
            case POSTGRESQL ->
                    handle.execute(
                            "SELECT pg_advisory_xact_lock(CAST(? AS BIGINT))", ADVISORY_LOCK);
        }
        handle.execute(
                "CREATE TABLE IF NOT EXISTS schema_version ("
                        + "version INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL)");
        var applied =
                handle.createQuery("SELECT version, sha256 FROM schema_version ORDER BY version")
                        .map((row, context) -> new Applied(row.getInt(1), row.getString(2)))
                        .list();
        for (var step : applied) {
            if (step.version() > STEPS.size()) {
                throw new StateException(
                        "the state database has schema version "
                                + step.version()
                                + " and this release knows up to "
                                + STEPS.size()
                                + "; run the newer release, or restore the backup made before it");
            }
            if (!step.sha256().equals(sha256(read(step.version())))) {
                throw new StateException(
                        "the state database was made by another form of schema version "
                                + step.version()
                                + "; run the release that made it");
            }
        }
        for (int version = applied.size() + 1; version <= STEPS.size(); version++) {
            var sql = read(version);
            handle.createScript(sql).execute();
            handle.execute(
                    "INSERT INTO schema_version (version, name, sha256) VALUES (?, ?, ?)",
                    version,
                    STEPS.get(version - 1),
                    sha256(sql));
        }
    }

    private static String read(int version) {
        var name = STEPS.get(version - 1);
        try (var in = Objects.requireNonNull(Migrations.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private record Applied(int version, String sha256) {}
}
