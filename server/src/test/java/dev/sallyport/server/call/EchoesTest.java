package dev.sallyport.server.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.masking.Masker;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class EchoesTest {

    private static final String TOKEN = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";

    private static Echoes of(String arguments) {
        return Echoes.of(new Masker(), (ObjectNode) JsonMapper.shared().readTree(arguments));
    }

    @Test
    void noPartOfASecretIsLeftOfAQuotationWhereverItIsCut() {
        var echoes = of("{\"page\": \"read it with " + TOKEN + " please\"}");
        for (int length = 8; length <= TOKEN.length(); length++) {
            var quoted = "`it with " + TOKEN.substring(0, length) + "…` is too long";

            assertThat(echoes.without(quoted)).isEqualTo("`it with ⟦masked⟧…` is too long");
        }
    }

    @Test
    void aKeyAndWhatItsNameMakesASecretAreKnown() {
        var echoes = of("{\"" + TOKEN + "\": 1, \"deep\": [{\"password\": \"tr0ub4dor9x\"}]}");

        assertThat(echoes.without("`" + TOKEN.substring(0, 20) + "…`, not `tr0ub4dor9`"))
                .isEqualTo("`⟦masked⟧…`, not `⟦masked⟧`");
    }

    @Test
    void whatIsNoSecretStays() {
        var text = "`notebook` must be `shared`, ⟦masked:GITHUB_TOKEN⟧";

        assertThat(of("{\"notebook\": \"shared\", \"text\": \"" + TOKEN + "\"}").without(text))
                .isEqualTo(text);
        assertThat(of("{\"notebook\": \"shared\"}").without(text)).isEqualTo(text);
    }

    @Test
    void aTextThatIsWrittenAnewCountsAsAWhole() {
        var echoes =
                of(
                        "{\"v\": \"{ \\\"token\\\" :  \\\""
                                + TOKEN
                                + "\\\",\\\"n\\\": 4111111111111111}\"}");

        assertThat(echoes.without("`{ \"token\" :  \"" + TOKEN.substring(0, 12) + "…`"))
                .doesNotContain("ghp_");
    }
}
