package dev.sallyport.server.cli;

import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `sallyport approvals`: what waits for a human, and the human's answer. Asks the gate's API, so that the gate
/// alone decides who may decide.
@Command(
        name = "approvals",
        description =
                "Held calls: list them, look at one, approve it, grant it for a time, or reject it; break the glass and"
                        + " review that it was broken; and who decides in whose place. Alone, it is `review`.",
        footer = {"", "The gate is found by SALLYPORT_URL, and you by SALLYPORT_TOKEN."},
        mixinStandardHelpOptions = true)
final class ApprovalsCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

    private ApprovalsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    static CommandLine commandLine(Surroundings surroundings) {
        return new CommandLine(new ApprovalsCommand(surroundings))
                .addSubcommand(new ReviewApprovals(surroundings))
                .addSubcommand(new ListApprovals(surroundings))
                .addSubcommand(new ShowApproval(surroundings))
                .addSubcommand(new Approve(surroundings))
                .addSubcommand(new Reject(surroundings))
                .addSubcommand(new GrantApproval(surroundings))
                .addSubcommand(new BreakGlassCommand(surroundings))
                .addSubcommand(new ReviewsCommand(surroundings))
                .addSubcommand(new DelegateCommand(surroundings))
                .addSubcommand(new DelegationsCommand(surroundings));
    }

    /// Alone, it is `review`.
    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException(
                    "picocli sets the specification before it runs a command");
        }
        return ReviewApprovals.review(surroundings, spec.commandLine().getOut());
    }

    /// Where the output goes and in which form.
    static final class Output {
        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
        CommandLine.Model.@Nullable CommandSpec spec;

        PrintWriter out() {
            if (spec == null) {
                throw new IllegalStateException(
                        "picocli sets the specification before it runs a command");
            }
            return spec.commandLine().getOut();
        }
    }

    static String path(String id) {
        return "/api/approvals/" + URLEncoder.encode(id, StandardCharsets.UTF_8);
    }

    @Command(
            name = "list",
            description = "Lists held calls, or grants, the newest first.",
            mixinStandardHelpOptions = true)
    static final class ListApprovals implements Callable<Integer> {
        private final Surroundings surroundings;

        @Option(
                names = "--state",
                description =
                        "pending (default), approved, rejected, expired, completed, …, or all;"
                                + " of grants: active (default) or all.")
        private @Nullable String given;

        @Option(
                names = "--grants",
                description = "What runs without being asked about, until when and how often.")
        private boolean grants;

        @Mixin private Output output = new Output();

        ListApprovals(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            if (grants) {
                return GrantApproval.list(
                        given == null ? "active" : given, surroundings.api(), output);
            }
            var state = given == null ? "pending" : given;
            var query =
                    state.equals("all")
                            ? ""
                            : "?state=" + URLEncoder.encode(state, StandardCharsets.UTF_8);
            var answer = surroundings.api().get("/api/approvals" + query);
            var out = output.out();
            if (output.json) {
                out.println(AsciiJson.of(answer));
                return 0;
            }
            var approvals = answer.path("approvals");
            if (approvals.isEmpty()) {
                out.println(state.equals("all") ? "No held calls." : "No " + state + " calls.");
                return 0;
            }
            for (var approval : approvals) {
                out.println(ApprovalText.line(approval));
            }
            return 0;
        }
    }

    @Command(
            name = "show",
            description =
                    "Shows one held call: what it would really do, who asks, and what the agent claims.",
            mixinStandardHelpOptions = true)
    static final class ShowApproval implements Callable<Integer> {
        private final Surroundings surroundings;

        @Parameters(paramLabel = "ID")
        private String id = "";

        @Mixin private Output output = new Output();

        ShowApproval(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            var approval = surroundings.api().get(path(id));
            var out = output.out();
            if (output.json) {
                out.println(AsciiJson.of(approval));
            } else {
                ApprovalText.print(approval, out, surroundings.ink());
            }
            return 0;
        }
    }

    @Command(
            name = "approve",
            description = "Approves one held call, exactly as `show` shows it.",
            mixinStandardHelpOptions = true)
    static final class Approve implements Callable<Integer> {
        private final Surroundings surroundings;

        @Parameters(paramLabel = "ID")
        private String id = "";

        @Mixin private Shown shown = new Shown();

        @Option(names = "--reason", defaultValue = "", description = "Why; kept in the record.")
        private String reason = "";

        @Option(
                names = "--accept-hidden",
                paramLabel = "N",
                description =
                        "How many hidden values you approve without having seen them, as `show` counts them;"
                                + " needed where there are any.")
        private int hidden;

        @Mixin private Output output = new Output();

        Approve(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            return decide(surroundings, id, "approve", shown, reason, hidden, output);
        }
    }

    @Command(
            name = "reject",
            description = "Rejects one held call. The agent is told your reason.",
            mixinStandardHelpOptions = true)
    static final class Reject implements Callable<Integer> {
        private final Surroundings surroundings;

        @Parameters(paramLabel = "ID")
        private String id = "";

        @Mixin private Shown shown = new Shown();

        @Option(
                names = "--reason",
                defaultValue = "",
                description = "Why; the agent and the record get it.")
        private String reason = "";

        @Mixin private Output output = new Output();

        Reject(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() {
            return decide(surroundings, id, "reject", shown, reason, 0, output);
        }
    }

    /// Without a digest given, shows the call first and decides on exactly what was shown.
    private static int decide(
            Surroundings surroundings,
            String id,
            String decision,
            Shown looked,
            String reason,
            int hiddenAccepted,
            Output output) {
        var api = surroundings.api();
        var body = JsonNodeFactory.instance.objectNode();
        body.put("decision", decision);
        looked.bind(body, id, api, output, surroundings.ink());
        body.put("reason", reason);
        if (hiddenAccepted != 0) {
            body.put("hidden_accepted", hiddenAccepted);
        }
        var answer = api.post(path(id) + "/decision", body);
        if (output.json) {
            output.out().println(AsciiJson.of(answer));
        } else {
            output.out()
                    .println(
                            ApprovalText.text(answer, "id")
                                    + " is now "
                                    + ApprovalText.text(answer, "state")
                                    + ".");
        }
        return 0;
    }

    /// What a human was shown, and by what right they were told that they decide.
    static final class Shown {
        @Option(
                names = "--digest",
                description = "The digest of what you looked at; refused when it has changed.")
        private @Nullable String digest;

        @Option(
                names = "--delegation",
                paramLabel = "ID",
                description =
                        "With --digest: the delegation by which you decide in another's place, as `show` names it.")
        private @Nullable String delegation;

        /// As given, or as the call is shown now.
        private void bind(ObjectNode body, String id, ApiClient api, Output output, Ink ink) {
            if (digest == null && delegation != null) {
                throw CliException.usage("--delegation goes with --digest of what you looked at");
            }
            if (digest == null) {
                var approval = shown(id, api, output, ink);
                body.put("digest", approval.path("digest").asString(""));
                byDelegation(body, approval);
            } else {
                body.put("digest", digest);
                if (delegation != null) {
                    body.put("delegation", delegation);
                }
            }
        }
    }

    /// Says that it is decided by the right that the human was shown.
    static void byDelegation(ObjectNode body, JsonNode approval) {
        var delegation = approval.path("your_delegation").asString("");
        if (!delegation.isEmpty()) {
            body.put("delegation", delegation);
        }
    }

    /// The digest given, or that of the call as it is shown now.
    static String bound(String id, @Nullable String digest, ApiClient api, Output output, Ink ink) {
        return digest != null ? digest : shown(id, api, output, ink).path("digest").asString("");
    }

    private static JsonNode shown(String id, ApiClient api, Output output, Ink ink) {
        var approval = api.get(path(id));
        if (!output.json) {
            ApprovalText.print(approval, output.out(), ink);
            output.out().println();
        }
        return approval;
    }
}
