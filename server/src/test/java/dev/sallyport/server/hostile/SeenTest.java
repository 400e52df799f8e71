package dev.sallyport.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.masking.Visible;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

/// The checker finds what it is there for.
class SeenTest {

    /// Kinds whose texts stand raw wherever they can be read as they are.
    private static final Set<String> HARMLESS_AS_TEXT =
            Set.of(
                    "html",
                    "url",
                    "markdown",
                    "slack",
                    "teams",
                    "mail",
                    "file",
                    "null",
                    "blank",
                    "pretence");

    @Test
    void thereAreTwoHundredAttacksOfEveryKind() {
        var texts = new HashSet<String>();
        var kinds = new HashSet<String>();
        for (var attack : Attack.all()) {
            assertThat(texts.add(attack.text())).as(attack.name()).isTrue();
            kinds.add(attack.kind());
        }

        assertThat(texts).hasSizeGreaterThanOrEqualTo(200);
        assertThat(kinds).hasSizeGreaterThan(15);
    }

    @ParameterizedTest
    @MethodSource("dev.sallyport.server.hostile.Attack#all")
    void aPlantedAttackIsFound(Attack attack) {
        boolean control =
                attack.text()
                        .codePoints()
                        .anyMatch(cp -> cp != '\n' && cp != '\t' && Character.isISOControl(cp));
        if (!HARMLESS_AS_TEXT.contains(attack.kind()) || control) {
            assertThat(Seen.problems("shop " + attack.text() + " orders")).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.sallyport.server.hostile.Attack#all")
    void aVisibleAttackIsNone(Attack attack) {
        Seen.assertSeen(attack.name(), Visible.line(attack.text()));
        Seen.assertSeen(attack.name(), Visible.block(attack.text()));
        assertThat(Visible.line(attack.text())).doesNotContain("\n", "\t");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<b>x</b>",
                "<p class=\"a\" onclick=\"x\">",
                "<p class='a' hx-get=x>",
                "<!-- x -->",
                "<script>x</script>",
                "<p class=\"a>b\" id=x>",
            })
    void aPlantedElementIsFound(String html) {
        var ours = Tags.in("<p class=\"a\">&lt;b&gt; 1 < 2</p>");

        assertThat(ours).containsExactly("/p[]", "p[class]");
        assertThat(ours.containsAll(Tags.in(html))).isFalse();
    }

    @Test
    void whatIsPlantedInJsonIsFound() {
        var json = JsonNodeFactory.instance.objectNode();
        json.putArray("list").addObject().put("a\u202Eb", "x");

        assertThatThrownBy(() -> Seen.assertSeen("json", json)).hasMessageContaining("U+202E");
    }

    @Test
    void ordinaryTextOfAnyScriptIsSeen() {
        Seen.assertSeen("text", "Grüße, Ελλάδα, 日本語, עברית, हिन्दी, 🏝 – «x» é\n\tSQLで");
    }
}
