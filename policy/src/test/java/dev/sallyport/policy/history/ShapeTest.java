package dev.sallyport.policy.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.FactDefinition.LevelFact;
import dev.sallyport.policy.FactDefinition.Place;
import dev.sallyport.policy.FactDefinition.QuantityFact;
import dev.sallyport.policy.FactDefinition.SetFact;
import dev.sallyport.policy.FactDefinition.TextFact;
import dev.sallyport.policy.FactDefinition.Unit;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.ToolTerms;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShapeTest {

    private static final ToolTerms TERMS =
            new ToolTerms(
                    "push",
                    List.of(
                            new TextFact("branch", "branch", Place.ON, "where"),
                            new SetFact("paths", "paths", Place.RULE, "what"),
                            new QuantityFact("bytes", Unit.BYTES, "how much"),
                            new LevelFact("level", List.of("strict", "lax"), "how")),
                    List.of());

    private static Shape shape(
            FactValue branch, FactValue paths, FactValue bytes, FactValue level) {
        return Shape.of(
                TERMS,
                new Access(
                        "push",
                        "x",
                        Map.of(
                                "branch", branch,
                                "paths", paths,
                                "bytes", bytes,
                                "level", level,
                                "other", FactValue.text("x"))));
    }

    private static final Shape MIDDLE =
            shape(
                    FactValue.text("a"),
                    FactValue.texts(Set.of("x", "y")),
                    FactValue.quantity(5),
                    FactValue.level("lax"));

    @Test
    void whatRulesCannotTellApartIsTheSame() {
        var nothing =
                shape(
                        FactValue.NOT_APPLICABLE,
                        FactValue.NOT_APPLICABLE,
                        FactValue.NOT_APPLICABLE,
                        FactValue.NOT_APPLICABLE);
        var unknown =
                shape(FactValue.UNKNOWN, FactValue.UNKNOWN, FactValue.UNKNOWN, FactValue.UNKNOWN);

        assertThat(
                        shape(
                                FactValue.NOT_APPLICABLE,
                                FactValue.texts(Set.of()),
                                FactValue.NOT_APPLICABLE,
                                FactValue.NOT_APPLICABLE))
                .isEqualTo(nothing);
        assertThat(
                        shape(
                                FactValue.quantity(1),
                                FactValue.text("x"),
                                FactValue.quantity(-1),
                                FactValue.level("off the scale")))
                .isEqualTo(unknown);
        assertThat(Shape.of(TERMS, new Access("push", "x", Map.of()))).isEqualTo(unknown);
        assertThat(nothing.within(MIDDLE, TERMS)).isTrue();
        assertThat(MIDDLE.within(unknown, TERMS)).isTrue();
        assertThat(MIDDLE.within(nothing, TERMS)).isFalse();
        assertThat(unknown.within(MIDDLE, TERMS)).isFalse();
    }

    /// An exception to a hold or forbid can name the one and not the other.
    @Test
    void zeroIsANumber() {
        var nothing =
                shape(
                        FactValue.NOT_APPLICABLE,
                        FactValue.NOT_APPLICABLE,
                        FactValue.NOT_APPLICABLE,
                        FactValue.NOT_APPLICABLE);
        var zero =
                shape(
                        FactValue.NOT_APPLICABLE,
                        FactValue.NOT_APPLICABLE,
                        FactValue.quantity(0),
                        FactValue.NOT_APPLICABLE);

        assertThat(nothing.within(zero, TERMS)).isTrue();
        assertThat(zero.within(nothing, TERMS)).isFalse();
    }

    @Test
    void fewerSmallerAndStricterLiesWithin() {
        var less =
                shape(
                        FactValue.text("a"),
                        FactValue.texts(Set.of("y")),
                        FactValue.quantity(4),
                        FactValue.level("strict"));

        assertThat(less.within(MIDDLE, TERMS)).isTrue();
        assertThat(MIDDLE.within(less, TERMS)).isFalse();
        assertThat(MIDDLE.within(MIDDLE, TERMS)).isTrue();
        for (var more :
                List.of(
                        shape(
                                FactValue.text("b"),
                                FactValue.texts(Set.of("y")),
                                FactValue.quantity(4),
                                FactValue.level("strict")),
                        shape(
                                FactValue.text("a"),
                                FactValue.texts(Set.of("z")),
                                FactValue.quantity(4),
                                FactValue.level("strict")),
                        shape(
                                FactValue.text("a"),
                                FactValue.texts(Set.of("y")),
                                FactValue.quantity(6),
                                FactValue.level("strict")))) {
            assertThat(more.within(MIDDLE, TERMS)).isFalse();
        }
    }

    @Test
    void bothLieWithinWhatTheyAreJoinedTo() {
        var other =
                shape(
                        FactValue.text("a"),
                        FactValue.texts(Set.of("z")),
                        FactValue.quantity(9),
                        FactValue.NOT_APPLICABLE);

        var joined = MIDDLE.joined(other, TERMS).orElseThrow();

        assertThat(joined)
                .isEqualTo(
                        shape(
                                FactValue.text("a"),
                                FactValue.texts(Set.of("x", "y", "z")),
                                FactValue.quantity(9),
                                FactValue.level("lax")));
        assertThat(other.joined(MIDDLE, TERMS)).contains(joined);
        assertThat(MIDDLE.within(joined, TERMS) && other.within(joined, TERMS)).isTrue();
    }

    @Test
    void otherTextsAndTheUnknownAreNotJoined() {
        var elsewhere =
                shape(
                        FactValue.text("b"),
                        FactValue.texts(Set.of("x")),
                        FactValue.quantity(1),
                        FactValue.level("lax"));
        var unknown =
                shape(
                        FactValue.text("a"),
                        FactValue.UNKNOWN,
                        FactValue.quantity(1),
                        FactValue.level("lax"));

        assertThat(MIDDLE.joined(elsewhere, TERMS)).isEmpty();
        assertThat(MIDDLE.joined(unknown, TERMS)).isEmpty();
    }
}
