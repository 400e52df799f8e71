package dev.sallyport.server.log;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.sallyport.masking.Masker;
import dev.sallyport.masking.MaskingFailedException;
import dev.sallyport.masking.Visible;

/// The message of a log line without what the detectors know, in which every character of a text from outside is seen, and
/// which begins no line: its own second and later ones are indented. `logback.xml` names it `%shown`.
public final class VisibleMessage extends ClassicConverter {

    private static final Masker MASKER = new Masker();

    @Override
    public String convert(ILoggingEvent event) {
        return shown(event.getFormattedMessage());
    }

    /// So that no text can pass for a line of the log, or bring a secret into it.
    static String shown(String text) {
        return Visible.block(masked(text)).replace("\n", "\n    ");
    }

    private static String masked(String text) {
        try {
            return MASKER.mask(text).value();
        } catch (MaskingFailedException e) {
            return "(withheld: the detectors failed)";
        }
    }
}
