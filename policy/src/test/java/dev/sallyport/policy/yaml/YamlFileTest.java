package dev.sallyport.policy.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlFileTest {

    @Test
    void answersWhatTheFileSays() {
        var file =
                YamlFile.read(
                        "gate.yaml",
                        """
                        listen: "127.0.0.1:8640"
                        port: 8640
                        debug: true
                        wait: 45s
                        body: 2MiB
                        hosts: [a, b]
                        host: a
                        limits: {rows: 5}
                        nothing:
                        """);
        var root =
                file.root()
                        .allow(
                                "listen", "port", "debug", "wait", "body", "hosts", "host",
                                "limits", "nothing");

        assertThat(root.requireText("listen")).contains("127.0.0.1:8640");
        assertThat(root.integer("port", 1, 65535)).contains(8640L);
        assertThat(root.bool("debug")).contains(true);
        assertThat(root.duration("wait")).contains(Duration.ofSeconds(45));
        assertThat(root.bytes("body")).contains(2L * 1024 * 1024);
        assertThat(root.texts("hosts")).containsExactly("a", "b");
        assertThat(root.texts("host")).containsExactly("a");
        assertThat(root.mapping("limits").flatMap(m -> m.integer("rows", 0, 9))).contains(5L);
        assertThat(root.mapping("nothing").map(YamlMapping::isEmpty)).contains(true);
        assertThat(root.text("absent")).isEmpty();
        assertThat(root.list("absent")).isEmpty();
        assertThat(file.problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1.10", "yes", "0123", "on", "2026-01-01", "1e3", "a b", "12:30", "0x1F"})
    void aTextIsWhatWasWritten(String text) {
        var file = YamlFile.read("f", "key: " + text);

        assertThat(file.root().text("key")).contains(text);
        assertThat(file.problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "~", "null", "Null", "NULL"})
    void nothingIsNoText(String nothing) {
        var file = YamlFile.read("f", "key: " + nothing);

        assertThat(file.root().text("key")).isEmpty();
        assertThat(printed(file))
                .containsExactly(
                        "f:1:"
                                + (nothing.isEmpty() ? 5 : 6)
                                + ": `key` must be a text, not nothing");
    }

    @Test
    void aQuotedNullIsAText() {
        assertThat(YamlFile.read("f", "key: 'null'").root().text("key")).contains("null");
        assertThat(YamlFile.read("f", "key: !!str null").root().text("key")).contains("null");
    }

    static Stream<Arguments> unreadable() {
        return Stream.of(
                Arguments.of(
                        "a: 1\na: 2",
                        "f:2:1: duplicate key `a`, already on line 1; remove one of them"),
                Arguments.of(
                        "a: {b: 1,\n  b: 2}",
                        "f:2:3: duplicate key `b`, already on line 1; remove one of them"),
                Arguments.of(
                        "a: 1\n---\nb: 2",
                        "f:2:1: a second document starts here; the file must be one"),
                Arguments.of("a: &x [*x]", "f:1:8: the alias `x` contains itself"),
                Arguments.of("a: &x {b: {c: *x}}", "f:1:15: the alias `x` contains itself"),
                Arguments.of("a: *x", "f:1:4: the alias `x` has no anchor"),
                Arguments.of("a: !secret x", "f:1:4: the tag `!secret` is not allowed here"),
                Arguments.of(
                        "a: !!binary aGk=",
                        "f:1:4: the tag `tag:yaml.org,2002:binary` is not allowed here"),
                Arguments.of(
                        "a: !!java.lang.String x",
                        "f:1:4: the tag `tag:yaml.org,2002:java.lang.String` is not allowed here"),
                Arguments.of(
                        "a: !!set {x}",
                        "f:1:4: the tag `tag:yaml.org,2002:set` is not allowed here"),
                Arguments.of(
                        "a: !!seq {x: y}",
                        "f:1:4: the tag `tag:yaml.org,2002:seq` is not allowed here"),
                Arguments.of("? [a]\n: b", "f:1:3: a key must be a text"),
                Arguments.of("~: b", "f:1:1: a key must be a text"),
                Arguments.of(
                        "a: [",
                        "f:1:5: this is not YAML: expected the node content, but found '<stream end>'"),
                Arguments.of(
                        "a:\n\t- b",
                        "f:2:1: this is not YAML: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)"),
                Arguments.of(
                        "a: b: c", "f:1:5: this is not YAML: mapping values are not allowed here"),
                Arguments.of(
                        "a: 1\nb: \u0007", "f:2:4: this is not YAML: a character that no text has"),
                Arguments.of("just text", "f:1:1: the file must be a mapping, not a single value"),
                Arguments.of(
                        "x: " + "[".repeat(60) + "]".repeat(60),
                        "f:1:54: this is nested more than 50 levels deep"));
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void saysWhatCannotBeRead(String text, String expected) {
        assertThat(printed(YamlFile.read("f", text))).containsExactly(expected);
    }

    @Test
    void aDuplicateKeyKeepsItsFirstValueSoThatTheRestIsReadToo() {
        var file = YamlFile.read("f", "a: 1\na: x\nb: y");

        assertThat(file.root().text("a")).contains("1");
        assertThat(file.root().integer("b", 0, 1)).isEmpty();
        assertThat(file.problems()).hasSize(2);
    }

    @Test
    void aliasesStandForWhatIsComplete() {
        var file = YamlFile.read("f", "a: &x [1, 2]\nb: *x\nc: {<<: 1}");

        assertThat(file.root().texts("b")).containsExactly("1", "2");
        assertThat(file.root().mapping("c").map(YamlMapping::keys))
                .contains(java.util.Set.of("<<"));
        assertThat(file.problems()).isEmpty();
    }

    @Test
    void aliasesCannotMultiplyWithoutBound() {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            text.append("a" + i + ": &a" + i + " [")
                    .append(("*a" + (i - 1) + ", ").repeat(10))
                    .append("x]\n");
        }

        var file = YamlFile.read("f", text.toString());

        assertThat(printed(file))
                .singleElement()
                .asString()
                .contains("the file has more than 1000000 values");
    }

    @Test
    void aHugeFileIsNotEvenParsed() {
        var file = YamlFile.read("f", "#".repeat(FileBounds.OPERATORS.length() + 1));

        assertThat(printed(file))
                .containsExactly("f:1:1: the file is longer than 8388608 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{", "- ", "? ", "&a ", "!!map {", "[{", "'", "\"", "|\n", "*"})
    void hostileTextEndsInAProblem(String unit) {
        var file = YamlFile.read("f", "x: " + unit.repeat(100_001));

        assertThat(file.problems()).hasSize(1);
    }

    @Test
    void everyMistakeIsNamedOnceAndInOrder() {
        var file =
                YamlFile.read(
                        "gate.yaml",
                        """
                        server:
                          listn: "x"
                          port: "8640"
                          wait: 10
                          debug: on
                          body: 1MB
                          hosts: {}
                          name: [a]
                        """);
        var server = file.root().mapping("server").orElseThrow();
        server.bool("debug");
        server.text("name");
        server.list("hosts");
        server.bytes("body");
        server.duration("wait");
        server.integer("port", 1, 65535);
        server.integer("port", 1, 65535);
        server.allow("listen", "port", "wait", "debug", "body", "hosts", "name");
        server.requireText("listen");

        assertThat(printed(file))
                .containsExactly(
                        "gate.yaml:2:3: missing key `listen` under `server`",
                        "gate.yaml:2:3: unknown key `listn` under `server`; did you mean `listen`?",
                        "gate.yaml:3:9: `port` must be a whole number, not `8640`",
                        "gate.yaml:4:9: `wait` must be a duration, not `10`; "
                                + Amounts.DURATION_FORM,
                        "gate.yaml:5:10: `debug` must be `true` or `false`, not `on`",
                        "gate.yaml:6:9: `body` must be a size in bytes, not `1MB`; "
                                + Amounts.BYTES_FORM,
                        "gate.yaml:7:10: `hosts` must be a list, not a mapping",
                        "gate.yaml:8:9: `name` must be a text, not a list");
        assertThat(file.problems().get(1).key()).isEqualTo("server.listn");
    }

    @Test
    void columnsCountCodePoints() {
        var file = YamlFile.read("f", "{\"😀\": 1, x: []}");
        file.root().text("x");

        assertThat(printed(file)).containsExactly("f:1:13: `x` must be a text, not a list");
    }

    @Test
    void whatIsShownCannotHide() {
        assertThat(Quoted.of("a\u202eb\u0000c`d\n"))
                .isEqualTo("`a<U+202E>b<U+0000>c<U+0060>d<U+000A>`");
        assertThat(Quoted.of("x".repeat(200))).isEqualTo("`" + "x".repeat(80) + "…`");
        assertThat(Quoted.of("größe 😀")).isEqualTo("`größe 😀`");
    }

    @ParameterizedTest
    @CsvSource({
        "masks, mask",
        "databse, database",
        "quroum, quorum",
        "MASK, mask",
        "tools, tools",
    })
    void guessesWhatWasMeant(String word, String meant) {
        assertThat(Suggestion.nearest(word, List.of("mask", "database", "quorum", "tools")))
                .contains(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ma", "filter", "unmasked", "xyzzyxyzzy"})
    void guessesNothingFarFetched(String word) {
        assertThat(Suggestion.nearest(word, List.of("mask", "database", "quorum"))).isEmpty();
        assertThat(Suggestion.nearest(word, List.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "500ms,500",
        "10s,10000",
        "5m,300000",
        "1h,3600000",
        "90d,7776000000",
        "0ms,0",
        "3650d,315360000000"
    })
    void readsAndPrintsDurations(String text, long millis) {
        assertThat(Amounts.parseDuration(text)).contains(Duration.ofMillis(millis));
        assertThat(Amounts.print(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s",
                "10",
                "-1s",
                "1.5s",
                "10 s",
                "10S",
                "1w",
                "3651d",
                "99999999999999999999s",
                "1h30m",
                "١s"
            })
    void refusesWhatIsNoDuration(String text) {
        assertThat(Amounts.parseDuration(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "512,512",
        "1KiB,1024",
        "1MiB,1048576",
        "3GiB,3221225472",
        "1025,1025",
        "1048576GiB,1125899906842624"
    })
    void readsAndPrintsSizes(String text, long bytes) {
        assertThat(Amounts.parseBytes(text)).hasValue(bytes);
        assertThat(Amounts.printBytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "MiB",
                "1MB",
                "1M",
                "-1",
                "1.5MiB",
                "1 MiB",
                "1mib",
                "1048577GiB",
                "9999999999999999999"
            })
    void refusesWhatIsNoSize(String text) {
        assertThat(Amounts.parseBytes(text)).isEmpty();
    }

    @Test
    void manyMistakesAreCutShort() {
        var text = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            text.append("key").append(i).append(": 1\n");
        }
        var file = YamlFile.read("f", text.toString());
        file.root().allow("other");

        assertThat(file.problems()).hasSize(Problems.COUNT_MAX);
    }

    private static List<String> printed(YamlFile file) {
        return file.problems().stream().map(Problem::toString).toList();
    }

    @Test
    void aFileThatNobodyWantsAnyMoreIsNotReadOn() {
        var left = new AtomicInteger(20);
        var text = "a: [" + "x, ".repeat(1000) + "]";

        assertThatThrownBy(() ->
                        YamlFile.read(
                                "f", text, FileBounds.PASTED, () -> left.decrementAndGet() < 0))
                .isInstanceOf(CancellationException.class);
        assertThat(left).hasValue(-1);
    }

    @Test
    void aMessageNamesAHundredTextsAndCountsTheOthers() {
        var names = IntStream.range(0, 1000).mapToObj(i -> "n" + i).toList();

        assertThat(Quoted.all(names.subList(0, 100))).endsWith("`n98`, `n99`");
        assertThat(Quoted.all(names)).endsWith("`n98`, `n99` and 900 more");
    }
}
