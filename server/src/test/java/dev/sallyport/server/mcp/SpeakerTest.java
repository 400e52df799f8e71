package dev.sallyport.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.tools.WholeText;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

class SpeakerTest {

    @Test
    void noPartOfASecretIsLeftOfALongName() {
        var token = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";
        for (int before = 150; before < 200; before++) {
            var info = JsonNodeFactory.instance.objectNode();
            info.put("name", "x".repeat(before) + " " + token);

            assertThat(Speaker.clientName(info)).doesNotContain("ghp_");
        }
    }

    @Test
    void aLongNameIsCutBetweenCharacters() {
        var info = JsonNodeFactory.instance.objectNode();
        info.put("name", "x".repeat(199) + "\uD83D\uDE00 agent").put("version", "1");

        var name = Speaker.clientName(info);

        assertThat(name).isEqualTo("x".repeat(199));
        assertThat(WholeText.in(name)).isTrue();
    }
}
