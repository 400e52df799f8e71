package dev.sallyport.server.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/// A command that ran in this process, and what it wrote.
public record RanCommand(int exit, String out, String err) {

    public static RanCommand of(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exit =
                Cli.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(arguments);
        return new RanCommand(exit, out.toString(), err.toString());
    }
}
