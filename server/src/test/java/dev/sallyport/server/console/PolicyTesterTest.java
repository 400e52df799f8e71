package dev.sallyport.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.FactDefinition.Place;
import dev.sallyport.policy.FactDefinition.TextFact;
import dev.sallyport.policy.TargetLabels;
import dev.sallyport.policy.ToolTerms;
import dev.sallyport.policy.rolemap.RoleMap;
import dev.sallyport.policy.yaml.FileBounds;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever is pasted into the policy tester, it ends, and little is told of it.
class PolicyTesterTest {

    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");

    private static final List<ToolTerms> TOOLS =
            List.of(
                    new ToolTerms(
                            "write_note",
                            List.of(
                                    new TextFact("notebook", "notebook", Place.ON, "which one"),
                                    new TextFact("page", "page", Place.ON, "which one")),
                            List.of()));

    private static final String BOUND =
            """
            bindings:
              - { role: writer, to: ["client:a", "user:h"] }
            """;

    private final SlowWork work = new SlowWork("test", Duration.ofMinutes(5));
    private final PolicyTester tester = new PolicyTester(TOOLS, TargetLabels.NONE, work);
    private final RoleMap live = map("roles:\n  writer: {}\n" + BOUND);

    private static RoleMap map(String text) {
        return switch (RoleMap.parse("live", text, TOOLS)) {
            case RoleMap.Parsed.Valid(var good) -> good;
            case RoleMap.Parsed.Invalid(var problems) -> throw new AssertionError(problems);
        };
    }

    private static Form form(String... fields) {
        var all =
                new TreeMap<>(
                        Map.of(
                                "as", "client:a",
                                "tool", "write_note",
                                "accesses", "note.write x notebook=x,page=y"));
        for (int i = 0; i < fields.length; i += 2) {
            all.put(fields[i], fields[i + 1]);
        }
        return new Form(
                all.entrySet().stream()
                        .map(field ->
                                field.getKey()
                                        + "="
                                        + URLEncoder.encode(
                                                field.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&")));
    }

    private PolicyTestPage tried(String... fields) {
        return tester.tried(Frame.ofStranger("t"), live, form(fields), NOW);
    }

    private static String written(PolicyTestPage page) {
        return String.join("\n", page.result().problems());
    }

    private static String writer(String rules) {
        return "roles:\n  writer:\n    permit:\n" + rules + BOUND;
    }

    private static final String LONG_ACCESSES =
            ("note.write x notebook=" + "a".repeat(2000) + ",page=" + "a".repeat(1900) + "\n")
                    .repeat(4);

    /// Candidates of at most 256 KiB that come to a lot, and whether they are refused for it.
    enum Attack {
        /// One long list, meant by thousands of rules.
        ALIASES(true) {
            @Override
            String candidate() {
                var list =
                        IntStream.range(0, 100)
                                .mapToObj(i -> "\"" + "x".repeat(1000) + i + "\"")
                                .collect(Collectors.joining(", ", "[", "]"));
                return writer(
                        "      - { tools: [write_note], on: { notebook: &a "
                                + list
                                + " } }\n"
                                + "      - { tools: [write_note], on: { notebook: *a } }\n"
                                        .repeat(2500));
            }
        },

        /// Every value keeps the keys that lead to it.
        LONG_WAYS(true) {
            @Override
            String candidate() {
                var text = new StringBuilder();
                for (int depth = 0; depth < 40; depth++) {
                    text.append(" ".repeat(depth)).append("k".repeat(1000)).append(":\n");
                }
                for (int i = 0; i < 3000; i++) {
                    text.append(" ".repeat(40)).append("- a\n");
                }
                return text.toString();
            }
        },

        MANY_VALUES(true) {
            @Override
            String candidate() {
                return "roles: [" + "a,".repeat(100_000) + "]";
            }
        },

        /// Globs that take the product of their length and the text's.
        LONG_GLOBS(true) {
            @Override
            String candidate() {
                return writer(globs(240));
            }

            @Override
            String accesses() {
                return LONG_ACCESSES;
            }
        },

        /// As many of them as are let through.
        FEWER_GLOBS(false) {
            @Override
            String candidate() {
                return writer(globs(30));
            }

            @Override
            String accesses() {
                return LONG_ACCESSES;
            }
        },

        /// Roles that include each other in one long row, with many ways at its end.
        A_ROW_OF_ROLES(false) {
            @Override
            String candidate() {
                var text = new StringBuilder("roles:\n");
                for (int i = 0; i < 4000; i++) {
                    text.append("  r")
                            .append(i)
                            .append(": { includes: [r")
                            .append(i + 1)
                            .append("] }\n");
                }
                text.append("  r4000: {}\n");
                return text + "bindings:\n  - { role: r0, to: [\"client:a\"] }\n";
            }
        },

        /// Names that are a slip of the hand away from many others.
        NEAR_NAMES(true) {
            @Override
            String candidate() {
                var text = new StringBuilder("roles:\n");
                for (int i = 0; i < 1000; i++) {
                    text.append("  ").append("n".repeat(60)).append(i).append(": {}\n");
                }
                text.append("bindings:\n");
                for (int i = 0; i < 1000; i++) {
                    text.append("  - { role: ")
                            .append("n".repeat(45))
                            .append("z".repeat(15))
                            .append(i)
                            .append(", to: [\"client:a\"] }\n");
                }
                return text.toString();
            }
        },

        /// Each pair of them must be kept apart.
        SEPARATIONS(false) {
            @Override
            String candidate() {
                var text = new StringBuilder("roles:\n");
                for (int i = 0; i < 2500; i++) {
                    text.append("  r").append(i).append(": {}\n");
                }
                text.append("separate:\n");
                for (int i = 0; i + 1 < 2500; i++) {
                    text.append("  - { roles: [r")
                            .append(i)
                            .append(", r")
                            .append(i + 1)
                            .append("] }\n");
                }
                return text + "bindings:\n  - { role: r7, to: [\"client:a\"] }\n";
            }
        },

        /// Thousands of rules for each of many accesses.
        MANY_RULES(false) {
            @Override
            String candidate() {
                return writer(
                        "      - { tools: [write_note], on: { notebook: abcdef } }\n".repeat(3700));
            }

            @Override
            String accesses() {
                return "note.write x notebook=abcdef\n".repeat(100);
            }
        };

        private final boolean refused;

        Attack(boolean refused) {
            this.refused = refused;
        }

        abstract String candidate();

        String accesses() {
            return "note.write x notebook=x,page=y";
        }

        static String globs(int count) {
            var text = new StringBuilder();
            for (int i = 0; i < count; i++) {
                text.append("      - { tools: [write_note], on: { notebook: [\"")
                        .append("**a".repeat(320))
                        .append(i)
                        .append("\"] } }\n");
            }
            return text.toString();
        }
    }

    @ParameterizedTest
    @EnumSource(Attack.class)
    @Timeout(120)
    void whatComesToALotIsRefusedOrEnds(Attack attack) {
        assertThat(attack.candidate().length()).isLessThanOrEqualTo(PolicyTester.CANDIDATE_MAX);

        long start = System.nanoTime();
        var page =
                tried(
                        "human",
                        "user:h",
                        "candidate",
                        attack.candidate(),
                        "accesses",
                        attack.accesses());
        System.out.printf(
                "%s: %d ms %s%n",
                attack,
                (System.nanoTime() - start) / 1_000_000,
                written(page).lines().findFirst().orElse("answered"));

        assertThat(page.status()).as(written(page)).isEqualTo(attack.refused ? 400 : 200);
        page.result()
                .answer()
                .ifPresent(answer -> assertThat(answer.toString().length()).isLessThan(2_000_000));
    }

    /// Each binding leads through the whole row, for the caller and for the human behind it.
    @Test
    @Timeout(30)
    void aRowOfRolesBoundToManyGroupsIsWalkedOnce() {
        int roles = 4500;
        var groups = IntStream.range(0, 1200).mapToObj(i -> Integer.toString(i, 36)).toList();
        var text = new StringBuilder("roles:\n");
        for (int i = 0; i < roles; i++) {
            text.append(" r")
                    .append(Integer.toString(i, 36))
                    .append(": {includes: r")
                    .append(Integer.toString(i + 1, 36))
                    .append("}\n");
        }
        text.append(" r")
                .append(Integer.toString(roles, 36))
                .append(": {}\nbindings:\n - {role: r0, to: [");
        groups.forEach(group -> text.append("group:").append(group).append(", "));
        text.append("client:a]}\n");

        var page =
                tried(
                        "candidate",
                        text.toString(),
                        "groups",
                        String.join(" ", groups),
                        "human",
                        "user:h",
                        "human_groups",
                        String.join(" ", groups));

        assertThat(page.status()).as(written(page)).isEqualTo(200);
        assertThat(page.result().answer().orElseThrow().parties())
                .hasSize(2)
                .allSatisfy(party -> assertThat(party.roles()).hasSize(roles + 1));
    }

    /// Who is bound to the beginning of a long row of roles keeps no list of the whole row.
    @Test
    void whatIsMadeOfAPastedTextTakesSomeTenMebibytes() {
        var text = new StringBuilder("roles:\n");
        int roles = 4000;
        for (int i = 0; i < roles; i++) {
            text.append(" ").append(i).append(": {includes: \"").append(i + 1).append("\"}\n");
        }
        text.append(" ").append(roles).append(": {}\nbindings:\n - {role: \"0\", to: [");
        for (int i = 0; i < 8000; i++) {
            text.append("user:").append(Integer.toString(i, 36)).append(", ");
        }
        text.append("user:a]}\n");

        assertThat(retained(text.toString())).isLessThan(8 << 20);
    }

    /// The same where everybody is bound to another role of the row, at all times or at some.
    @ParameterizedTest
    @ValueSource(strings = {"", ", from: 2026-01-01"})
    void everyBeginningOfARowOfRolesTakesNoMore(String period) {
        var text = new StringBuilder("roles:\n");
        int roles = 2500;
        for (int i = 0; i < roles; i++) {
            text.append(" r").append(i).append(": {includes: r").append(i + 1).append("}\n");
        }
        text.append(" r").append(roles).append(": {}\nbindings:\n");
        for (int i = 0; i < roles; i++) {
            text.append(" - {role: r")
                    .append(i)
                    .append(", to: \"user:")
                    .append(i)
                    .append('"')
                    .append(period)
                    .append("}\n");
        }

        assertThat(retained(text.toString())).isLessThan(8 << 20);
    }

    /// @return in bytes, what a candidate that is a good role map leaves in memory
    private static long retained(String candidate) {
        assertThat(candidate.length()).isLessThanOrEqualTo(PolicyTester.CANDIDATE_MAX);
        long before = used();
        var parsed =
                RoleMap.parse(
                        "candidate",
                        candidate,
                        TOOLS,
                        TargetLabels.NONE,
                        FileBounds.PASTED,
                        () -> false);
        long retained = used() - before;
        System.out.printf("retained %d KiB%n", retained >> 10);
        assertThat(parsed).isInstanceOf(RoleMap.Parsed.Valid.class);
        return retained;
    }

    private static long used() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /// Candidates that are read for longer than anybody waits.
    enum LongRead {
        /// Each is compared with every role.
        UNKNOWN_ROLES {
            @Override
            String candidate() {
                var text = new StringBuilder("roles:\n");
                for (int i = 0; i < 2000; i++) {
                    text.append("  ").append("n".repeat(30)).append(i).append(": {}\n");
                }
                text.append("  a: {includes: [");
                for (int i = 0; i < 4500; i++) {
                    text.append("z".repeat(28)).append(i).append(", ");
                }
                return text + "]}\n";
            }
        },

        /// One is bound to many beginnings of a row of roles, each for a time of its own.
        SEPARATED_TIMES {
            @Override
            String candidate() {
                var text = new StringBuilder("roles:\n  x: {}\n");
                for (int i = 0; i < 2000; i++) {
                    text.append("  r")
                            .append(i)
                            .append(": {includes: r")
                            .append(i + 1)
                            .append("}\n");
                }
                text.append("  r2000: {}\nseparate:\n");
                for (int i = 0; i < 1000; i++) {
                    text.append("  - {roles: [x, r").append(1000 + i).append("]}\n");
                }
                text.append("bindings:\n");
                for (int i = 0; i < 1000; i++) {
                    text.append("  - {role: r")
                            .append(i)
                            .append(", to: \"user:a\", from: ")
                            .append(LocalDate.EPOCH.plusDays(i))
                            .append("}\n");
                }
                return text.toString();
            }
        };

        abstract String candidate();
    }

    @ParameterizedTest
    @EnumSource(LongRead.class)
    @Timeout(60)
    void readingACandidateEndsSoonAfterItIsGivenUp(LongRead attack) {
        assertThat(attack.candidate().length()).isLessThanOrEqualTo(PolicyTester.CANDIDATE_MAX);
        var hurried = new SlowWork("test", Duration.ofMillis(200));
        var impatient = new PolicyTester(TOOLS, TargetLabels.NONE, hurried);

        long start = System.nanoTime();
        var page =
                impatient.tried(
                        Frame.ofStranger("t"), live, form("candidate", attack.candidate()), NOW);
        while (hurried.isBusy()) {
            Thread.onSpinWait();
        }

        System.out.printf("%s: %d ms%n", attack, (System.nanoTime() - start) / 1_000_000);
        assertThat(page.status()).isEqualTo(503);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aConstraintIsCutLoudly() {
        var names =
                IntStream.range(0, 2000)
                        .mapToObj(i -> "name" + (10_000 + i))
                        .collect(Collectors.joining(", ", "[", "]"));

        var page =
                tried(
                        "candidate",
                        writer(
                                "      - { tools: [write_note], on: { notebook: "
                                        + names
                                        + " }, description: \""
                                        + "d".repeat(290)
                                        + "\" }\n"));

        var key =
                page.result()
                        .answer()
                        .orElseThrow()
                        .accesses()
                        .getFirst()
                        .parties()
                        .getFirst()
                        .rules()
                        .getFirst()
                        .keys()
                        .getFirst();
        assertThat(key.wanted())
                .startsWith("[name10000, name10001, ")
                .endsWith(" … and " + (2000 * 11 - 300) + " characters more")
                .hasSizeLessThan(350);
    }

    @Test
    void atMostTwoHundredRulesAreShownAndTheOthersCounted() {
        var page =
                tried(
                        "candidate",
                        writer(
                                IntStream.range(0, 150)
                                        .mapToObj(i ->
                                                "      - { tools: [write_note], on: { notebook: n"
                                                        + i
                                                        + " } }\n")
                                        .collect(Collectors.joining())),
                        "accesses",
                        "note.write x notebook=n1\nnote.write x notebook=n2");

        var result = page.result();
        assertThat(result.answer().orElseThrow().decision()).isEqualTo("permit");
        assertThat(
                        result.answer().get().accesses().stream()
                                .flatMap(access -> access.parties().stream())
                                .map(party -> party.rules().size()))
                .containsExactly(150, 50);
        assertThat(result.left()).isEqualTo(100);
        assertThat(result.leftInWords()).startsWith("100 rules more are not shown.");
    }

    @Test
    void longFieldsAreRefused() {
        var tooLong = "x".repeat(PolicyTester.FIELD_MAX + 1);

        for (var field : List.of("as", "groups", "human", "human_groups", "tool", "at")) {
            assertThat(written(tried(field, tooLong)))
                    .isEqualTo("`" + field + "` is longer than 4096 characters");
        }
        assertThat(written(tried("accesses", "note.write x notebook=" + tooLong)))
                .isEqualTo("an access is longer than 4096 characters");
        assertThat(written(tried("accesses", "note.write x notebook=x\n".repeat(700))))
                .isEqualTo("the accesses are longer than 16384 characters together");
    }

    @Test
    @Timeout(60)
    void oneCallIsTriedAtATime() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var free = new CountDownLatch(1);
        var first =
                Thread.ofVirtual()
                        .start(() ->
                                work.ask(() -> {
                                    begun.countDown();
                                    free.await();
                                    return true;
                                }));
        begun.await();

        var page = tried();
        assertThat(page.status()).isEqualTo(503);
        assertThat(written(page)).contains("another call is being tried", "in a moment");
        assertThat(page.input().as()).as("what was filled in").isEqualTo("client:a");

        free.countDown();
        first.join();
        awaitFree();
        assertThat(tried().status()).isEqualTo(200);
    }

    @Test
    @Timeout(60)
    void whatTakesTooLongIsGivenUpAndEnds() {
        var hurried = new SlowWork("test", Duration.ofNanos(1));
        var impatient = new PolicyTester(TOOLS, TargetLabels.NONE, hurried);

        var page =
                impatient.tried(
                        Frame.ofStranger("t"),
                        live,
                        form(
                                "candidate",
                                Attack.MANY_RULES.candidate(),
                                "accesses",
                                Attack.MANY_RULES.accesses()),
                        NOW);

        assertThat(page.status()).isEqualTo(503);
        assertThat(written(page)).contains("took longer than 2 seconds and was given up");
        while (hurried.isBusy()) {
            Thread.onSpinWait();
        }
    }

    @Test
    @Timeout(60)
    void workRunsOnAPlatformThreadThatGivesWayAndIsInterruptedAtTheLimit() {
        var seen = new ArrayList<Thread>();
        var hurried = new SlowWork("test", Duration.ofMillis(1));
        var interrupted = new CountDownLatch(1);

        var answer =
                hurried.ask(() -> {
                    seen.add(Thread.currentThread());
                    while (!Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait();
                    }
                    interrupted.countDown();
                    return Optional.empty();
                });

        assertThat(answer).isInstanceOf(SlowWork.Answer.TooLong.class);
        while (hurried.isBusy()) {
            Thread.onSpinWait();
        }
        assertThat(interrupted.getCount()).isZero();
        assertThat(seen)
                .singleElement()
                .satisfies(thread -> {
                    assertThat(thread.isVirtual()).isFalse();
                    assertThat(thread.isDaemon()).isTrue();
                    assertThat(thread.getPriority()).isEqualTo(Thread.MIN_PRIORITY);
                });
        assertThat(hurried.ask(() -> 1)).isNotInstanceOf(SlowWork.Answer.Busy.class);
    }

    private void awaitFree() {
        while (work.isBusy()) {
            Thread.onSpinWait();
        }
    }
}
