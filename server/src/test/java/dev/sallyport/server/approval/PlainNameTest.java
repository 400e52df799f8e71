package dev.sallyport.server.approval;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainNameTest {

    @Test
    void anAgentAndAHumanOfOneNameLookDifferent() {
        assertThat(PlainName.of("client:ana")).isEqualTo("agent ana");
        assertThat(PlainName.of("user:ana")).isEqualTo("ana");
        assertThat(PlainName.of("user:ana@example.com")).isEqualTo("ana@example.com");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user:agent ana",
                "user:client:ana",
                "client:user:ana",
                "client:x, for boss",
                "client:x\u00A0for",
                "user:\u0430na",
                "user:ana\u202E",
                "user:<b>ana</b>",
                "user:",
                "client:",
                "service:x",
                "ana",
                "Client:ana",
            })
    void whatCouldBeMistakenIsLeftWhole(String subject) {
        assertThat(PlainName.of(subject)).isEqualTo(subject);
    }
}
