package dev.sallyport.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sallyport.policy.Obligation.FilterRows;
import dev.sallyport.policy.Obligation.Limit;
import dev.sallyport.policy.Obligation.MaskColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObligationTest {

    @ParameterizedTest
    @CsvSource({
        "null, last4, null",
        "redact, token, redact",
        "token, year, token",
        "year, last4, year",
        "last4, last4, last4",
        // What nobody knows counts as the strictest.
        "newer, last4, null",
        "newer, newer, newer",
        "sql left(a), last4, redact",
        "sql left(a), sql left(b), redact",
        "sql left(a), sql left(a), sql left(a)",
        "sql left(a), null, null",
    })
    void theStricterOfTwoMasksIsTheSameBothWays(String one, String other, String stricter) {
        assertThat(MaskColumn.stricter(one, other)).isEqualTo(stricter);
        assertThat(MaskColumn.stricter(other, one)).isEqualTo(stricter);
    }

    @Test
    void aMaskMayBeAnExpression() {
        assertThat(MaskColumn.sql("a", "left(a, 2)").expression()).contains("left(a, 2)");
        assertThat(new MaskColumn("a", "last4").expression()).isEmpty();
    }

    @Test
    void obligationsStandInOneOrderEachOnce() {
        var inOrder =
                List.<Obligation>of(
                        new FilterRows("a", "x"),
                        new FilterRows("a", "y"),
                        new FilterRows("b", "a"),
                        new Limit("rows", 1),
                        new Limit("rows", 2),
                        new Limit("timeout", 1),
                        new MaskColumn("a", "last4"),
                        new MaskColumn("a", "redact"),
                        new MaskColumn("b", "last4"));
        var twice = new ArrayList<>(inOrder.reversed());
        twice.addAll(inOrder);

        assertThat(new Obligations(twice).all()).containsExactlyElementsOf(inOrder);
        assertThat(new Obligations(twice).limit("rows")).hasValue(1);
        assertThat(new Obligations(twice).limit("bytes")).isEmpty();
        assertThat(new Obligations(twice).masks()).hasSize(3);
        assertThat(new Obligations(twice).filters()).hasSize(3);
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Limit("rows", -1));
        assertThat(new Limit("rows", 0).value()).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new UsageLimit(
                                UsageLimit.Kind.CALLS_PER_MINUTE,
                                UsageLimit.Scope.ROLE,
                                "a",
                                "a",
                                0));
        assertThat(
                        new UsageLimit(
                                        UsageLimit.Kind.CALLS_PER_MINUTE,
                                        UsageLimit.Scope.ROLE,
                                        "a",
                                        "a",
                                        1)
                                .value())
                .isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FactDefinition.LevelFact("a", List.of("one"), ""));
        assertThat(new FactDefinition.LevelFact("a", List.of("one", "two"), "").place())
                .isEqualTo(FactDefinition.Place.RULE);
        assertThat(new FactDefinition.QuantityFact("a", FactDefinition.Unit.COUNT, "").place())
                .isEqualTo(FactDefinition.Place.RULE);
    }

    @Test
    void approversAreSortedByRoleAndNumber() {
        var one = new ApproverSet("dba", 1);
        var two = new ApproverSet("dba", 2);
        var sre = new ApproverSet("sre", 1);

        assertThat(new TreeSet<>(List.of(sre, two, one))).containsExactly(one, two, sre);
    }
}
