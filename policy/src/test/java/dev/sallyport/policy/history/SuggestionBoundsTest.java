package dev.sallyport.policy.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.FactDefinition.Place;
import dev.sallyport.policy.FactDefinition.SetFact;
import dev.sallyport.policy.FactDefinition.TextFact;
import dev.sallyport.policy.FactDefinition.Unit;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligation;
import dev.sallyport.policy.Obligation.Limit;
import dev.sallyport.policy.ObligationDefinition.LimitObligation;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.ToolTerms;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Where a suggestion would take too long to find out, it gives less.
class SuggestionBoundsTest {

    private static final InForce NOBODY =
            new InForce(Authorizer.DENY_ALL, List.of(), Instant.EPOCH);

    private static Shape shape(ToolTerms terms, Set<String> absent) {
        var facts = new TreeMap<String, FactValue>();
        for (var fact : terms.facts()) {
            facts.put(
                    fact.name(),
                    absent.contains(fact.name()) ? FactValue.NOT_APPLICABLE : FactValue.text("x"));
        }
        return Shape.of(terms, new Access("do", "x", facts));
    }

    /// The forbids beside what was seen with all of some facts and with none of them.
    private static int fence(int varying) {
        var facts = new ArrayList<FactDefinition>();
        facts.add(new TextFact("where", "where", Place.ON, "where"));
        var names = IntStream.range(0, varying).mapToObj(i -> "f" + i).collect(Collectors.toSet());
        names.forEach(name -> facts.add(new TextFact(name, name, Place.RULE, name)));
        var terms = new ToolTerms("tool", facts, List.of());
        var blocks = Block.of(List.of(shape(terms, Set.of()), shape(terms, names)), terms);
        return Fence.around(blocks, terms).map(List::size).orElse(0);
    }

    @Test
    void aFenceOverTooManyFactsIsNone() {
        assertThat(fence(12)).isPositive();
        assertThat(fence(13)).isZero();
    }

    private static Obligations limits(long rows, long spare) {
        return new Obligations(
                List.<Obligation>of(new Limit("rows", rows), new Limit("spare", spare)));
    }

    private static Obligations owed(int columns, long rows, long spare) {
        var terms =
                new ToolTerms(
                        "read",
                        List.of(new SetFact("columns", "columns", Place.RULE, "what")),
                        List.of(
                                new LimitObligation("rows", Unit.COUNT, 1000, "rows"),
                                new LimitObligation("spare", Unit.COUNT, 0, "an allowance")));
        var names = IntStream.range(0, columns).mapToObj(i -> "c" + i).collect(Collectors.toSet());
        var facts = new TreeMap<String, FactValue>();
        facts.put("columns", FactValue.texts(names));
        var shape = Shape.of(terms, new Access("read", "x", facts));
        return new Owed(terms, NOBODY).ofPermitted(shape, limits(rows, spare));
    }

    @Test
    void anAccessWithTooMuchWithinItHasTheSmallestLimits() {
        assertThat(owed(2000, 500, 5)).isEqualTo(limits(500, 0));
        assertThat(owed(2001, 500, 5)).isEqualTo(limits(1, 0));
    }

    @Test
    void whereThePolicyInForceIsNotAskedTheFallbackIsTheMost() {
        assertThat(owed(1, 5000, 0)).isEqualTo(limits(1000, 0));
        assertThat(owed(1, 10, 0)).isEqualTo(limits(10, 0));
    }
}
