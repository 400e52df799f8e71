package dev.sallyport.policy.rolemap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.DenyReason;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.Obligations;
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
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a suggestion is worth: it allows what was seen and nothing that the policy denied, whatever the policy.
class SuggestionPropertyTest {

    private static final Principal ONE =
            new Principal("client:one", Principal.Kind.AGENT, Optional.empty(), Set.of("g"));

    /// Holds an access without a branch, and permits it with one that an exception names.
    private static final long WITHOUT_A_BRANCH = 42_120_595_112_643L;

    static LongStream seeds() {
        return LongStream.concat(Seeds.upTo(300), LongStream.of(WITHOUT_A_BRANCH));
    }

    private record Past(Request request, Decision decision) {}

    /// With a target in each access, as every tool has it; rules that speak of labels take a missing one for unknown.
    private static Request request(Random random) {
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
                return new Request(ONE, any.tool(), any.accesses(), Instant.EPOCH);
            }
        }
    }

    private static RoleMap parse(String text) {
        return switch (RoleMap.parse("policy.yaml", text, TestTools.ALL)) {
            case RoleMap.Parsed.Valid(var roleMap) -> roleMap;
            case RoleMap.Parsed.Invalid(var problems) ->
                    throw new AssertionError(problems + "\n" + text);
        };
    }

    private static List<Past> history(Random random, Authorizer policy) {
        var past = new ArrayList<Past>();
        for (int i = random.nextInt(80); i > 0; i--) {
            var request = request(random);
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
        var random = new Random(seed);
        var original = parse(RandomPolicy.of(random).yaml(random));
        var history = history(random, original);

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
                            .allSatisfy(set -> assertThat(set.breakGlass()).isEmpty())
                            .anySatisfy(set ->
                                    assertThat(set.quorum())
                                            .isGreaterThanOrEqualTo(approvers.getFirst().quorum()));
                    assertNotWeaker(obligations, ((Decision.Hold) again).obligations(), what);
                }
                case Decision.Deny _ ->
                        assertThat(again).as(what).isNotInstanceOf(Decision.Permit.class);
            }
        }
        for (int i = 0; i < 300; i++) {
            var other = request(random);
            var before = original.decide(other);
            var what = "seed " + seed + " " + other + " was " + before + "\n" + text;
            switch (suggested.decide(other)) {
                case Decision.Permit(_, var obligations) -> {
                    assertThat(before).as(what).isInstanceOf(Decision.Permit.class);
                    if (history.stream().noneMatch(past -> saysTooLittle(past, other.tool()))) {
                        assertNotWeaker(
                                ((Decision.Permit) before).obligations(), obligations, what);
                    }
                }
                case Decision.Hold _ -> {
                    // A hold does not reach down, so what lies within something held may have had
                    // no rule at all.
                    if (before instanceof Decision.Deny(var reason)) {
                        assertThat(reason).as(what).isInstanceOf(DenyReason.NoRule.class);
                    }
                }
                case Decision.Deny _ -> {}
            }
        }
    }

    /// A permit for what is unknown is one for everything that it might be.
    private static boolean saysTooLittle(Past past, String tool) {
        return past.decision() instanceof Decision.Permit
                && past.request().tool().equals(tool)
                && past.request().accesses().stream()
                        .anyMatch(access -> access.facts().containsValue(FactValue.UNKNOWN));
    }

    private static void assertNotWeaker(Obligations before, Obligations after, String what) {
        for (var mask : before.masks()) {
            assertThat(after.masks())
                    .as(what)
                    .anySatisfy(other -> {
                        assertThat(other.column()).isEqualTo(mask.column());
                        assertThat(MaskColumn.stricter(other.with(), mask.with()))
                                .isEqualTo(other.with());
                    });
        }
        assertThat(after.filters()).as(what).containsAll(before.filters());
        for (var name : List.of("rows", "timeout", "spare", "bytes")) {
            before.limit(name)
                    .ifPresent(limit ->
                            assertThat(after.limit(name).orElseThrow())
                                    .as(what)
                                    .isLessThanOrEqualTo(limit));
        }
    }
}
