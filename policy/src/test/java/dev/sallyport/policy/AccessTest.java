package dev.sallyport.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AccessTest {

    @Test
    void factsAreAMapThatIsSortedAndNeverChanges() {
        var given = new LinkedHashMap<String, FactValue>();
        given.put("schema", FactValue.text("s"));
        given.put("database", FactValue.text("d"));
        var facts = new Access("read", "d/s", given).facts();
        given.clear();

        assertThat(facts)
                .isEqualTo(Map.of("database", FactValue.text("d"), "schema", FactValue.text("s")))
                .hasSize(2)
                .containsKey("schema")
                .doesNotContainKey("table");
        assertThat(facts.keySet()).containsExactly("database", "schema");
        assertThat(facts.entrySet()).hasSize(2);
        // Another object of the same letters.
        assertThat(facts.get(String.join("", "sche", "ma"))).isEqualTo(FactValue.text("s"));
        assertThat(facts.getOrDefault("table", FactValue.UNKNOWN)).isEqualTo(FactValue.UNKNOWN);
        var entries = facts.entrySet().iterator();
        entries.next();
        entries.next();
        assertThat(entries.hasNext()).isFalse();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(entries::next);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> facts.put("table", FactValue.UNKNOWN));
    }

    @Test
    void aFactThatIsNotThereIsUnknown() {
        assertThat(new Access("read", "d", Map.of()).fact("schema")).isEqualTo(FactValue.UNKNOWN);
    }

    @Test
    void whatCannotBeIsRefused() {
        for (var name : List.of("", "*", "a*", "?", "a?")) {
            var targets = new TreeMap<String, SortedMap<String, String>>();
            targets.put(name, new TreeMap<>());
            var labels = new TreeMap<String, SortedMap<String, SortedMap<String, String>>>();
            labels.put("database", targets);
            assertThatIllegalArgumentException().isThrownBy(() -> new TargetLabels(labels));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new Principal(" ", Principal.Kind.AGENT, Optional.empty(), Set.of()));
    }

    @Test
    void anAgentActsOnBehalfOfTheHumanBehindIt() {
        var ana = Principal.human("user:ana", Set.of());

        assertThat(
                        new Principal("client:a", Principal.Kind.AGENT, Optional.of(ana), Set.of())
                                .onBehalfOf())
                .contains("user:ana");
        assertThat(ana.onBehalfOf()).isEmpty();
    }
}
