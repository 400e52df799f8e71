package dev.sallyport.examples.benchmark;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditOptions;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.FileCheckpointStore;
import dev.sallyport.audit.RecordedAccess;
import dev.sallyport.audit.RecordedAccesses;
import dev.sallyport.audit.RecordedFact;
import dev.sallyport.audit.RecordedObligation;
import dev.sallyport.audit.Stage;
import dev.sallyport.audit.Standing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

/// A gate's directory with a role map and a real log of many calls, two records each.
final class RecordedMonth {

    static final int WRITERS = 64;

    static final String ROLE_MAP =
            """
            roles:
              analyst:
                permit:
                  - tools: [query_database]
                    on: { database: shop, schema: shop }
                    rows: 500
                    mask: [ { column: "*.email", with: token } ]
            bindings:
              - { role: analyst, to: ["group:agents"] }
            """;

    private RecordedMonth() {}

    /// @param directory an empty one
    /// @return the configuration
    static Path write(Path directory, int calls) throws Exception {
        Files.writeString(directory.resolve("policy.yaml"), ROLE_MAP);
        var configuration = directory.resolve("sallyport.yaml");
        Files.writeString(
                configuration,
                """
                server: { listen: "127.0.0.1:0" }
                policy: policy.yaml
                audit: { directory: audit, key: keys/audit-key }
                state: { url: "jdbc:sqlite:state.db" }
                """);
        try (var log = open(directory)) {
            append(log, 0, calls, WRITERS);
        }
        return configuration;
    }

    /// The log of [#write]'s configuration; the caller closes it.
    static AuditLog open(Path directory) throws IOException {
        var keys = Files.createDirectories(directory.resolve("keys"));
        return AuditLog.open(
                log(directory),
                AuditOptions.of(
                        "sallyport/benchmark",
                        keys.resolve("audit-key"),
                        new FileCheckpointStore(keys.resolve("audit-key.checkpoint"))));
    }

    static Path log(Path directory) {
        return directory.resolve("audit");
    }

    /// Puts the calls of these numbers on record, so many at a time.
    static void append(AuditLog log, int from, int to, int writers)
            throws ExecutionException, InterruptedException {
        Writers.run(
                writers,
                writer -> {
                    for (int i = from + writer; i < to; i += writers) {
                        var intent = intent(i);
                        var _ = log.append(intent);
                        var _ = log.append(outcome(intent));
                    }
                });
    }

    /// What a gate records before a call runs.
    static AuditRecord intent(int number) {
        return AuditRecord.of(Stage.INTENT)
                .callId("call-" + number)
                .session("session-" + number / 100)
                .principal(principal(number % 20))
                .roles(List.of("analyst"))
                .policyDigest("0".repeat(64))
                .tool("query_database")
                .target("shop")
                .action(
                        "db.read",
                        "select some columns of some tables of the shop where id = " + number)
                .accesses(RecordedAccesses.of(accesses(number)))
                .planDigest("1".repeat(64))
                .decision("permit", List.of("analyst/permit/0123456789ab"))
                .obligations(
                        List.of(
                                new RecordedObligation.Limit("rows", 500),
                                new RecordedObligation.Limit("timeout", 10_000),
                                new RecordedObligation.Mask("*.email", "token")))
                .build();
    }

    /// What it records after that.
    static AuditRecord outcome(AuditRecord intent) {
        return intent.next(Stage.OUTCOME)
                .decision("permit", List.of("analyst/permit/0123456789ab"))
                .obligations(intent.obligations())
                .outcome(AuditRecord.Outcome.of("completed").withRows(20).withDurationMs(4))
                .build();
    }

    private static AuditRecord.Principal principal(int number) {
        return new AuditRecord.Principal(
                "client:agent-" + number,
                "agent",
                Optional.empty(),
                Optional.of("benchmark"),
                Optional.of("http"),
                Optional.of(Standing.of(Set.of("agents"), Optional.empty())),
                Optional.empty());
    }

    private static List<RecordedAccess> accesses(int number) {
        var accesses = new ArrayList<RecordedAccess>();
        for (int i = 0; i < 1 + number % 3; i++) {
            var table = "table_" + (number + i) % 40;
            var facts = new TreeMap<String, RecordedFact>();
            facts.put("database", new RecordedFact.Text("shop"));
            facts.put("schema", new RecordedFact.Text("shop"));
            facts.put("table", new RecordedFact.Text(table));
            facts.put("statement", new RecordedFact.Text("select"));
            facts.put("columns", new RecordedFact.Texts(List.of("id", "name", "region")));
            accesses.add(new RecordedAccess("db.read", "shop/shop." + table, facts));
        }
        return accesses;
    }

    static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
