package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

final class ReaderTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.250Z");

    @TempDir Path root;

    private static SortedMap<String, RecordedFact> everyFact() {
        return new TreeMap<>(
                Map.of(
                        "text", new RecordedFact.Text("orders"),
                        "texts", new RecordedFact.Texts(List.of("b", "a")),
                        "none", new RecordedFact.Texts(List.of()),
                        "number", new RecordedFact.Quantity(7),
                        "level", new RecordedFact.Level("baseline"),
                        "elsewhere", new RecordedFact.NotApplicable(),
                        "unknown", new RecordedFact.Unknown(),
                        "hidden", new RecordedFact.Withheld(List.of("to ⟦EMAIL⟧"))));
    }

    private static AuditRecord full(Commitment commitment) {
        return AuditRecord.of(Stage.OUTCOME)
                .callId("c-\"1\"")
                .session("s-1")
                .principal(
                        new AuditRecord.Principal(
                                "client:coding-agent",
                                "agent",
                                Optional.of("user:ana"),
                                Optional.of("Cursor 1.0"),
                                Optional.of("http"),
                                Optional.of(Standing.of(Set.of("b", "a"), Optional.of(List.of()))),
                                Optional.of(Standing.of(Set.of(), Optional.empty()))))
                .roles(Set.of("developer", "analyst"))
                .policyDigest("ab")
                .tool("query_database")
                .target("shop")
                .action("db.read", "SELECT ‘x’\n\u0001")
                .planDigest("cd")
                .decision("permit", List.of("analyst/permit/0123"), "PERMITTED")
                .accesses(
                        RecordedAccesses.of(
                                List.of(
                                        new RecordedAccess(
                                                "db.read", "shop/shop.orders", everyFact()))))
                .obligations(
                        List.of(
                                new RecordedObligation.Mask("*.email", "token"),
                                new RecordedObligation.Filter("orders", "region = 'EU'"),
                                new RecordedObligation.Limit("rows", Long.MAX_VALUE),
                                new RecordedObligation.Text("words")))
                .approval("a-1", List.of("user:ben", "user:cem"))
                .outcome(
                        AuditRecord.Outcome.of("completed")
                                .withCode("OK")
                                .withRows(3)
                                .withBytes(120)
                                .withDurationMs(7))
                .masking(Map.of("card", 2L))
                .commitment("sql", commitment)
                .detail("note", "n")
                .build();
    }

    @Test
    void aRecordReadsBackAsItWasWritten() throws IOException {
        var test = new TestLog(root);
        var value = JsonNodeFactory.instance.stringNode("SELECT 1");
        var commitment = Commitment.of("sql", value, new SecureRandom());
        var record = full(commitment);
        var options = test.options().withClock(Clock.fixed(NOON, ZoneOffset.UTC));
        try (var log = AuditLog.open(test.directory(), options, TestStorage.withoutSyncs())) {
            log.append(record);
        }

        var read = AuditReader.open(test.directory()).get(0).orElseThrow();

        assertThat(read.record()).isEqualTo(record);
        assertThat(read.time()).isEqualTo(NOON);
        assertThat(read.origin()).isEqualTo(TestLog.ORIGIN);
        assertThat(read.json()).contains("\"seq\":0", "\"ts\":\"2026-03-01T12:00:00.250Z\"");
        assertThat(commitment.opens("sql", value)).isTrue();
        assertThat(commitment.opens("other", value)).isFalse();
    }

    private static List<Long> all(AuditReader reader, AuditFilter filter, boolean newestFirst)
            throws IOException {
        var found = new ArrayList<Long>();
        var query = new AuditQuery(filter, newestFirst, OptionalLong.empty(), 7);
        for (var page = reader.page(query); ; page = reader.page(query)) {
            page.records().forEach(record -> found.add(record.index()));
            if (page.next().isEmpty()) {
                return found;
            }
            query = query.from(page.next().getAsLong());
        }
    }

    @Test
    void recordsAreFoundByWhatTheySayInBothDirections() throws IOException {
        var test = new TestLog(root);
        try (var log = test.open()) {
            TestLog.run(log, 0, 90);
            log.append(full(new Commitment("0".repeat(64), "00")));
            log.sync();
            TestLog.run(log, 90, 2);
            var reader = AuditReader.open(test.directory());

            assertThat(all(reader, AuditFilter.ALL, false)).hasSize(277).isSorted();
            assertThat(all(reader, AuditFilter.ALL, true)).hasSize(277).startsWith(276L, 275L);
            assertThat(all(reader, AuditFilter.ALL.withCallId("c-91"), true))
                    .containsExactly(276L, 275L, 274L);
            assertThat(all(reader, AuditFilter.ALL.withCallId("c-\"1\""), false))
                    .containsExactly(270L);
            assertThat(all(reader, AuditFilter.ALL.withPrincipal("user:ana"), false))
                    .containsExactly(270L);
            assertThat(all(reader, AuditFilter.ALL.withApprovalId("a-1"), false))
                    .containsExactly(270L);
            assertThat(all(reader, AuditFilter.ALL.withStages(Set.of(Stage.INTENT)), false))
                    .hasSize(92);
            assertThat(all(reader, AuditFilter.ALL.with(AuditFilter.Field.TOOL, "query"), false))
                    .isEmpty();
            assertThat(
                            all(
                                    reader,
                                    AuditFilter.ALL
                                            .withTarget("shop")
                                            .with(AuditFilter.Field.SESSION, "s-1"),
                                    false))
                    .hasSize(277);
            assertThat(reader.get(277)).isEmpty();
        }
    }
}
