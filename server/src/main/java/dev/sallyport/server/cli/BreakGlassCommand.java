package dev.sallyport.server.cli;

import dev.sallyport.server.cli.ApprovalsCommand.Output;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.JsonNodeFactory;

/// `sallyport approvals break-glass`: releases a held call alone, in an emergency.
@Command(
        name = "break-glass",
        description = {
            "In an emergency: releases one held call, exactly as `show` shows it, alone and past those who have not"
                    + " agreed. Only where its rule names a role for that, and you hold it.",
        },
        footer = {
            "",
            "Every channel is told at once, the record says so first, and another human has to review it within 24"
                    + " hours. Until an overdue review is done you cannot break the glass again.",
        },
        mixinStandardHelpOptions = true)
final class BreakGlassCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "ID", description = "The held call.")
    private String id = "";

    @Option(
            names = "--reason",
            required = true,
            description =
                    "Why, in 20 to 1,000 characters, 15 of them letters or digits; whoever reviews it reads this.")
    private String reason = "";

    @Option(
            names = "--digest",
            description = "The digest of what you looked at; refused when it has changed.")
    private @Nullable String digest;

    @Option(
            names = "--accept-hidden",
            paramLabel = "N",
            description =
                    "How many hidden values you release without having seen them, as `show` counts them;"
                            + " needed where there are any.")
    private int hidden;

    @Mixin private Output output = new Output();

    BreakGlassCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        var api = surroundings.api();
        var body = JsonNodeFactory.instance.objectNode();
        body.put("digest", ApprovalsCommand.bound(id, digest, api, output, surroundings.ink()));
        body.put("reason", reason);
        if (hidden != 0) {
            body.put("hidden_accepted", hidden);
        }
        var answer = api.post(ApprovalsCommand.path(id) + "/break-glass", body);
        if (output.json) {
            output.out().println(answer);
        } else {
            output.out()
                    .println(
                            ApprovalText.text(answer, "id")
                                    + " is now released by broken glass. Another human has to review that until "
                                    + ApprovalText.text(answer.path("broken_glass"), "review_by")
                                    + ".");
        }
        return 0;
    }
}
