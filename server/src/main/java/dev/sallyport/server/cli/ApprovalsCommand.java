package dev.sallyport.server.cli;

import dev.sallyport.masking.Visible;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// `sallyport approvals`: what waits for a human, and the human's answer. Asks the gate's API, so that the gate
/// alone decides who may decide.
@Command(
        name = "approvals",
        description =
                "Held calls: list them, look at one, approve it, grant it for a time, or reject it.",
        footer = {"", "The gate is found by SALLYPORT_URL, and you by SALLYPORT_TOKEN."},
        mixinStandardHelpOptions = true)
final class ApprovalsCommand implements Runnable {

    private ApprovalsCommand() {}

    static CommandLine commandLine() {
        return new CommandLine(new ApprovalsCommand())
                .addSubcommand(new ListApprovals())
                .addSubcommand(new ShowApproval())
                .addSubcommand(new Approve())
                .addSubcommand(new Reject())
                .addSubcommand(new GrantApproval());
    }

    @Override
    public void run() {
        throw CliException.usage(
                "name one of list, show, approve, reject, grant; see `sallyport approvals --help`");
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

    static ApiClient api() {
        return ApiClient.from(System.getenv());
    }

    static String path(String id) {
        return "/api/approvals/" + URLEncoder.encode(id, StandardCharsets.UTF_8);
    }

    @Command(
            name = "list",
            description = "Lists held calls, or grants, the newest first.",
            mixinStandardHelpOptions = true)
    static final class ListApprovals implements Callable<Integer> {
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

        @Override
        public Integer call() {
            if (grants) {
                return GrantApproval.list(given == null ? "active" : given, api(), output);
            }
            var state = given == null ? "pending" : given;
            var query =
                    state.equals("all")
                            ? ""
                            : "?state=" + URLEncoder.encode(state, StandardCharsets.UTF_8);
            var answer = api().get("/api/approvals" + query);
            var out = output.out();
            if (output.json) {
                out.println(answer);
                return 0;
            }
            var approvals = answer.path("approvals");
            if (approvals.isEmpty()) {
                out.println(state.equals("all") ? "No held calls." : "No " + state + " calls.");
                return 0;
            }
            for (var approval : approvals) {
                out.println(
                        text(approval, "id")
                                + "  "
                                + text(approval, "state")
                                + "  "
                                + text(approval.path("requester"), "subject")
                                + "  "
                                + text(approval, "tool")
                                + " on "
                                + text(approval, "target")
                                + ": "
                                + text(approval, "headline")
                                + "  (until "
                                + text(approval, "expires_at")
                                + ")");
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
        @Parameters(paramLabel = "ID")
        private String id = "";

        @Mixin private Output output = new Output();

        @Override
        public Integer call() {
            var approval = api().get(path(id));
            var out = output.out();
            if (output.json) {
                out.println(approval);
            } else {
                print(approval, out);
            }
            return 0;
        }
    }

    @Command(
            name = "approve",
            description = "Approves one held call, exactly as `show` shows it.",
            mixinStandardHelpOptions = true)
    static final class Approve implements Callable<Integer> {
        @Parameters(paramLabel = "ID")
        private String id = "";

        @Option(
                names = "--digest",
                description = "The digest of what you looked at; refused when it has changed.")
        private @Nullable String digest;

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

        @Override
        public Integer call() {
            return decide(id, "approve", digest, reason, hidden, output);
        }
    }

    @Command(
            name = "reject",
            description = "Rejects one held call. The agent is told your reason.",
            mixinStandardHelpOptions = true)
    static final class Reject implements Callable<Integer> {
        @Parameters(paramLabel = "ID")
        private String id = "";

        @Option(
                names = "--digest",
                description = "The digest of what you looked at; refused when it has changed.")
        private @Nullable String digest;

        @Option(
                names = "--reason",
                defaultValue = "",
                description = "Why; the agent and the record get it.")
        private String reason = "";

        @Mixin private Output output = new Output();

        @Override
        public Integer call() {
            return decide(id, "reject", digest, reason, 0, output);
        }
    }

    /// Without a digest given, shows the call first and decides on exactly what was shown.
    private static int decide(
            String id,
            String decision,
            @Nullable String digest,
            String reason,
            int hiddenAccepted,
            Output output) {
        var api = api();
        var body = JsonNodeFactory.instance.objectNode();
        body.put("decision", decision);
        body.put("digest", bound(id, digest, api, output));
        body.put("reason", reason);
        if (hiddenAccepted != 0) {
            body.put("hidden_accepted", hiddenAccepted);
        }
        var answer = api.post(path(id) + "/decision", body);
        if (output.json) {
            output.out().println(answer);
        } else {
            output.out().println(text(answer, "id") + " is now " + text(answer, "state") + ".");
        }
        return 0;
    }

    /// The digest given, or that of the call as it is shown now.
    static String bound(String id, @Nullable String digest, ApiClient api, Output output) {
        if (digest != null) {
            return digest;
        }
        var shown = api.get(path(id));
        if (!output.json) {
            print(shown, output.out());
            output.out().println();
        }
        return shown.path("digest").asString("");
    }

    static void print(JsonNode approval, PrintWriter out) {
        var requester = approval.path("requester");
        out.println(
                text(approval, "tool")
                        + " on "
                        + text(approval, "target")
                        + ": "
                        + text(approval, "headline"));
        out.println();
        line(out, "state", text(approval, "state"));
        line(
                out,
                "asked by",
                text(requester, "subject")
                        + (requester.has("on_behalf_of")
                                ? " for " + text(requester, "on_behalf_of")
                                : "")
                        + (text(requester, "client").isEmpty()
                                ? ""
                                : ", through " + text(requester, "client")));
        line(out, "held by", texts(approval.path("held_by")));
        for (var needed : approval.path("approvers")) {
            line(
                    out,
                    "needs",
                    needed.path("needed").asInt(1)
                            + " of role "
                            + text(needed, "role")
                            + ", has "
                            + needed.path("given").asInt(0));
        }
        line(out, "expires", text(approval, "expires_at"));
        line(out, "digest", text(approval, "digest"));
        for (var section : approval.path("sections")) {
            out.println();
            out.println("== " + text(section, "title") + " ==");
            block(section.path("content").asString(""), out);
        }
        if (!text(approval, "agent_reason").isEmpty()) {
            out.println();
            out.println("-- the agent says (not checked by anyone) --");
            out.println("  " + text(approval, "agent_reason"));
        }
        hidden(approval.path("hidden"), out);
    }

    /// Indented, so that no line of it passes for one of ours.
    private static void block(String text, PrintWriter out) {
        Visible.block(text).lines().forEach(line -> out.println("  " + line));
    }

    /// Last, so that it stands right above the prompt from which one decides.
    private static void hidden(JsonNode hidden, PrintWriter out) {
        int count = hidden.path("count").asInt(0);
        if (count == 0) {
            return;
        }
        out.println();
        out.println(
                "!! "
                        + (count == 1
                                ? "1 value is hidden here:"
                                : count + " values are hidden here:"));
        for (var value : hidden.path("values")) {
            out.println(
                    "!!   "
                            + value.path("count").asInt(0)
                            + " × "
                            + text(value, "kind").replace('_', ' ').toLowerCase(Locale.ROOT)
                            + " in "
                            + text(value, "place"));
        }
        out.println(
                "!! The call runs with the real values. To approve it nevertheless: --accept-hidden "
                        + count);
    }

    private static void line(PrintWriter out, String name, String value) {
        if (value.isBlank()) {
            return;
        }
        out.println("  " + name + " ".repeat(Math.max(1, 10 - name.length())) + value);
    }

    static String text(JsonNode node, String key) {
        return Visible.line(node.path(key).asString(""));
    }

    static String texts(JsonNode list) {
        var parts = new ArrayList<String>();
        list.forEach(item -> parts.add(Visible.line(item.asString(""))));
        return String.join(", ", parts);
    }
}
