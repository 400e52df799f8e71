package dev.sallyport.server.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `sallyport approvals review`, and `sallyport approvals` alone: a human at a terminal reads what waits and decides,
/// one call after the other. Where there is no terminal it lists what waits, and asks nothing.
///
/// Nothing is decided unless every question about it was answered; each decision carries the digest of what was printed.
@Command(
        name = "review",
        description =
                "Shows what waits for a human, one call after the other, and asks for your decision."
                        + " Without a terminal it only lists them.",
        mixinStandardHelpOptions = true)
final class ReviewApprovals implements Callable<Integer> {

    /// What the API lists at most unless asked for more; there is always the next time.
    private static final int LISTED_MAX = 100;

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    private final Surroundings surroundings;

    @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

    ReviewApprovals(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException(
                    "picocli sets the specification before it runs a command");
        }
        return review(surroundings, spec.commandLine().getOut());
    }

    static int review(Surroundings surroundings, PrintWriter out) {
        var api = surroundings.api();
        if (surroundings.terminal().isEmpty()) {
            var waiting = waiting(api);
            if (waiting.isEmpty()) {
                out.println("No pending calls.");
            }
            waiting.forEach(approval -> out.println(ApprovalText.line(approval)));
            return 0;
        }
        new Sitting(api, surroundings.terminal().get(), surroundings, out).run();
        return 0;
    }

    private static List<JsonNode> waiting(ApiClient api) {
        return api.get("/api/approvals?state=pending&limit=" + LISTED_MAX)
                .path("approvals")
                .valueStream()
                .toList();
    }

    /// What is done after an answer.
    private enum Next {
        /// What waits is listed anew.
        LIST,
        /// The same question is asked again.
        ASK,
        QUIT
    }

    /// One human's way through what waits.
    private static final class Sitting {
        private final ApiClient api;
        private final Terminal terminal;
        private final Surroundings surroundings;
        private final PrintWriter out;
        private final Ink ink;
        private final Set<String> seen = new HashSet<>();

        Sitting(ApiClient api, Terminal terminal, Surroundings surroundings, PrintWriter out) {
            this.api = api;
            this.terminal = terminal;
            this.surroundings = surroundings;
            this.out = out;
            this.ink = terminal.ink();
        }

        void run() {
            var next = Next.LIST;
            while (next != Next.QUIT) {
                var waiting = waiting(api);
                if (waiting.isEmpty()) {
                    out.println("No call waits for a human.");
                    return;
                }
                list(waiting);
                var chosen = choose(waiting);
                next = chosen.isEmpty() ? Next.QUIT : look(chosen.get());
            }
        }

        private void list(List<JsonNode> waiting) {
            out.println();
            out.println(
                    waiting.size() == 1
                            ? "1 call waits for a human."
                            : (waiting.size() == LISTED_MAX ? "The newest " : "")
                                    + waiting.size()
                                    + " calls wait for a human.");
            for (int i = 0; i < waiting.size(); i++) {
                var approval = waiting.get(i);
                out.println();
                out.printf(
                        "%4d  %s%s%n",
                        i + 1,
                        ink.bold(ApprovalText.text(approval, "headline")),
                        seen.contains(id(approval)) ? " (seen)" : "");
                out.println(
                        "      "
                                + ApprovalText.text(approval, "tool")
                                + " on "
                                + ApprovalText.text(approval, "target")
                                + ", asked by "
                                + ApprovalText.requester(approval.path("requester")));
                out.println("      " + votes(approval) + left(approval) + hidden(approval));
            }
            out.println();
        }

        private static String id(JsonNode approval) {
            return approval.path("id").asString("");
        }

        private static String votes(JsonNode approval) {
            var votes =
                    approval.path("approvers")
                            .valueStream()
                            .map(set ->
                                    set.path("given").asInt(0)
                                            + " of "
                                            + set.path("needed").asInt(1)
                                            + " by "
                                            + ApprovalText.text(set, "role"))
                            .toList();
            return String.join(", ", votes);
        }

        private String left(JsonNode approval) {
            try {
                var until = Instant.parse(approval.path("expires_at").asString(""));
                var left = Duration.between(surroundings.clock().instant(), until);
                return ", " + Math.max(0, left.toMinutes()) + " minutes left";
            } catch (DateTimeParseException e) {
                return ""; // the call itself, when it is shown, has what the gate said
            }
        }

        private static String hidden(JsonNode approval) {
            return switch (approval.path("hidden_count").asInt(0)) {
                case 0 -> "";
                case 1 -> ", hides 1 value";
                default -> ", hides " + approval.path("hidden_count").asInt(0) + " values";
            };
        }

        /// @return the id of one of these; empty to quit
        private Optional<String> choose(List<JsonNode> waiting) {
            int first = 0;
            while (first < waiting.size() && seen.contains(id(waiting.get(first)))) {
                first++;
            }
            boolean allSkipped = first == waiting.size();
            while (true) {
                var typed =
                        ask(
                                "Which one? [1-"
                                        + waiting.size()
                                        + (allSkipped ? "" : ", Enter for " + (first + 1))
                                        + ", q to quit] ");
                if (typed.isEmpty() || isOne(typed.get(), "q", "quit")) {
                    return Optional.empty();
                }
                if (typed.get().isEmpty() && !allSkipped) {
                    return Optional.of(id(waiting.get(first)));
                }
                int number = number(typed.get()).orElse(0);
                if (number >= 1 && number <= waiting.size()) {
                    return Optional.of(id(waiting.get(number - 1)));
                }
            }
        }

        private Next look(String id) {
            JsonNode approval;
            try {
                approval = api.get(ApprovalsCommand.path(id));
            } catch (CliException e) {
                return refused(e, Next.LIST);
            }
            out.println();
            ApprovalText.print(approval, out, ink);
            out.println();
            if (!approval.path("state").asString("").equals("pending")) {
                out.println("It does not wait any more.");
                return Next.LIST;
            }
            var next = Next.ASK;
            while (next == Next.ASK) {
                next = decide(approval);
            }
            return next;
        }

        private Next decide(JsonNode approval) {
            var typed = ask("[a]pprove, [r]eject, [s]kip or [q]uit? ");
            if (typed.isEmpty() || isOne(typed.get(), "q", "quit")) {
                return Next.QUIT;
            }
            if (isOne(typed.get(), "a", "approve")) {
                return approve(approval);
            }
            if (isOne(typed.get(), "r", "reject")) {
                return reject(approval);
            }
            if (isOne(typed.get(), "s", "skip")) {
                seen.add(id(approval));
                return Next.LIST;
            }
            return Next.ASK;
        }

        private Next approve(JsonNode approval) {
            var body = decision(approval, "approve");
            int hidden = approval.path("hidden").path("count").asInt(0);
            if (hidden > 0) {
                var typed =
                        ask(
                                "How many hidden values do you approve without having seen them? (they are "
                                        + hidden
                                        + "; Enter for none) ");
                if (typed.isEmpty()) {
                    return Next.QUIT;
                }
                var number = number(typed.get());
                if (number.isEmpty()) {
                    out.println("Nothing was decided.");
                    return Next.ASK;
                }
                body.put("hidden_accepted", number.get());
            }
            return send(approval, body, "Your reason (optional, kept in the record): ");
        }

        private Next reject(JsonNode approval) {
            return send(
                    approval,
                    decision(approval, "reject"),
                    "Your reason (optional, the agent is told): ");
        }

        private static ObjectNode decision(JsonNode approval, String verdict) {
            var body =
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("decision", verdict)
                            .put("digest", approval.path("digest").asString(""));
            ApprovalsCommand.byDelegation(body, approval);
            return body;
        }

        private Next send(JsonNode approval, ObjectNode body, String question) {
            var reason = ask(question);
            if (reason.isEmpty()) {
                out.println("Nothing was decided.");
                return Next.QUIT;
            }
            body.put("reason", reason.get());
            try {
                var answer = api.post(ApprovalsCommand.path(id(approval)) + "/decision", body);
                out.println(
                        ink.bold(
                                ApprovalText.text(answer, "id")
                                        + " is now "
                                        + ApprovalText.text(answer, "state")
                                        + "."));
                seen.add(id(approval)); // one of several approvers need not look twice
                return Next.LIST;
            } catch (CliException e) {
                return refused(e, Next.ASK);
            }
        }

        /// A negative answer is one to go on after; that there is none is not.
        private Next refused(CliException e, Next next) {
            if (e.exitCode() != 1) {
                throw e;
            }
            out.println(
                    ink.alarm(
                            "This did not count: "
                                    + ApprovalText.line(String.valueOf(e.getMessage()))));
            return next;
        }

        /// @return empty once nothing more is typed
        private Optional<String> ask(String question) {
            out.print(question);
            out.flush();
            var typed = terminal.line().map(String::strip);
            if (typed.isEmpty()) {
                out.println();
            }
            return typed;
        }

        private static boolean isOne(String typed, String letter, String word) {
            var lower = typed.toLowerCase(Locale.ROOT);
            return lower.equals(letter) || lower.equals(word);
        }

        private static Optional<Integer> number(String typed) {
            return NUMBER.matcher(typed).matches()
                    ? Optional.of(Integer.parseInt(typed))
                    : Optional.empty();
        }
    }
}
