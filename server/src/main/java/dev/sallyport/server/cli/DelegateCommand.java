package dev.sallyport.server.cli;

import dev.sallyport.server.cli.ApprovalsCommand.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.JsonNodeFactory;

/// `sallyport approvals delegate`: lets another human decide in one's place for a time.
@Command(
        name = "delegate",
        description =
                "Lets another human decide in your place for a time: what you may decide, and they may not by their own"
                        + " roles.",
        footer = {
            "",
            "Their decision is recorded as theirs for you, and yours and theirs count as one. It ends at once with"
                    + " `sallyport approvals delegations --end ID`, or when you lose the role; what they decided and has"
                    + " not run then does not count.",
        },
        mixinStandardHelpOptions = true)
final class DelegateCommand implements Callable<Integer> {
    @Option(
            names = "--to",
            paramLabel = "SUBJECT",
            required = true,
            description = "Who decides for you, as the role map names them: user:ben.")
    private String to = "";

    @Option(
            names = "--until",
            paramLabel = "TIME",
            required = true,
            description =
                    "When it ends, with the zone, as in 2030-01-31T18:00Z: at most 30 days ahead and 14 after its"
                            + " start.")
    private String until = "";

    @Option(names = "--from", paramLabel = "TIME", description = "When it starts; now when absent.")
    private @Nullable String from;

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description = "Only as a holder of this role of yours; may be given several times.")
    private List<String> roles = new ArrayList<>();

    @Mixin private Output output = new Output();

    private final Surroundings surroundings;

    DelegateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        var body = JsonNodeFactory.instance.objectNode();
        body.put("to", to);
        body.put("until", until);
        if (from != null) {
            body.put("from", from);
        }
        if (!roles.isEmpty()) {
            roles.forEach(body.putArray("roles")::add);
        }
        var delegation = surroundings.api().post(DelegationsCommand.PATH, body);
        if (output.json) {
            output.out().println(AsciiJson.of(delegation));
        } else {
            DelegationsCommand.print(delegation, output.out());
        }
        return 0;
    }
}
