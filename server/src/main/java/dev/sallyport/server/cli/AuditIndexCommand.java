package dev.sallyport.server.cli;

import dev.sallyport.server.Gate;
import dev.sallyport.server.history.HistoryException;
import dev.sallyport.server.history.IndexRebuild;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `sallyport audit index`: the index of calls made anew, while the gate is stopped.
@Command(
        name = "index",
        description =
                "Makes the index of calls anew from the log. The gate must be stopped; it would make a missing index"
                        + " itself, and meanwhile answer no search.",
        footer = {
            "",
            "Exit status: 0 made, 1 made without records that cannot be read, 2 not made."
        },
        mixinStandardHelpOptions = true)
final class AuditIndexCommand implements Callable<Integer> {

    @Mixin private ConfigOption config = new ConfigOption();

    @Mixin private Printer printer = new Printer();

    @Override
    public Integer call() {
        var configuration = config.read();
        var directory = configuration.audit().directory();
        var file = Gate.callIndex(configuration);
        long start = System.nanoTime();
        var made =
                Opening.explained(() -> {
                    try {
                        return IndexRebuild.run(directory, file, printer.progress());
                    } catch (NoSuchFileException e) {
                        throw CliException.usage("there is no log in `" + directory + "`", e);
                    } catch (IOException e) {
                        throw CliException.usage(
                                "the log in `"
                                        + directory
                                        + "` cannot be read: see `sallyport audit verify`",
                                e);
                    } catch (HistoryException e) {
                        throw CliException.usage("`" + file + "` cannot be written", e);
                    }
                });
        long millis = Math.max(1, (System.nanoTime() - start) / 1_000_000);
        if (printer.json()) {
            printer.print(made);
        } else {
            printer.out()
                    .println(
                            "Made `"
                                    + file
                                    + "` from "
                                    + made.records()
                                    + " records, "
                                    + made.records() * 1000 / millis
                                    + " a second.");
        }
        if (made.unreadable() > 0) {
            printer.err()
                    .println(
                            made.unreadable()
                                    + " of them cannot be read and are not in it: see `sallyport audit verify`");
            return 1;
        }
        return 0;
    }
}
