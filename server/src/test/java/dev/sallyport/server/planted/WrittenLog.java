package dev.sallyport.server.planted;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/// What a gate of this process would write to its standard error while this is open, as it is configured when nothing else is;
/// and what else came to the standard error.
public final class WrittenLog implements AutoCloseable {

    private static final String OWN = "dev.sallyport";

    private final LoggerContext context = new LoggerContext();
    private final Encoder<ILoggingEvent> encoder;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream before = System.err;
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    // What the tests' own configuration writes to.
    private final Optional<Appender<ILoggingEvent>> console =
            Optional.ofNullable(root.getAppender("STDERR"));
    private final AppenderBase<ILoggingEvent> appender =
            new AppenderBase<>() {
                @Override
                protected void append(ILoggingEvent event) {
                    written.writeBytes(encoder.encode(event));
                }
            };

    public WrittenLog() throws JoranException {
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(Objects.requireNonNull(getClass().getResource("/logback.xml")));
        encoder =
                ((ConsoleAppender<ILoggingEvent>) context.getLogger("ROOT").getAppender("stderr"))
                        .getEncoder();
        ((Logger) LoggerFactory.getLogger(OWN)).setLevel(Level.INFO);
        console.ifPresent(root::detachAppender);
        root.addAppender(appender);
        appender.start();
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    }

    public byte[] bytes() {
        return written.toByteArray();
    }

    @Override
    public void close() {
        System.setErr(before);
        root.detachAppender(appender);
        console.ifPresent(root::addAppender);
        ((Logger) LoggerFactory.getLogger(OWN)).setLevel(null);
        context.stop();
    }
}
