package dev.sallyport.server.export;

import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.masking.Visible;
import dev.sallyport.server.config.ExportFormat;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/// A record as a syslog message in the frame that TLS wants: its length in bytes, a blank, the message.
///
/// @see <a href="https://www.rfc-editor.org/rfc/rfc5424">RFC 5424</a>
/// @see <a href="https://www.rfc-editor.org/rfc/rfc5425#section-4.3">RFC 5425 §4.3</a>
final class SyslogMessage {

    /// "Log audit".
    private static final int FACILITY = 13;

    /// We have no number of our own at IANA; this one is for examples (RFC 5612), and means nobody else.
    private static final String ELEMENT = "sallyport@32473";

    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /// Always milliseconds.
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private SyslogMessage() {}

    static byte[] frame(LoggedRecord record, ExportFormat format) {
        var message = message(record, format);
        var frame = new ByteArrayOutputStream(message.length + 8);
        frame.writeBytes((message.length + " ").getBytes(StandardCharsets.US_ASCII));
        frame.writeBytes(message);
        return frame.toByteArray();
    }

    /// `<PRI>1 TIMESTAMP - sallyport - STAGE [sallyport@32473 …] BOM JSON`.
    static byte[] message(LoggedRecord record, ExportFormat format) {
        var message = new ByteArrayOutputStream();
        var stage = record.record().stage();
        var head =
                "<%d>1 %s - sallyport - %s [%s origin=\"%s\" seq=\"%d\" leaf_hash=\"%s\"] "
                        .formatted(
                                FACILITY * 8 + severity(OcsfMeaning.of(stage)),
                                TIME.format(record.time()),
                                stage.text(),
                                ELEMENT,
                                value(record.origin()),
                                record.index(),
                                record.leafHash());
        message.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        message.writeBytes(BOM);
        message.writeBytes(
                withoutControls(Lines.of(record, format)).getBytes(StandardCharsets.UTF_8));
        return message.toByteArray();
    }

    private static int severity(OcsfMeaning meaning) {
        return switch (meaning.severity()) {
            case INFORMATIONAL -> 6;
            case LOW -> 5;
            case MEDIUM -> 4;
            case HIGH -> 2;
        };
    }

    /// A PARAM-VALUE: three characters are escaped (§6.3.3).
    private static String value(String text) {
        return Visible.line(text).replace("\\", "\\\\").replace("\"", "\\\"").replace("]", "\\]");
    }

    /// JSON has no controls below a blank but escaped ones; here the others are as well (§6.4).
    private static String withoutControls(String json) {
        if (json.chars().noneMatch(SyslogMessage::isControl)) {
            return json;
        }
        var escaped = new StringBuilder();
        json.chars()
                .forEach(c -> {
                    if (isControl(c)) {
                        escaped.append("\\u%04x".formatted(c));
                    } else {
                        escaped.append((char) c);
                    }
                });
        return escaped.toString();
    }

    private static boolean isControl(int c) {
        return (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029;
    }
}
