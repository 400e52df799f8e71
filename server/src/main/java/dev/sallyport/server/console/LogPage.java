package dev.sallyport.server.console;

import dev.sallyport.audit.Verification;
import dev.sallyport.audit.Verification.Remark;
import dev.sallyport.server.console.LogCheck.Ended;
import dev.sallyport.server.console.LogStanding.Copy;
import dev.sallyport.server.export.ExportState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How the record stands, and what a verification found.
///
/// @param problem what is wrong with it now
/// @param running how far a verification is
/// @param last what the last one found
/// @param next when another can begin; empty for now
record LogPage(
        Frame frame,
        Optional<String> problem,
        List<Remark> facts,
        Optional<Progress> running,
        Optional<Found> last,
        Optional<String> next)
        implements Page {

    LogPage {
        facts = List.copyOf(facts);
    }

    /// @param done of `all`
    /// @param all never 0
    record Progress(String by, long done, long all, String inWords) {}

    /// @param by who asked
    /// @param at when it ended
    record Found(String tone, String by, String at, String headline, List<Remark> remarks) {
        Found {
            remarks = List.copyOf(remarks);
        }
    }

    static LogPage of(
            Frame frame,
            LogStanding standing,
            List<ExportState> exports,
            WitnessWords witnesses,
            LogCheck.State state,
            Optional<Instant> next,
            Instant now) {
        return new LogPage(
                frame,
                standing.available()
                        ? witnesses.problem()
                        : Optional.of(
                                "The record takes nothing more, so nothing runs. The gate's own log says why; the gate"
                                        + " must be started again."),
                facts(standing, exports, witnesses, now),
                state.running()
                        .map(running ->
                                new Progress(
                                        running.by(),
                                        running.done(),
                                        Math.max(1, running.all()),
                                        running.all() == 0
                                                ? "It has just begun."
                                                : running.done()
                                                        + " of "
                                                        + Words.count(
                                                                running.all(), "record", "records")
                                                        + " so far.")),
                state.last().map(LogPage::found),
                next.map(Words::time));
    }

    private static List<Remark> facts(
            LogStanding standing, List<ExportState> exports, WitnessWords witnesses, Instant now) {
        var facts = new ArrayList<Remark>();
        facts.add(new Remark("Origin", standing.checkpoint().origin()));
        facts.add(new Remark("Records", Long.toString(standing.records())));
        facts.add(
                new Remark(
                        "Signed checkpoint",
                        "over "
                                + Words.count(standing.checkpoint().size(), "record", "records")
                                + standing.signed()
                                        .map(at -> ", " + Words.time(at) + ago(at, now))
                                        .orElse("")));
        facts.add(new Remark("Root hash", standing.checkpoint().root()));
        facts.add(new Remark("Public key", standing.key()));
        facts.add(
                new Remark(
                        "Not signed yet",
                        standing.lag() == 0
                                ? "nothing"
                                : Words.count(standing.lag(), "record", "records")));
        facts.add(
                new Remark(
                        "Second copy of the checkpoint",
                        switch (standing.copy()) {
                            case Copy.Same() -> "the same";
                            case Copy.Other() ->
                                    "another one: it is just being written, or somebody changed it; look again";
                            case Copy.Missing() -> "missing: without it a rollback is not noticed";
                            case Copy.Unreadable() -> "it cannot be read";
                        }));
        exports.forEach(copy -> facts.add(new Remark("Copy in " + copy.place(), words(copy))));
        facts.addAll(witnesses.facts());
        return facts;
    }

    static String words(ExportState copy) {
        var words =
                new StringBuilder(
                        copy.behind() == 0
                                ? "all that is signed"
                                : Words.count(copy.behind(), "record", "records") + " behind");
        if (copy.refused() > 0) {
            words.append("; it refused ")
                    .append(Words.count(copy.refused(), "record", "records"))
                    .append(" for good since the start");
        }
        if (!copy.problem().isEmpty()) {
            words.append("; it waits: ").append(copy.problem());
        }
        return words.toString();
    }

    private static String ago(Instant at, Instant now) {
        var age = Duration.between(at, now);
        return age.isNegative() ? "" : " (" + Words.span(age) + " ago)";
    }

    private static Found found(Ended ended) {
        var at = Words.time(ended.at());
        if (ended.found().isEmpty()) {
            return new Found(
                    "bad",
                    ended.by(),
                    at,
                    "the verification itself failed; the gate's own log says why",
                    List.of());
        }
        var found = ended.found().get();
        return switch (found) {
            case Verification.Sound sound ->
                    new Found("good", ended.by(), at, sound.headline(), sound.remarks());
            case Verification.Tampered _, Verification.RolledBack _, Verification.Unreadable _ ->
                    new Found("bad", ended.by(), at, found.headline(), List.of());
        };
    }

    @Override
    public String template() {
        return "log.jte";
    }
}
