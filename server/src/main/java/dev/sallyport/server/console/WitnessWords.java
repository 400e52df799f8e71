package dev.sallyport.server.console;

import dev.sallyport.audit.Verification.Remark;
import dev.sallyport.server.witness.WitnessStanding;
import dev.sallyport.server.witness.WitnessState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// How the witnesses of the log stand, in words.
///
/// @param facts none where nobody is asked
/// @param problem what they say against the log, or that they have said nothing for too long
record WitnessWords(List<Remark> facts, Optional<String> problem) {

    static final WitnessWords NONE = new WitnessWords(List.of(), Optional.empty());

    WitnessWords {
        facts = List.copyOf(facts);
    }

    static WitnessWords of(WitnessStanding standing, List<WitnessState> states) {
        if (states.isEmpty()) {
            return NONE;
        }
        var facts = new ArrayList<Remark>();
        facts.add(
                new Remark(
                        "Cosigned checkpoint",
                        standing.size()
                                .flatMap(size ->
                                        standing.since()
                                                .map(at ->
                                                        "over "
                                                                + Words.count(
                                                                        size, "record", "records")
                                                                + ", by enough witnesses since "
                                                                + Words.time(at)))
                                .orElse("none by enough witnesses")));
        states.forEach(state -> facts.add(new Remark("Witness " + state.name(), words(state))));
        var alarms =
                states.stream()
                        .filter(state -> !state.alarm().isEmpty())
                        .map(state -> "The witness " + state.name() + " " + state.alarm() + ".")
                        .collect(Collectors.joining(" "));
        return new WitnessWords(
                facts,
                !alarms.isEmpty()
                        ? Optional.of(alarms)
                        : standing.stale()
                                ? Optional.of(
                                        "No checkpoint was cosigned by enough witnesses for longer than"
                                                + " the configuration allows.")
                                : Optional.empty());
    }

    static String words(WitnessState state) {
        var last =
                state.last()
                        .map(each ->
                                Words.count(each.size(), "record", "records")
                                        + ", "
                                        + Words.time(each.at()))
                        .orElse("nothing yet");
        var against = state.alarm().isEmpty() ? "" : "; ALARM: it " + state.alarm();
        return last + against + (state.problem().isEmpty() ? "" : "; it " + state.problem());
    }
}
