package dev.sallyport.server.export;

import dev.sallyport.server.config.ExportFormat;
import java.nio.file.Path;
import java.util.Optional;

/// An export in a process of its own, to be killed. Prints a line for each batch.
///
/// Arguments: the log's directory, the cursor, the file.
final class KilledExport {

    private KilledExport() {}

    public static void main(String[] arguments) throws Exception {
        var exporter =
                Exporter.open(
                        new SignedRecords(Path.of(arguments[0]), 1),
                        new FileSink(Path.of(arguments[2]), ExportFormat.JSON),
                        Optional.of(new CursorFile(Path.of(arguments[1]))),
                        0);
        while (exporter.step() > 0) {
            System.out.println(exporter.next());
        }
    }
}
