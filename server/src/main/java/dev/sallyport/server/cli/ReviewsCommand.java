package dev.sallyport.server.cli;

import dev.sallyport.server.cli.ApprovalsCommand.Output;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// `sallyport approvals reviews`: calls that one human released by breaking the glass, and what another says of that.
@Command(
        name = "reviews",
        description =
                "Lists calls that one human released by breaking the glass and nobody has reviewed, the nearest deadline"
                        + " first; or reviews one of them.",
        mixinStandardHelpOptions = true)
final class ReviewsCommand implements Callable<Integer> {
    private static final String PATH = "/api/reviews";

    private final Surroundings surroundings;

    @Parameters(paramLabel = "ID", arity = "0..1", description = "The call to review.")
    private @Nullable String id;

    @ArgGroup private @Nullable Verdict verdict;

    /// One of both.
    static final class Verdict {
        @Option(names = "--justified", description = "It was an emergency.")
        boolean justified;

        @Option(names = "--not-justified", description = "It was none; say why with --note.")
        boolean notJustified;
    }

    @Option(names = "--note", description = "What you found; needed where it was not justified.")
    private @Nullable String note;

    @Option(names = "--reviewed", description = "Lists what was reviewed, the newest first.")
    private boolean reviewed;

    @Mixin private Output output = new Output();

    ReviewsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (id == null) {
            if (verdict != null || note != null) {
                throw CliException.usage("name the call that you review");
            }
            return list();
        }
        if (verdict == null || reviewed) {
            throw CliException.usage(
                    "say what you found: `sallyport approvals reviews ID --justified`, or `--not-justified --note …`");
        }
        return review(id, verdict);
    }

    private int list() {
        var answer = surroundings.api().get(PATH + "?state=" + (reviewed ? "reviewed" : "waiting"));
        if (output.json) {
            output.out().println(answer);
            return 0;
        }
        var reviews = answer.path("reviews");
        if (reviews.isEmpty()) {
            output.out().println(reviewed ? "Nothing was reviewed." : "Nothing awaits a review.");
        }
        reviews.forEach(this::print);
        return 0;
    }

    private int review(String request, Verdict found) {
        var body = JsonNodeFactory.instance.objectNode();
        body.put("verdict", found.justified ? "justified" : "not_justified");
        body.put("note", note == null ? "" : note);
        var answer =
                surroundings
                        .api()
                        .post(
                                PATH + "/" + URLEncoder.encode(request, StandardCharsets.UTF_8),
                                body);
        if (output.json) {
            output.out().println(answer);
        } else {
            print(answer);
        }
        return 0;
    }

    private void print(JsonNode request) {
        var out = output.out();
        out.println(ApprovalText.line(request));
        ApprovalText.brokenGlass(request.path("broken_glass"))
                .forEach(line -> out.println("  " + line));
    }
}
