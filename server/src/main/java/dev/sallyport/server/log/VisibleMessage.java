package dev.sallyport.server.log;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.sallyport.masking.Visible;

/// The message of a log line, in which every character of a text from outside is seen, and which begins no line: its own
/// second and later ones are indented. `logback.xml` names it `%shown`.
public final class VisibleMessage extends ClassicConverter {

    @Override
    public String convert(ILoggingEvent event) {
        return indented(event.getFormattedMessage());
    }

    /// So that no text can pass for a line of the log.
    static String indented(String text) {
        return Visible.block(text).replace("\n", "\n    ");
    }
}
