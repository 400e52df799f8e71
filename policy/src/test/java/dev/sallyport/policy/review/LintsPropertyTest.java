package dev.sallyport.policy.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.DenyReason;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.Seeds;
import dev.sallyport.policy.rolemap.RandomPolicy;
import dev.sallyport.policy.rolemap.RoleMap;
import dev.sallyport.policy.rolemap.Rule;
import dev.sallyport.policy.rolemap.TestPolicies;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// No rule is called idle that does something.
class LintsPropertyTest {

    private static final int SEEDS = 200;
    private static final int REQUESTS = 60;
    private static final Set<String> REMOVABLE =
            Set.of("held-anyway", "duplicate-rule", "covered-rule");

    static LongStream seeds() {
        return Seeds.upTo(SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void removingARuleThatIsCalledNeedlessChangesNoDecision(long seed) {
        var random = new Random(seed);
        var text = RandomPolicy.of(random).yaml(new Random(seed));
        var roleMap = TestPolicies.valid(text);

        for (var warning : warnings(text)) {
            if (REMOVABLE.contains(warning.code())) {
                var without = TestPolicies.valid(without(text, warning.place().line()));
                for (int i = 0; i < REQUESTS; i++) {
                    var request = RandomPolicy.request(random);
                    assertThat(nameless(without.decide(request)))
                            .as("seed %s: %s%n%s%n%s", seed, warning, request, text)
                            .isEqualTo(nameless(roleMap.decide(request)));
                }
            }
        }
    }

    @Test
    void suchRulesAreFoundOftenEnoughToBeTried() {
        var found = new ArrayList<String>();
        LongStream.range(0, SEEDS)
                .forEach(seed ->
                        warnings(RandomPolicy.of(new Random(seed)).yaml(new Random(seed)))
                                .forEach(warning -> found.add(warning.code())));

        assertThat(found).filteredOn(REMOVABLE::contains).hasSizeGreaterThan(10);
        assertThat(found).filteredOn("shadowed-rule"::equals).hasSizeGreaterThan(10);
        assertThat(found).contains("covered-rule", "held-anyway");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aCoveringForbidMatchesWhereverTheRuleDoes(long seed) {
        var random = new Random(seed);
        var written = TestPolicies.valid(RandomPolicy.of(random).yaml(new Random(seed))).written();
        var coverage = new Coverage(written);
        var rules = written.roles().values().stream().flatMap(r -> r.rules().stream()).toList();

        for (var wide : rules) {
            for (var narrow : rules) {
                var left = coverage.leftover(wide.clause(), narrow.clause());
                if (wide.clause().effect() == Effect.FORBID && left.isPresent()) {
                    for (int i = 0; i < REQUESTS; i++) {
                        var request = RandomPolicy.request(random);
                        for (var access : request.accesses()) {
                            if (narrow.clause().named().contains(request.tool())
                                    && applies(access, left.get().facts())
                                    && written.trace(narrow, request.tool(), access).matches()) {
                                assertThat(written.trace(wide, request.tool(), access).matches())
                                        .as("%s covers %s at %s", wide, narrow, access)
                                        .isTrue();
                            }
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aRuleThatAForbidAlwaysCoversIsInNoDecisionToRun(long seed) {
        var random = new Random(seed);
        var text = RandomPolicy.of(random).yaml(new Random(seed));
        var roleMap = TestPolicies.valid(text);
        var shadowed =
                warnings(text).stream()
                        .filter(w -> w.code().equals("shadowed-rule"))
                        .filter(w -> !w.place().message().contains("does not apply"))
                        .flatMap(w -> rule(roleMap, w.place().line()).stream())
                        .map(rule -> rule.id().toString())
                        .toList();

        for (int i = 0; i < REQUESTS && !shadowed.isEmpty(); i++) {
            var request = RandomPolicy.request(random);
            var rules =
                    switch (roleMap.decide(request)) {
                        case Decision.Permit(var matched, _) -> matched;
                        case Decision.Hold(var matched, _, _) -> matched;
                        case Decision.Deny _ -> List.<dev.sallyport.policy.RuleId>of();
                    };
            assertThat(rules).extracting(Object::toString).doesNotContainAnyElementsOf(shadowed);
        }
    }

    private static List<Warning> warnings(String text) {
        return Lints.of(
                TestPolicies.valid(text), "policy.yaml", text, Optional.empty(), Instant.EPOCH);
    }

    private static Optional<Rule> rule(RoleMap roleMap, int line) {
        return roleMap.written().roles().values().stream()
                .flatMap(role -> role.rules().stream())
                .filter(rule -> rule.id().line() == line)
                .findFirst();
    }

    private static boolean applies(Access access, Set<String> facts) {
        return facts.stream()
                .map(access::fact)
                .noneMatch(value ->
                        value instanceof FactValue.NotApplicable
                                || (value instanceof FactValue.Texts(var texts)
                                        && texts.isEmpty()));
    }

    /// The text without the rule on a line, which has a line of its own.
    private static String without(String text, int line) {
        var lines = new ArrayList<>(text.lines().toList());
        boolean alone =
                !lines.get(line - 2).startsWith("      - ")
                        && (line == lines.size() || !lines.get(line).startsWith("      - "));
        if (alone) {
            lines.set(line - 1, "      []");
        } else {
            lines.remove(line - 1);
        }
        return String.join("\n", lines) + "\n";
    }

    /// The decision without the names of rules.
    private static List<Object> nameless(Decision decision) {
        return switch (decision) {
            case Decision.Permit(_, var obligations) -> List.of("permit", obligations);
            case Decision.Hold(_, var approvers, Obligations obligations) ->
                    List.of("hold", approvers, obligations);
            case Decision.Deny(DenyReason.NoRule(var unmatched)) -> List.of("deny", unmatched);
            case Decision.Deny(DenyReason.Forbidden(var access, _)) -> List.of("forbid", access);
            case Decision.Deny(DenyReason.Separated separated) -> List.of("apart", separated);
            case Decision.Deny(DenyReason.NothingUnderstood()) -> List.of("nothing");
            case Decision.Deny(DenyReason.NoPolicy()) -> List.of("no policy");
        };
    }
}
