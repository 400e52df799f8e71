package dev.sallyport.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.EchoEncoder;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.joran.spi.JoranException;
import dev.sallyport.server.hostile.Attack;
import dev.sallyport.server.hostile.Seen;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The log as it is configured when nothing else is.
class OperatorLogTest {

    private final LoggerContext context = new LoggerContext();
    private Encoder<ILoggingEvent> encoder = new EchoEncoder<>();

    @BeforeEach
    void configure() throws JoranException {
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(Objects.requireNonNull(getClass().getResource("/logback.xml")));
        encoder =
                ((ConsoleAppender<ILoggingEvent>) context.getLogger("ROOT").getAppender("stderr"))
                        .getEncoder();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private String written(Level level, String message, Throwable thrown, Object... arguments) {
        var logger = context.getLogger("dev.sallyport.server.Test");
        var event = new LoggingEvent("test", logger, level, message, thrown, arguments);
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("dev.sallyport.server.hostile.Attack#all")
    void anAttackIsSeenAndBeginsNoLine(Attack attack) {
        var cause = new IllegalStateException("caused by " + attack.text());
        var thrown = new IllegalArgumentException(attack.text(), cause);

        var written = written(Level.WARN, "refused {}", thrown, attack.text());

        Seen.assertSeen(attack.name(), written);
        assertThat(written.lines().filter(line -> !line.startsWith("    "))).hasSize(1);
    }

    @Test
    void aMessageAndItsCauseAreThere() {
        var thrown = new IllegalStateException("why", new IllegalArgumentException());

        assertThat(written(Level.ERROR, "all is lost", thrown))
                .containsPattern(
                        "^\\d{4}-.* ERROR Test: all is lost\n    java.lang.IllegalStateException: why\n")
                .contains("    \tat " + getClass().getName())
                .contains("    Caused by: java.lang.IllegalArgumentException");
    }

    /// A driver quotes the statement and the row, a tool whatever it was given.
    @Test
    void noSecretIsInAMessageNorInACause() {
        var secret = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";
        var cause = new IllegalStateException("Key (name)=(" + secret + ") already exists.");
        var thrown = new IllegalArgumentException("password=tr0ub4dor9x", cause);

        var written = written(Level.WARN, "refused {}", thrown, secret);

        assertThat(written)
                .doesNotContain(secret, "tr0ub4dor9x")
                .contains("refused ⟦masked:GITHUB_TOKEN⟧", "Key (name)=(⟦masked:GITHUB_TOKEN⟧)")
                .contains("    \tat " + getClass().getName());
    }
}
