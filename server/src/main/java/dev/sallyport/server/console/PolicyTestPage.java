package dev.sallyport.server.console;

import dev.sallyport.policy.review.Brevity;
import dev.sallyport.policy.review.Explanation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// A call that is tried against the role map in force, or against a candidate.
///
/// @param subjects that a form offers
/// @param tools with the facts that their accesses carry
record PolicyTestPage(
        Frame frame, Input input, List<String> subjects, List<ToolRow> tools, Result result)
        implements Page {

    /// A human with many roles should still be read in full, in characters.
    private static final int SENTENCE_SHOWN = 2_000;

    PolicyTestPage {
        subjects = List.copyOf(subjects);
        tools = List.copyOf(tools);
    }

    /// What the form holds, as it was sent.
    record Input(
            String as,
            String groups,
            String human,
            String humanGroups,
            String tool,
            String accesses,
            String at,
            String candidate) {

        /// @param field by name; empty where it was left empty
        static Input of(Function<String, Optional<String>> field) {
            return new Input(
                    field.apply("as").orElse(""),
                    field.apply("groups").orElse(""),
                    field.apply("human").orElse(""),
                    field.apply("human_groups").orElse(""),
                    field.apply("tool").orElse(""),
                    lines(field.apply("accesses").orElse("")),
                    field.apply("at").orElse(""),
                    lines(field.apply("candidate").orElse("")));
        }

        /// The fields of one line, by name.
        Map<String, String> names() {
            var all = new LinkedHashMap<String, String>();
            all.put("as", as);
            all.put("groups", groups);
            all.put("human", human);
            all.put("human_groups", humanGroups);
            all.put("tool", tool);
            all.put("at", at);
            return all;
        }

        /// Browsers end the lines of a form as mail does.
        private static String lines(String text) {
            return text.replace("\r\n", "\n");
        }
    }

    /// @param example an access of the tool, of which nothing is known
    record ToolRow(String tool, String example, List<FactRow> facts) {
        ToolRow {
            facts = List.copyOf(facts);
        }
    }

    /// @param kind what a value looks like
    record FactRow(String name, String kind, String description) {}

    /// What came of it.
    ///
    /// @param status of HTTP
    /// @param problems why the call cannot be tried; nothing else is there then
    /// @param answer what the role map says that was asked
    /// @param left how many of its rules are not shown
    /// @param candidate whether that is the pasted one
    /// @param live how the one in force decides the same call, where a candidate was asked
    record Result(
            int status,
            List<String> problems,
            Optional<Explanation> answer,
            int left,
            boolean candidate,
            Optional<Explanation> live) {

        static final Result NONE =
                new Result(200, List.of(), Optional.empty(), 0, false, Optional.empty());

        Result {
            problems = List.copyOf(problems);
        }

        static Result refused(List<String> problems) {
            return new Result(400, problems, Optional.empty(), 0, false, Optional.empty());
        }

        static Result notNow(String why) {
            return new Result(503, List.of(why), Optional.empty(), 0, false, Optional.empty());
        }

        /// What a party has, as far as is shown.
        static List<String> sentences(Explanation.Party party) {
            var brevity = Brevity.of(SENTENCE_SHOWN, PolicyTester.RULES_SHOWN, () -> false);
            return brevity.texts(party.inWords());
        }

        String leftInWords() {
            return Words.count(left, "rule more is", "rules more are")
                    + " not shown. What decides is the same; `sallyport policy explain` tells all.";
        }

        /// Whether a candidate would decide otherwise than what is in force.
        boolean differs() {
            return live.isPresent()
                    && answer.isPresent()
                    && !live.get().decision().equals(answer.get().decision());
        }
    }

    @Override
    public int status() {
        return result.status();
    }

    @Override
    public String template() {
        return "policytest.jte";
    }
}
