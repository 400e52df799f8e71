package dev.sallyport.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.tools.WholeText;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

class SpeakerTest {

    @Test
    void aLongNameIsCutBetweenCharacters() {
        var info = JsonNodeFactory.instance.objectNode();
        info.put("name", "x".repeat(199) + "\uD83D\uDE00 agent").put("version", "1");

        var name = Speaker.clientName(info);

        assertThat(name).isEqualTo("x".repeat(199));
        assertThat(WholeText.in(name)).isTrue();
    }
}
