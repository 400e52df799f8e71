package dev.sallyport.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/// What one class tells the operator while this is open.
public final class LogLines implements AutoCloseable {

    private static final long SECONDS_MAX = 20;

    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Logger logger;
    private final Level before;
    private final AppenderBase<ILoggingEvent> appender =
            new AppenderBase<>() {
                @Override
                protected void append(ILoggingEvent event) {
                    lines.add(event.getLevel() + " " + event.getFormattedMessage());
                }
            };

    public LogLines(String className) {
        logger = (Logger) LoggerFactory.getLogger(className);
        before = logger.getLevel();
        logger.setLevel(Level.INFO);
        appender.start();
        logger.addAppender(appender);
    }

    /// The next line that contains the text.
    public String await(String part) throws InterruptedException {
        var others = new ArrayList<String>();
        while (true) {
            var line = lines.poll(SECONDS_MAX, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("no line with `" + part + "` but " + others);
            }
            if (line.contains(part)) {
                return line;
            }
            others.add(line);
        }
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        logger.setLevel(before);
    }
}
