package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a record carries so that its call can be decided again.
final class RecordedCallTest {

    private static LoggedRecord read(String json) throws IOException {
        return RecordJson.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String line(int version) {
        return """
        {"call_id":"c","decision":{"effect":"permit","rules":["r"]},"obligations":["Limit[name=rows, value=9]"],\
        "origin":"o","plan_digest":"p","principal":{"kind":"agent","subject":"client:a"},"seq":0,\
        "stage":"intent","ts":"2026-03-01T12:00:00.250Z","v":%d}\
        """
                .formatted(version);
    }

    @Test
    void aRecordOfTheFirstVersionHasNoAccessesAndItsObligationsAreWords() throws IOException {
        var record = read(line(1)).record();

        assertThat(record.accesses()).isEmpty();
        assertThat(record.principal().orElseThrow().standing()).isEmpty();
        assertThat(record.decision().orElseThrow().approvers()).isEmpty();
        assertThat(record.obligations())
                .containsExactly(new RecordedObligation.Text("Limit[name=rows, value=9]"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, AuditRecord.VERSION + 1, 99, -1})
    void aRecordOfAnotherVersionIsNone(int version) {
        assertThatThrownBy(() -> read(line(version)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version 1 to " + AuditRecord.VERSION);
    }

    @Test
    void aFactOfNoKnownKindIsNoFact() {
        var record =
                line(2).replace(
                                "{\"call_id\"",
                                "{\"accesses\":[{\"action\":\"a\",\"facts\":{\"f\":true},\"resource\":\"r\"}],\"call_id\"");

        assertThatThrownBy(() -> read(record))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("fact");
    }

    private static List<RecordedAccess> accesses(int count) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        new RecordedAccess(
                                "db.read",
                                "shop/shop.table_" + i,
                                new TreeMap<>(
                                        Map.of("table", new RecordedFact.Text("table_" + i)))))
                .toList();
    }

    @Test
    void accessesWithoutRoomAreCutTheSameWayEachTimeAndSaySo() throws IOException {
        var cut = RecordedAccesses.of(accesses(5_000));

        assertThat(cut.whole()).isFalse();
        assertThat(cut.total()).isEqualTo(5_000);
        assertThat(cut.listed()).isEqualTo(accesses(cut.listed().size())).hasSizeGreaterThan(200);
        assertThat(RecordedAccesses.of(accesses(5_000))).isEqualTo(cut);
        var record = AuditRecord.of(Stage.INTENT).callId("c").accesses(cut).build();
        var bytes = RecordJson.write(record, "o", 0, Instant.EPOCH);
        assertThat(bytes.length).isLessThan(RecordedAccesses.BYTES_MAX + 1024);
        assertThat(RecordJson.read(bytes).record()).isEqualTo(record);
    }

    @Test
    void whoMayBreakTheGlassIsReadBackAndWhereNobodyMayNothingIsWritten() throws IOException {
        var ways =
                List.of(
                        new RecordedApprovers("dba", 1),
                        new RecordedApprovers("sre", 2, Optional.of("oncall")));
        var record = AuditRecord.of(Stage.HELD).held(List.of("r"), ways).build();

        var bytes = RecordJson.write(record, "o", 0, Instant.EPOCH);

        assertThat(RecordJson.read(bytes).record()).isEqualTo(record);
        assertThat(new String(bytes, StandardCharsets.UTF_8))
                .contains(
                        "[{\"quorum\":1,\"role\":\"dba\"},"
                                + "{\"break_glass\":\"oncall\",\"quorum\":2,\"role\":\"sre\"}]");
    }

    @Test
    void aPlanWithoutAnyAccessIsToldFromNoPlan() throws IOException {
        var planned = AuditRecord.of(Stage.DENIED).accesses(RecordedAccesses.of(List.of())).build();
        var unplanned = AuditRecord.of(Stage.DENIED).build();

        for (var record : List.of(planned, unplanned)) {
            var bytes = RecordJson.write(record, "o", 0, Instant.EPOCH);
            assertThat(RecordJson.read(bytes).record()).isEqualTo(record);
        }
        assertThat(planned.accesses()).hasValueSatisfying(all -> assertThat(all.whole()).isTrue());
    }

    @Test
    void groupsWithoutRoomAreLeftOutAsAWhole() throws IOException {
        var many = IntStream.range(0, 2_000).mapToObj(i -> "group-" + i).toList();

        var standing = Standing.of(many, Optional.of(List.of("developer")));

        assertThat(standing.whole()).isFalse();
        assertThat(standing.confinedTo()).isEmpty();
        var record =
                AuditRecord.of(Stage.DENIED)
                        .principal(
                                new AuditRecord.Principal(
                                        "client:a",
                                        "agent",
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.of(standing),
                                        Optional.empty()))
                        .build();
        var bytes = RecordJson.write(record, "o", 0, Instant.EPOCH);
        assertThat(RecordJson.read(bytes).record()).isEqualTo(record);
    }

    @Test
    void aShortenedRecordStillSaysHowMuchThereWas() {
        var record =
                AuditRecord.of(Stage.INTENT)
                        .callId("c")
                        .accesses(RecordedAccesses.of(accesses(3)))
                        .build();

        assertThat(record.shortened().accesses()).contains(new RecordedAccesses(List.of(), 3));
        assertThat(new OpenIntent(7, Instant.EPOCH, record).unknown().accesses())
                .contains(new RecordedAccesses(List.of(), 3));
    }
}
