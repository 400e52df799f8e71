package dev.sallyport.tools.database;

import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class H2CorpusTest {

    private static final EmbeddedDatabase DATABASE = EmbeddedDatabase.h2();
    private static final EmbeddedCorpus CORPUS = new EmbeddedCorpus(DATABASE, new H2Engine());

    static Stream<String> reads() {
        return DATABASE.corpus("reads.sql");
    }

    static Stream<String> attacks() {
        return DATABASE.corpus("attacks.sql");
    }

    static Stream<String> laundering() {
        return DATABASE.corpus("laundering.sql");
    }

    static Stream<String> writes() {
        return DATABASE.corpus("writes.sql");
    }

    static Stream<String> writeAttacks() {
        return DATABASE.corpus("write-attacks.sql");
    }

    @ParameterizedTest
    @MethodSource("reads")
    void unmaskedReadAnswersExactlyAsTheDatabase(String sql) throws SQLException {
        CORPUS.unmaskedReadAnswersExactlyAsTheDatabase(sql);
    }

    @ParameterizedTest
    @MethodSource({"reads", "writes"})
    void canonicalFormOfCanonicalFormIsItself(String sql) {
        CORPUS.canonicalFormOfCanonicalFormIsItself(sql);
    }

    @ParameterizedTest
    @MethodSource("reads")
    void readUnderMasksRunsAndLeaksNothing(String sql) {
        CORPUS.readUnderMasksRunsAndLeaksNothing(sql);
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void attackIsRefusedOrNamesWhatItWouldReach(String sql) {
        CORPUS.attackIsRefusedOrNamesWhatItWouldReach(sql);
    }

    @ParameterizedTest
    @MethodSource("laundering")
    void maskedAndFilteredValuesNeverLeave(String sql) {
        CORPUS.maskedAndFilteredValuesNeverLeave(sql);
    }

    @ParameterizedTest
    @MethodSource("writes")
    void writeIsCountedWithoutEffectAndThenDone(String sql) throws SQLException {
        CORPUS.writeIsCountedWithoutEffectAndThenDone(sql);
    }

    @ParameterizedTest
    @MethodSource("writeAttacks")
    void writeThatMayNotBeChangesNothing(String sql) throws SQLException {
        CORPUS.writeThatMayNotBeChangesNothing(sql);
    }
}
