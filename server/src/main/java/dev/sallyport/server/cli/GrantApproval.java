package dev.sallyport.server.cli;

import dev.sallyport.server.cli.ApprovalsCommand.Output;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// `sallyport approvals grant`: approves a held call and, for a time, calls like it; or takes that back.
@Command(
        name = "grant",
        description = {
            "Approves one held call, exactly as `show` shows it, and lets calls like it run without asking until the"
                    + " time or the uses are up. With --revoke, takes a grant back.",
        },
        footer = {
            "",
            "Like it: the same caller, tool, place and kind of action, held by the same rules, and in nothing more"
                    + " than was shown. What cannot be taken back cannot be granted.",
        },
        mixinStandardHelpOptions = true)
final class GrantApproval implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "ID", arity = "0..1", description = "The held call.")
    private @Nullable String id;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description =
                    "For how long: 1m to 8h, as in 30m or 2h; for at most 1h where you are known by no API key.")
    private @Nullable String length;

    @Option(
            names = "--uses",
            description = "How many calls, this one included: 1 to 1000; 10 when absent.")
    private @Nullable Integer uses;

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
                    "How many hidden values of this call you approve without having seen them, as `show` counts"
                            + " them; needed where there are any. Later calls that hide any are asked about.")
    private @Nullable Integer hidden;

    @Option(names = "--revoke", paramLabel = "GRANT_ID", description = "Takes this grant back.")
    private @Nullable String revoked;

    @Mixin private Output output = new Output();

    GrantApproval(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (revoked != null) {
            if (id != null || length != null || uses != null || digest != null || hidden != null) {
                throw CliException.usage("`--revoke` goes with `--reason` and nothing else");
            }
            return revoke(revoked);
        }
        if (id == null || length == null) {
            throw CliException.usage(
                    "name the held call and for how long: `sallyport approvals grant ID --for 2h`");
        }
        return grant(id, length);
    }

    private int grant(String request, String time) {
        var api = surroundings.api();
        var body = JsonNodeFactory.instance.objectNode();
        body.put("for", time);
        if (uses != null) {
            body.put("uses", uses);
        }
        body.put(
                "digest", ApprovalsCommand.bound(request, digest, api, output, surroundings.ink()));
        body.put("reason", reason);
        if (hidden != null) {
            body.put("hidden_accepted", hidden);
        }
        var grant = api.post(ApprovalsCommand.path(request) + "/grant", body);
        if (output.json) {
            output.out().println(AsciiJson.of(grant));
        } else {
            output.out()
                    .println(
                            ApprovalText.text(grant, "approval_id")
                                    + " is now approved, and calls like it are granted:");
            print(grant, output);
        }
        return 0;
    }

    private int revoke(String grantId) {
        var body = JsonNodeFactory.instance.objectNode().put("reason", reason);
        var grant =
                surroundings
                        .api()
                        .post(
                                "/api/grants/"
                                        + URLEncoder.encode(grantId, StandardCharsets.UTF_8)
                                        + "/revoke",
                                body);
        if (output.json) {
            output.out().println(AsciiJson.of(grant));
        } else {
            output.out()
                    .println(
                            ApprovalText.text(grant, "id")
                                    + " is now "
                                    + ApprovalText.text(grant, "state")
                                    + ".");
        }
        return 0;
    }

    /// `sallyport approvals list --grants`.
    static int list(String state, ApiClient api, Output output) {
        var answer =
                api.get("/api/grants?state=" + URLEncoder.encode(state, StandardCharsets.UTF_8));
        if (output.json) {
            output.out().println(AsciiJson.of(answer));
            return 0;
        }
        var grants = answer.path("grants");
        if (grants.isEmpty()) {
            output.out().println(state.equals("all") ? "No grants." : "No active grants.");
        }
        grants.forEach(grant -> print(grant, output));
        return 0;
    }

    private static void print(JsonNode grant, Output output) {
        output.out()
                .println(
                        ApprovalText.text(grant, "id")
                                + "  "
                                + ApprovalText.text(grant, "state")
                                + "  "
                                + ApprovalText.requester(grant.path("requester"))
                                + "  "
                                + ApprovalText.text(grant, "tool")
                                + ": "
                                + ApprovalText.texts(grant.path("accesses"))
                                + "  (until "
                                + ApprovalText.text(grant, "ends_at")
                                + ", used "
                                + grant.path("uses").asInt(0)
                                + " of "
                                + grant.path("uses_max").asInt(0)
                                + ", by "
                                + ApprovalText.text(grant, "grantor")
                                + ")");
    }
}
