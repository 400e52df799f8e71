package dev.sallyport.examples.demo;

import dev.sallyport.server.cli.Cli;

/// Sallyport's command line with the demo.
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        var commands = Cli.commandLine().addSubcommand(new DemoCommand());
        System.exit(commands.execute(arguments));
    }
}
