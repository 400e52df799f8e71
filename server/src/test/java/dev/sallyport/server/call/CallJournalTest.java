package dev.sallyport.server.call;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditOptions;
import dev.sallyport.audit.FileCheckpointStore;
import dev.sallyport.masking.Masker;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.rolemap.RoleMap;
import dev.sallyport.tools.Refusal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallJournalTest {

    private static final Caller AGENT =
            new Caller(
                    new Principal("client:agent", Principal.Kind.AGENT, Optional.empty(), Set.of()),
                    "session",
                    "test",
                    "http",
                    Duration.ZERO);

    @TempDir Path directory;

    /// What a refusal says quotes the caller, who must not get out of the record by saying too much.
    @Test
    void aRefusalOfAnyLengthIsRecorded() {
        var options =
                AuditOptions.of(
                        "sallyport/test",
                        directory.resolve("key"),
                        new FileCheckpointStore(directory.resolve("checkpoint")));
        if (!(RoleMap.parse("policy.yaml", "", List.of())
                instanceof RoleMap.Parsed.Valid(var policy))) {
            throw new AssertionError("an empty role map is a good one");
        }
        var call =
                CallContext.start(
                        "call", AGENT, "session", "query_database", policy, Instant.EPOCH);
        var refusal = Refusal.denied("DENIED_NO_RULE", "x".repeat(200_000), "");
        try (var log = AuditLog.open(directory.resolve("audit"), options)) {
            var journal = new CallJournal(log, new ReplyMasker(new Masker()));

            assertThatCode(() -> journal.refused(call, Optional.empty(), refusal))
                    .doesNotThrowAnyException();
        }
    }
}
