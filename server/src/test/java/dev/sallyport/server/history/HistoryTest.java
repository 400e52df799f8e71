package dev.sallyport.server.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.Stage;
import dev.sallyport.server.call.CallJournal;
import dev.sallyport.server.history.Facets.Facet;
import dev.sallyport.server.history.Facets.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Calls and sessions are found again.
class HistoryTest {

    @TempDir Path directory;

    private RecordedLog record;

    @BeforeEach
    void open() throws IOException {
        record = new RecordedLog(directory);
    }

    @AfterEach
    void close() {
        record.close();
    }

    private static CallSearch words(String text) {
        return CallSearch.ALL.withWords(SearchWords.parse(text));
    }

    private List<String> found(CallSearch search) {
        return ids(record.caughtUp().history.calls(search, Part.newest(50)));
    }

    private static List<String> ids(Found<FoundCall> found) {
        return found.entries().stream().map(call -> ((FoundCall.Read) call).id()).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "region",
                "REGION",
                "id.from.orders",
                "select région",
                "\"id from orders\"",
                "reg*",
                "select id from orders where region = 'EU'",
                "A olga",
                "DENIED_NO_RULE OR region -- and more",
            })
    void aCallIsFoundByWordsOfWhatIsOnRecord(String text) {
        record.ran("A", "select id from orders where region = 'EU'");
        record.ran("B", "select name from customers");
        record.log.append(
                record.planned(Stage.DENIED, "A", "select id from orders where region = 'EU'")
                        .decision("deny", List.of(), "DENIED_NO_RULE")
                        .detail("message", "or and more")
                        .build());

        assertThat(found(words(text))).containsExactly("A");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "regio",
                "\"orders id\"",
                "region nothing",
                "text:region AND x",
                "NEAR(id orders)",
                "id NOT name",
                "eu\"; drop table call; --",
                "^select zzz",
                "{text} : region zzz"
            })
    void whatIsNotThereIsNotFoundAndNoWordMeansAnythingElse(String text) {
        record.ran("A", "select id from orders where region = 'EU'");

        assertThat(found(words(text))).isEmpty();
        assertThat(found(CallSearch.ALL)).containsExactly("A");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'", "\"\"", "= -- *", "\u202E", "\0"})
    void aSearchWithoutAWordIsRefused(String text) {
        assertThatThrownBy(() -> SearchWords.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("letters or digits");
        assertThatThrownBy(() -> SearchWords.parse("x".repeat(201))).hasMessageContaining("200");
    }

    @Test
    void aSearchOfManyWordsIsOneToo() {
        record.ran("A", "select a, b, c from orders");

        assertThat(found(words("a b c ".repeat(33)))).containsExactly("A");
        assertThat(found(words("ord* ".repeat(40)))).containsExactly("A");
        assertThat(found(words("ord* sel* a"))).containsExactly("A");
        assertThat(found(words("orde* selec*"))).containsExactly("A");
    }

    @Test
    void wordsOfSeveralRecordsOfOneCallAreFoundTogether() {
        record.held("C", "update orders set region = 'US'");
        assertThat(found(words("region"))).containsExactly("C");

        record.voted(Stage.VOTED, "C", "user:ana", "agreed in ticket 4711");

        assertThat(found(words("region 4711"))).containsExactly("C");
        assertThat(found(words("user:ana"))).containsExactly("C");
    }

    @Test
    void theStandingOfACallIsThatOfItsLastRecordThatTells() {
        record.held("C", "update orders");
        assertThat(status("C")).isEqualTo(CallStatus.WAITING);
        record.voted(Stage.VOTED, "C", "user:ana", "yes");
        assertThat(status("C")).isEqualTo(CallStatus.WAITING);
        record.voted(Stage.APPROVED, "C", "user:ana", "yes");
        assertThat(status("C")).isEqualTo(CallStatus.APPROVED);
        record.ran("C", "update orders");
        assertThat(status("C")).isEqualTo(CallStatus.COMPLETED);
        record.voted(Stage.GRANT_REVOKED, "C", "user:ana", "enough");
        assertThat(status("C")).isEqualTo(CallStatus.COMPLETED);

        record.log.append(
                record.planned(Stage.HELD, "D", "update orders")
                        .held(List.of(), List.of())
                        .detail("note", CallJournal.WITH_EARLIER)
                        .build());
        assertThat(status("D")).isEqualTo(CallStatus.JOINED);
    }

    private CallStatus status(String id) {
        return record.caughtUp().history.calls(CallSearch.ALL, Part.newest(10)).entries().stream()
                .map(FoundCall.Read.class::cast)
                .filter(call -> call.id().equals(id))
                .findFirst()
                .orElseThrow()
                .status();
    }

    @Test
    void facetsNarrowAndCount() {
        record.ran("A", "select 1");
        record.denied("B", "DENIED_NO_RULE");
        record.held("C", "update orders");
        record.pass(Duration.ofHours(1));
        record.ran("D", "select 2");

        var facets = record.caughtUp().history.facets(CallSearch.ALL);
        assertThat(facets.calls()).isEqualTo(4);
        assertThat(facets.more()).isFalse();
        assertThat(facets.values().get(Facet.STATUS))
                .containsExactly(
                        new Value("completed", 2), new Value("denied", 1), new Value("waiting", 1));
        assertThat(facets.values().get(Facet.TOOL))
                .containsExactly(new Value("query_database", 3), new Value("modify_database", 1));
        assertThat(facets.values().get(Facet.CODE)).containsExactly(new Value("DENIED_NO_RULE", 1));
        assertThat(facets.values().get(Facet.HELD))
                .containsExactly(new Value("no", 3), new Value("yes", 1));
        assertThat(facets.values().get(Facet.RULE))
                .containsExactly(
                        new Value(RecordedLog.RULE, 2), new Value(RecordedLog.HOLD_RULE, 1));
        assertThat(record.history.facets(words("update")).calls()).isEqualTo(1);

        assertThat(found(CallSearch.ALL.withTool("modify_database"))).containsExactly("C");
        assertThat(found(search(Optional.of("user:olga"), Optional.empty(), false)))
                .containsExactly("D", "C", "B", "A");
        assertThat(found(search(Optional.of("client:other"), Optional.empty(), false))).isEmpty();
        assertThat(found(search(Optional.empty(), Optional.of(RecordedLog.RULE), false)))
                .containsExactly("D", "A");
        assertThat(found(search(Optional.empty(), Optional.empty(), true)))
                .containsExactly("B", "A");
    }

    /// @param first whether only of the first hour, what was not held
    private CallSearch search(Optional<String> principal, Optional<String> rule, boolean first) {
        return new CallSearch(
                SearchWords.NONE,
                principal,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                first ? Optional.of(false) : Optional.empty(),
                rule,
                first ? Optional.of(record.now().minus(Duration.ofHours(1))) : Optional.empty(),
                first ? Optional.of(record.now()) : Optional.empty());
    }

    @Test
    void partsOfAListDoNotMoveWhenCallsAreAdded() {
        IntStream.range(0, 7).forEach(i -> record.ran("C" + i, "select " + i));
        record.caughtUp();
        for (var search : List.of(CallSearch.ALL, words("select"))) {
            var newest = record.history.calls(search, Part.newest(3));
            assertThat(ids(newest).subList(1, 3)).isSubsetOf("C6", "C5", "C4", "C7");
            record.ran("C7", "select 7");
            record.caughtUp();

            var second = record.history.calls(search, Part.before(newest.older().orElseThrow(), 3));
            assertThat(ids(second)).hasSize(3).doesNotContainAnyElementsOf(ids(newest));
            var third = record.history.calls(search, Part.before(second.older().orElseThrow(), 3));
            assertThat(third.older().isPresent() ? third.entries().size() : 3).isEqualTo(3);
            var back = record.history.calls(search, Part.after(second.newer().orElseThrow(), 3));
            assertThat(ids(back)).isEqualTo(ids(newest));
        }
    }

    @Test
    void aCallIsReadWholeAlsoBeforeItIsInTheIndex() {
        record.held("C", "update orders");
        record.caughtUp();
        record.voted(Stage.APPROVED, "C", "user:ana", "yes");

        var whole = record.history.call("C").orElseThrow();

        assertThat(whole.records().stream().map(one -> one.record().stage()))
                .containsExactly(Stage.HELD, Stage.APPROVED);
        assertThat(record.history.call("nothing")).isEmpty();
    }

    @Test
    void ofACallWithoutEndTheFirstAndTheLastRecordsAreRead() {
        record.held("C", "update orders");
        for (int i = 0; i < 130; i++) {
            record.denied("C", "DENIED_LIMIT");
        }
        var whole = record.caughtUp().history.call("C").orElseThrow();

        assertThat(whole.records()).hasSize(WholeCall.RECORDS_MAX);
        assertThat(whole.leftOut()).isEqualTo(31);
        assertThat(whole.records().getFirst().record().stage()).isEqualTo(Stage.HELD);
        assertThat(whole.records().getLast().index()).isEqualTo(130);
    }

    @Test
    void sessionsCountTheirCallsAsTheyStandNow() {
        long first = record.ran("A", "select 1");
        record.caughtUp();
        record.held("B", "update orders");
        record.caughtUp();
        record.denied("B", "DENIED_NO_RULE");
        record.denied("B", "DENIED_NO_RULE");
        long other =
                record.log.append(
                        record.planned(Stage.INTENT, "X", "select 3")
                                .principal(RecordedLog.principal("client:other"))
                                .build());
        record.caughtUp();

        var sessions = record.history.sessions(Part.newest(10)).entries();

        assertThat(sessions).extracting(FoundSession::first).containsExactly(other, first);
        assertThat(sessions.getLast())
                .returns(2, FoundSession::calls)
                .returns(1, FoundSession::denials)
                .returns(1, FoundSession::holds);
        assertThat(sessions.getLast().begun().orElseThrow().index()).isEqualTo(first);
        assertThat(record.history.sessionOf(other)).hasValue(other);
        assertThat(record.history.session(first + 1)).isEmpty();
    }

    @Test
    void aSessionIsReadAroundOneOfItsCalls() {
        var places = IntStream.range(0, 9).mapToLong(i -> record.ran("C" + i, "select")).toArray();
        record.caughtUp();

        var middle = record.history.stretch(places[0], places[4], 2).orElseThrow();

        assertThat(middle.number()).isEqualTo(2);
        assertThat(middle.at()).isEqualTo(2);
        assertThat(middle.calls())
                .extracting(FoundCall::first)
                .containsExactly(places[2], places[3], places[4], places[5], places[6]);
        assertThat(middle.last()).isEqualTo(places[8]);
        assertThat(record.history.stretch(places[0], places[4] + 1, 2)).isEmpty();
        assertThat(record.history.stretch(places[0] + 1, places[4], 2)).isEmpty();
    }

    @Test
    void whatBelongsToNoCallIsNoCall() {
        record.log.append(AuditRecord.of(Stage.START).detail("version", "1").build());

        assertThat(found(CallSearch.ALL)).isEmpty();
        assertThat(record.history.state().indexed()).isEqualTo(1);
    }
}
