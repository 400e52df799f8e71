package dev.sallyport.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class SentinelsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "⟦masked⟧",
                "⟦masked:EMAIL⟧",
                "a ⟦masked:redact⟧ b",
                "⟦masked:token:hkgvmnopqrst⟧",
                "⟦masked with some words⟧",
                "⟦⟦masked⟧",
                "⟦MASKED:email⟧",
                "⟦ma\u200Bsked:EMAIL⟧",
                "⟦\u2060masked\uFE0F⟧",
                "⟦\uFF4D\uFF41\uFF53\uFF4B\uFF45\uFF44⟧",
                "⟦\uD835\uDC26asked⟧",
                "\u301Amasked:EMAIL\u301B",
                "\\u27E6masked\\u27e7",
                "U&'\\27E6masked:EMAIL\\27E7'",
                "\\u{27e6}masked\\x{27E7}",
                "%E2%9F%A6masked%e2%9f%a7",
                "%25E2%259F%25A6masked%25e2%259f%25a7",
                "&#x27E6;masked&#10215;",
                "&lobrk;masked&robrk;"
            })
    void sentinelsAndWhatPassesForThemAreSeen(String text) {
        assertThat(Sentinels.occursIn(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "masked",
                "[masked]",
                "⟦x⟧",
                "⟦mask⟧",
                "⟦masked",
                "masked⟧",
                "f⟦x⟧ = ⟦y⟧ % of \\ & ;",
                "100% &amp; \\u0041"
            })
    void otherTextsAreNot(String text) {
        assertThat(Sentinels.occursIn(text)).isFalse();
    }

    @Test
    void keysAndNestedTextsOfJsonAreSearched() {
        var json = JsonMapper.builder().build();

        assertThat(Sentinels.occursIn(json.readTree("{\"a\":[1,{\"⟦masked⟧\":true}]}"))).isTrue();
        assertThat(Sentinels.occursIn(json.readTree("{\"a\":[\"x\",[\"⟦masked:SSN⟧\"]]}")))
                .isTrue();
        assertThat(Sentinels.occursIn(json.readTree("{\"a\":[1,{\"b\":\"masked\"}]}"))).isFalse();
    }

    @Test
    void everySentinelOfOursIsSeenAndSurvivesMasking() {
        var masker = new Masker();
        for (var kind : Kind.values()) {
            var sentinel = Sentinels.of(kind.name());

            assertThat(Sentinels.occursIn(sentinel)).isTrue();
            assertThat(masker.mask("password=" + sentinel).value())
                    .isEqualTo("password=" + sentinel);
        }
        for (var mask : Sentinels.QUERY_MASKS) {
            assertThat(masker.mask(Sentinels.of(mask)).changed()).isFalse();
        }
    }

    @Test
    void bracketsDoNotShelterASecret() {
        var masked = new Masker().mask("password: ⟦masked:hunter2⟧ and ⟦masked⟧4111111111111111");

        assertThat(masked.value()).doesNotContain("hunter2").doesNotContain("4111");
    }

    @Test
    void aNameThatCouldNotStandInASentinelIsRefused() {
        assertThatThrownBy(() -> Sentinels.of("a⟧b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Sentinels.of("")).isInstanceOf(IllegalArgumentException.class);
    }
}
