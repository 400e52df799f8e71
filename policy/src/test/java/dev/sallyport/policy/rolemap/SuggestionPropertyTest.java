package dev.sallyport.policy.rolemap;

import static dev.sallyport.policy.rolemap.SuggestionChecks.assertNoFewer;
import static dev.sallyport.policy.rolemap.SuggestionChecks.assertNoMoreIsPermitted;
import static dev.sallyport.policy.rolemap.SuggestionChecks.assertNotWeaker;
import static dev.sallyport.policy.rolemap.SuggestionChecks.parse;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Request;
import dev.sallyport.policy.Seeds;
import dev.sallyport.policy.history.PastCall;
import dev.sallyport.policy.history.Suggestion;
import dev.sallyport.policy.history.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a suggestion is worth: it allows what was seen and nothing that the policy denied, whatever the policy.
class SuggestionPropertyTest {

    private static final Principal ONE =
            new Principal("client:one", Principal.Kind.AGENT, Optional.empty(), Set.of("g"));

    private static final Principal FOR_A_HUMAN =
            new Principal(
                    "client:one",
                    Principal.Kind.AGENT,
                    Optional.of(
                            new Principal(
                                    "user:one",
                                    Principal.Kind.HUMAN,
                                    Optional.empty(),
                                    Set.of("h"))),
                    Set.of("g"));

    /// Holds an access without a branch, and permits it with one that an exception names.
    private static final long WITHOUT_A_BRANCH = 42_120_595_112_643L;

    static LongStream seeds() {
        return LongStream.concat(Seeds.upTo(300), LongStream.of(WITHOUT_A_BRANCH));
    }

    private record Past(Request request, Decision decision) {}

    /// With a target in each access, as every tool has it; rules that speak of labels take a missing one for unknown.
    private static Request request(Random random, Principal who) {
        while (true) {
            var any = RandomPolicy.request(random);
            var target =
                    TestTools.ALL.stream()
                            .filter(terms -> terms.tool().equals(any.tool()))
                            .flatMap(terms -> terms.target().stream())
                            .findFirst();
            boolean named =
                    any.accesses().stream()
                            .allMatch(access ->
                                    target.isEmpty()
                                            || access.fact(target.get()) instanceof FactValue.Text);
            if (named) {
                return new Request(who, any.tool(), any.accesses(), Instant.EPOCH);
            }
        }
    }

    private static List<Past> history(Random random, Principal who, Authorizer policy) {
        var past = new ArrayList<Past>();
        for (int i = random.nextInt(80); i > 0; i--) {
            var request = request(random, who);
            past.add(new Past(request, policy.decide(request)));
        }
        return past;
    }

    private static String suggested(List<Past> history, Authorizer policy) {
        var suggestion = new Suggestion(TestTools.ALL, ONE.subject());
        int id = 0;
        for (var past : history) {
            var call =
                    new PastCall(
                            "call-" + id++,
                            past.request().principal(),
                            past.request().tool(),
                            "target",
                            past.request().accesses(),
                            Instant.EPOCH,
                            policy.digest(),
                            Verdict.of(past.decision()),
                            false);
            if (past.decision() instanceof Decision.Deny) {
                suggestion.denied(call, "no rule\npermits: it");
            } else {
                suggestion.completed(call, List.of("user:ana"));
            }
        }
        return Suggestion.print(List.of(suggestion.role("suggested-one", policy)));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatWasSeenIsTreatedAlikeAndWhatWasDeniedStaysDenied(long seed) {
        assertLittleElseIsPermitted(seed, ONE);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatTwoPartiesDidIsTreatedAlikeAndWhatWasDeniedStaysDenied(long seed) {
        assertLittleElseIsPermitted(seed, FOR_A_HUMAN);
    }

    private static void assertLittleElseIsPermitted(long seed, Principal who) {
        var random = new Random(seed);
        var original = parse(RandomPolicy.of(random).yaml(random));
        var history = history(random, who, original);

        var text = suggested(history, original);
        var suggested = parse(text);

        for (var past : history) {
            var again = suggested.decide(past.request());
            var what = "seed " + seed + " " + past + "\n" + text;
            switch (past.decision()) {
                case Decision.Permit(_, var obligations) -> {
                    assertThat(again).as(what).isInstanceOf(Decision.Permit.class);
                    assertNotWeaker(obligations, ((Decision.Permit) again).obligations(), what);
                }
                case Decision.Hold(_, var approvers, var obligations) -> {
                    assertThat(again).as(what).isInstanceOf(Decision.Hold.class);
                    assertThat(((Decision.Hold) again).approvers())
                            .as(what)
                            .allSatisfy(set -> assertThat(set.role()).isEqualTo("masks"))
                            .allSatisfy(set -> assertThat(set.breakGlass()).isEmpty());
                    assertNoFewer(approvers, ((Decision.Hold) again).approvers(), what);
                    assertNotWeaker(obligations, ((Decision.Hold) again).obligations(), what);
                }
                case Decision.Deny _ ->
                        assertThat(again).as(what).isNotInstanceOf(Decision.Permit.class);
            }
        }
        for (int i = 0; i < 300; i++) {
            assertNoMoreIsPermitted(
                    request(random, who), original, suggested, "seed " + seed + "\n" + text);
        }
        for (var past : history) {
            if (!(past.decision() instanceof Decision.Deny)) {
                for (int i = 0; i < 5; i++) {
                    assertNoMoreIsPermitted(
                            beside(random, past.request()),
                            original,
                            suggested,
                            "seed " + seed + "\n" + text);
                }
            }
        }
    }

    /// Some of what was seen, with another value here and there: mostly less of it.
    private static Request beside(Random random, Request seen) {
        var terms =
                TestTools.ALL.stream()
                        .filter(known -> known.tool().equals(seen.tool()))
                        .findFirst()
                        .orElseThrow();
        var accesses = new ArrayList<Access>();
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            var access = RandomPolicy.pick(random, seen.accesses());
            var facts = new TreeMap<>(access.facts());
            for (var fact : terms.facts()) {
                if (random.nextInt(3) == 0 && !terms.target().equals(Optional.of(fact.name()))) {
                    facts.put(fact.name(), another(random, fact, access.fact(fact.name())));
                }
            }
            accesses.add(new Access(access.action(), access.resource(), facts));
        }
        return new Request(seen.principal(), seen.tool(), accesses, Instant.EPOCH);
    }

    private static FactValue another(Random random, FactDefinition fact, FactValue seen) {
        if (random.nextInt(3) == 0) {
            return FactValue.NOT_APPLICABLE;
        }
        return switch (fact) {
            case FactDefinition.TextFact _ ->
                    FactValue.text(RandomPolicy.pick(random, List.of("", "a", "b", "c")));
            case FactDefinition.SetFact _ -> {
                var all = seen instanceof FactValue.Texts(var texts) ? texts : Set.of("a", "b");
                yield FactValue.texts(
                        all.stream()
                                .sorted()
                                .filter(_ -> random.nextBoolean())
                                .collect(Collectors.toSet()));
            }
            case FactDefinition.QuantityFact _ -> FactValue.quantity(random.nextInt(3));
            case FactDefinition.LevelFact level ->
                    FactValue.level(RandomPolicy.pick(random, level.strictestFirst()));
        };
    }
}
