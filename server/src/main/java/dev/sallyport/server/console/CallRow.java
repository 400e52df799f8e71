package dev.sallyport.server.console;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.server.history.FoundCall;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/// A call in a list, as the log has it.
///
/// @param path of its page; empty where it cannot be read
/// @param first where its first record stands
/// @param took how long it ran; empty where it did not
record CallRow(
        String path,
        long first,
        String headline,
        String tool,
        String target,
        String who,
        Words.Standing standing,
        String code,
        String time,
        String took,
        boolean held) {

    /// Texts of the record have been through the detectors.
    private static final UnaryOperator<String> AS_RECORDED = UnaryOperator.identity();

    static CallRow of(FoundCall found) {
        return switch (found) {
            case FoundCall.Read call -> of(call);
            case FoundCall.Lost(var first) ->
                    new CallRow(
                            "",
                            first,
                            "The call at position "
                                    + first
                                    + " cannot be read; `sallyport audit verify` tells more.",
                            "",
                            "",
                            "",
                            new Words.Standing("Unreadable", "bad", ""),
                            "",
                            "",
                            "",
                            false);
        };
    }

    private static CallRow of(FoundCall.Read call) {
        var excerpts = new Excerpts(AS_RECORDED, false);
        var planned = call.planned().record();
        var begun = call.begun().record();
        var tool = excerpts.line(planned.tool().or(begun::tool).orElse(""));
        var done = planned.action().map(AuditRecord.Action::normalised).orElse("");
        return new CallRow(
                CallPage.path(call.id()),
                call.first(),
                done.isBlank() ? tool : excerpts.line(done),
                tool,
                excerpts.line(planned.target().or(begun::target).orElse("")),
                begun.principal().or(planned::principal).map(CallRow::who).orElse(""),
                RecordWords.standing(call.status()),
                call.code(),
                Words.time(call.begun().time()),
                took(call.told().record()),
                call.held());
    }

    static String who(AuditRecord.Principal who) {
        return who.subject() + who.onBehalfOf().map(human -> " for " + human).orElse("");
    }

    static String took(AuditRecord record) {
        return record.outcome()
                .map(AuditRecord.Outcome::durationMs)
                .filter(OptionalLong::isPresent)
                .map(took -> RecordWords.exactly(Duration.ofMillis(took.getAsLong())))
                .orElse("");
    }

    /// For what the page knows it by.
    String anchor() {
        return "call-" + first;
    }
}
