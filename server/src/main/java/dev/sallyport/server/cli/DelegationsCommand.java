package dev.sallyport.server.cli;

import dev.sallyport.server.cli.ApprovalsCommand.Output;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `sallyport approvals delegations`: who decides in whose place; or takes that back.
@Command(
        name = "delegations",
        description =
                "Lists whom you let decide in your place, and in whose place you may, the newest first; with --end,"
                        + " takes one of yours back. Auditors see everybody's.",
        mixinStandardHelpOptions = true)
final class DelegationsCommand implements Callable<Integer> {
    static final String PATH = "/api/delegations";

    @Option(
            names = "--end",
            paramLabel = "ID",
            description =
                    "Ends this one of yours at once; what was decided by it and has not run does not count.")
    private @Nullable String ended;

    @Mixin private Output output = new Output();

    private final Surroundings surroundings;

    DelegationsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        return ended == null ? list() : end(ended);
    }

    private int list() {
        var answer = surroundings.api().get(PATH);
        var out = output.out();
        if (output.json) {
            out.println(AsciiJson.of(answer));
            return 0;
        }
        var delegations = answer.path("delegations");
        if (delegations.isEmpty()) {
            out.println("No delegations.");
        }
        delegations.forEach(delegation -> print(delegation, out));
        return 0;
    }

    private int end(String id) {
        var path = PATH + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8);
        var delegation = surroundings.api().delete(path);
        if (output.json) {
            output.out().println(AsciiJson.of(delegation));
        } else {
            print(delegation, output.out());
        }
        return 0;
    }

    static void print(JsonNode delegation, PrintWriter out) {
        var roles = ApprovalText.texts(delegation.path("roles"));
        out.println(
                ApprovalText.text(delegation, "id")
                        + "  "
                        + ApprovalText.text(delegation, "state")
                        + "  "
                        + ApprovalText.text(delegation, "delegate")
                        + " for "
                        + ApprovalText.text(delegation, "delegator")
                        + "  "
                        + (roles.isEmpty() ? "every role" : "as " + roles)
                        + "  (from "
                        + ApprovalText.text(delegation, "starts_at")
                        + " until "
                        + ApprovalText.text(delegation, "ends_at")
                        + ")");
    }
}
