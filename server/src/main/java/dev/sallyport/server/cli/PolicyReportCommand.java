package dev.sallyport.server.cli;

import dev.sallyport.policy.review.ComplianceReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sallyport policy report`: roles and permissions for those who check them without reading YAML.
@Command(
        name = "report",
        description = {
            "Prints who is bound, the role tree, every rule, who approves, and what is kept apart.",
            "csv has a line for each rule of each subject and group."
        },
        mixinStandardHelpOptions = true)
final class PolicyReportCommand implements Callable<Integer> {

    enum Format {
        markdown,
        csv
    }

    /// What `--json` prints.
    record Document(String format, String text) {}

    @Mixin private PolicySource source = new PolicySource();
    @Mixin private Printer printer = new Printer();

    @Option(
            names = "--format",
            paramLabel = "F",
            defaultValue = "markdown",
            description = "markdown or csv.")
    private Format format = Format.markdown;

    @Override
    public Integer call() {
        var read = source.read();
        var text =
                switch (format) {
                    case markdown -> ComplianceReport.markdown(read.name(), read.roleMap());
                    case csv -> ComplianceReport.csv(read.name(), read.roleMap());
                };
        if (printer.json()) {
            printer.print(new Document(format.name(), text));
        } else {
            printer.out().print(text);
            printer.out().flush();
        }
        return 0;
    }
}
