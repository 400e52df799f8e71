package dev.sallyport.server.console;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Request;
import dev.sallyport.policy.TargetLabels;
import dev.sallyport.policy.ToolTerms;
import dev.sallyport.policy.review.AccessText;
import dev.sallyport.policy.review.Brevity;
import dev.sallyport.policy.review.CallerText;
import dev.sallyport.policy.review.Effort;
import dev.sallyport.policy.review.Explanation;
import dev.sallyport.policy.rolemap.RoleMap;
import dev.sallyport.policy.yaml.FileBounds;
import dev.sallyport.policy.yaml.Problem;
import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.policy.yaml.Suggestion;
import dev.sallyport.server.console.PolicyTestPage.FactRow;
import dev.sallyport.server.console.PolicyTestPage.Input;
import dev.sallyport.server.console.PolicyTestPage.Result;
import dev.sallyport.server.console.PolicyTestPage.ToolRow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Tries calls against role maps. Asks the rules alone: no target is touched, nothing is kept and nothing changes. Safe
/// from many threads.
///
/// One call is tried at a time in the whole gate, and nobody waits longer than [#LIMIT] for it. What is pasted is bounded
/// in what it comes to, not in its length alone, and the work in its steps, so that it ends soon after at most.
public final class PolicyTester {

    /// The longest candidate, in bytes of UTF-8.
    static final int CANDIDATE_MAX = 256 * 1024;

    /// In a form every byte of it may be written as three.
    static final int FORM_BYTES_MAX = 3 * CANDIDATE_MAX + 64 * 1024;

    static final int ACCESSES_MAX = 100;

    /// The longest field, in characters; those for accesses and for the candidate apart.
    static final int FIELD_MAX = 4 * 1024;

    /// All accesses together, in characters. One of them is a field for itself.
    static final int ACCESSES_LENGTH_MAX = 16 * 1024;

    /// Of a text of a role map so many characters are shown.
    static final int TEXT_SHOWN = 300;

    static final int RULES_SHOWN = 200;

    static final Duration LIMIT = Duration.ofSeconds(2);

    /// As [Effort] counts: about a second for each party.
    static final long EFFORT_MAX = 500_000_000;

    private static final int PROBLEMS_SHOWN = 50;

    /// As its mistakes name it.
    private static final String PASTED = "candidate";

    private final List<ToolTerms> tools;
    private final TargetLabels labels;
    private final SlowWork work;

    /// @param tools whose words rules may use
    /// @param labels of the configured targets
    public PolicyTester(List<ToolTerms> tools, TargetLabels labels) {
        this(tools, labels, new SlowWork("policy-test", LIMIT));
    }

    PolicyTester(List<ToolTerms> tools, TargetLabels labels, SlowWork work) {
        this.tools = List.copyOf(tools);
        this.labels = labels;
        this.work = work;
    }

    PolicyTestPage page(Frame frame, RoleMap live, Input input, Result result) {
        return new PolicyTestPage(
                frame,
                input,
                PolicyReachPage.subjects(live),
                tools.stream().map(PolicyTester::row).toList(),
                result);
    }

    /// @param form as the page sends it
    PolicyTestPage tried(Frame frame, RoleMap live, Form form, Instant now) {
        var input = Input.of(form::field);
        return page(frame, live, input, tried(live, input, now));
    }

    private Result tried(RoleMap live, Input input, Instant now) {
        var tooLong = tooLong(input);
        if (!tooLong.isEmpty()) {
            return Result.refused(tooLong);
        }
        return switch (work.ask(() -> result(live, input, now))) {
            case SlowWork.Answer.Done(var result) -> result;
            case SlowWork.Answer.Busy() ->
                    Result.notNow(
                            "another call is being tried, and the gate tries one at a time; try again in a moment");
            case SlowWork.Answer.TooLong() ->
                    Result.notNow(
                            "it took longer than "
                                    + LIMIT.toSeconds()
                                    + " seconds and was given up; try a smaller candidate or fewer accesses, or ask"
                                    + " `sallyport policy explain`");
        };
    }

    private static List<String> tooLong(Input input) {
        var problems = new ArrayList<String>();
        input.names()
                .forEach((name, text) -> {
                    if (text.length() > FIELD_MAX) {
                        problems.add("`" + name + "` is longer than " + FIELD_MAX + " characters");
                    }
                });
        if (input.accesses().length() > ACCESSES_LENGTH_MAX) {
            problems.add(
                    "the accesses are longer than " + ACCESSES_LENGTH_MAX + " characters together");
        } else if (input.accesses().lines().anyMatch(line -> line.length() > FIELD_MAX)) {
            problems.add("an access is longer than " + FIELD_MAX + " characters");
        }
        return problems;
    }

    private Result result(RoleMap live, Input input, Instant now) {
        var problems = new ArrayList<String>();
        var candidate = candidate(input.candidate(), problems);
        var request = request(input, now, problems);
        if (request.isEmpty() || !problems.isEmpty()) {
            return Result.refused(problems);
        }
        var asked = candidate.orElse(live);
        for (var map : candidate.isPresent() ? List.of(asked, live) : List.of(live)) {
            if (Effort.of(map, request.get()) > EFFORT_MAX) {
                return Result.refused(
                        List.of(
                                "the texts of this call and the patterns of the rules for `"
                                        + input.tool()
                                        + "` are too long to be compared here; `sallyport policy explain` does it"));
            }
        }
        var brevity = brevity();
        var answer = Explanation.of(asked, request.get(), brevity);
        return new Result(
                200,
                List.of(),
                Optional.of(answer),
                brevity.rulesLeftOut(),
                candidate.isPresent(),
                candidate.map(_ -> Explanation.of(live, request.get(), brevity())));
    }

    private static Brevity brevity() {
        return Brevity.of(TEXT_SHOWN, RULES_SHOWN, PolicyTester::isGivenUp);
    }

    private static boolean isGivenUp() {
        return Thread.currentThread().isInterrupted();
    }

    /// Empty where none was pasted, or it has mistakes, which are noted.
    private Optional<RoleMap> candidate(String text, List<String> problems) {
        if (text.isBlank()) {
            return Optional.empty();
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > CANDIDATE_MAX) {
            problems.add(
                    "the candidate is longer than "
                            + CANDIDATE_MAX / 1024
                            + " KiB; `sallyport policy explain --policy FILE` takes longer ones");
            return Optional.empty();
        }
        return switch (RoleMap.parse(
                PASTED, text, tools, labels, FileBounds.PASTED, PolicyTester::isGivenUp)) {
            case RoleMap.Parsed.Valid(var roleMap) -> Optional.of(roleMap);
            case RoleMap.Parsed.Invalid(var found) -> {
                found.stream().limit(PROBLEMS_SHOWN).map(Problem::toString).forEach(problems::add);
                if (found.size() > PROBLEMS_SHOWN) {
                    problems.add(
                            "and "
                                    + Words.count(
                                            found.size() - PROBLEMS_SHOWN,
                                            "mistake more",
                                            "mistakes more"));
                }
                yield Optional.empty();
            }
        };
    }

    /// Empty where something is missing or wrong, which is noted.
    private Optional<Request> request(Input input, Instant now, List<String> problems) {
        var principal = principal(input, problems);
        var accesses = accesses(input, problems);
        var at = at(input.at(), now, problems);
        return principal.isPresent() && accesses.isPresent() && at.isPresent()
                ? Optional.of(new Request(principal.get(), input.tool(), accesses.get(), at.get()))
                : Optional.empty();
    }

    private static Optional<Principal> principal(Input input, List<String> problems) {
        if (input.as().isEmpty()) {
            problems.add("say who calls: `client:NAME` or `user:NAME`");
            return Optional.empty();
        }
        return switch (CallerText.read(
                input.as(),
                PolicyReachPage.words(input.groups()),
                Optional.of(input.human()).filter(text -> !text.isEmpty()),
                PolicyReachPage.words(input.humanGroups()))) {
            case CallerText.Read.Good(var principal) -> Optional.of(principal);
            case CallerText.Read.Bad(var why) -> {
                problems.add(why);
                yield Optional.empty();
            }
        };
    }

    private Optional<List<Access>> accesses(Input input, List<String> problems) {
        var terms = tools.stream().filter(one -> one.tool().equals(input.tool())).findFirst();
        if (terms.isEmpty()) {
            problems.add(
                    input.tool().isEmpty()
                            ? "choose the tool that is called"
                            : Suggestion.noSuch(
                                    "tool",
                                    input.tool(),
                                    tools.stream().map(ToolTerms::tool).sorted().toList()));
            return Optional.empty();
        }
        var lines = input.accesses().lines().filter(line -> !line.isBlank()).toList();
        if (lines.isEmpty() || lines.size() > ACCESSES_MAX) {
            problems.add(
                    lines.isEmpty()
                            ? "say what the call would do: one access on each line"
                            : "a call is tried with at most " + ACCESSES_MAX + " accesses");
            return Optional.empty();
        }
        var accesses = new ArrayList<Access>();
        for (int i = 0; i < lines.size(); i++) {
            switch (AccessText.read(terms.get(), lines.get(i))) {
                case AccessText.Read.Good(var access) -> accesses.add(access);
                case AccessText.Read.Bad(var why) -> problems.add("access " + (i + 1) + ": " + why);
            }
        }
        return Optional.of(accesses);
    }

    private static Optional<Instant> at(String text, Instant now, List<String> problems) {
        if (text.isEmpty()) {
            return Optional.of(now);
        }
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            problems.add(
                    "the time is no instant: "
                            + Quoted.of(text)
                            + "; write it as `2026-01-05T09:00:00Z`");
            return Optional.empty();
        }
    }

    private static ToolRow row(ToolTerms terms) {
        return new ToolRow(
                terms.tool(),
                "call anything "
                        + terms.facts().stream()
                                .map(fact -> fact.name() + "=?")
                                .collect(Collectors.joining(",")),
                terms.facts().stream()
                        .map(fact -> new FactRow(fact.name(), kind(fact), fact.description()))
                        .toList());
    }

    private static String kind(FactDefinition fact) {
        return switch (fact) {
            case FactDefinition.TextFact _ -> "a text";
            case FactDefinition.SetFact _ -> "texts, with | between";
            case FactDefinition.QuantityFact quantity ->
                    switch (quantity.unit()) {
                        case COUNT -> "a whole number";
                        case BYTES -> "a size such as 64KiB";
                        case DURATION -> "a duration such as 10s";
                    };
            case FactDefinition.LevelFact level ->
                    "one of " + String.join(", ", level.strictestFirst());
        };
    }
}
