package dev.sallyport.server.cli;

import dev.sallyport.server.Doctor;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.JsonNodeFactory;

/// `sallyport doctor`: whether the gate could reach and use everything it is configured for.
@Command(
        name = "doctor",
        description = "Checks that everything configured can be reached and used.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin private ConfigOption config = new ConfigOption();

    @Override
    public Integer call() {
        var findings = Doctor.examine(config.read());
        if (json) {
            var list = JsonNodeFactory.instance.arrayNode();
            findings.forEach(finding ->
                    list.addObject()
                            .put("what", finding.target())
                            .put("healthy", finding.healthy())
                            .put("problem", finding.problem()));
            config.out().println(AsciiJson.of(list));
        } else {
            findings.forEach(finding ->
                    config.out()
                            .println(
                                    (finding.healthy() ? "ok       " : "problem  ")
                                            + finding.target()
                                            + (finding.healthy() ? "" : ": " + finding.problem())));
        }
        return findings.stream().allMatch(finding -> finding.healthy()) ? 0 : 1;
    }
}
