package dev.sallyport.server.console;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.audit.RecordedObligation;
import dev.sallyport.server.console.DecisionPage.Fact;
import dev.sallyport.server.history.CallStatus;
import dev.sallyport.server.history.WholeCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;

/// One record of a call, as a page shows it.
///
/// @param position in the log
/// @param leaf its hash in the Merkle tree, base64
/// @param signed whether a checkpoint covers it
/// @param rules that decided
/// @param gap whether records are left out in front of it
record RecordBox(
        String title,
        String tone,
        String time,
        String later,
        String position,
        String leaf,
        boolean signed,
        List<String> rules,
        List<Fact> facts,
        boolean gap) {

    RecordBox {
        rules = List.copyOf(rules);
        facts = List.copyOf(facts);
    }

    static List<RecordBox> of(WholeCall call, Excerpts excerpts) {
        var boxes = new ArrayList<RecordBox>();
        var begun = call.records().isEmpty() ? Instant.EPOCH : call.records().getFirst().time();
        for (var logged : call.records()) {
            boolean gap = call.leftOut() > 0 && boxes.size() == WholeCall.RECORDS_MAX / 2;
            boxes.add(of(logged, begun, call.signed(), gap, excerpts));
        }
        return boxes;
    }

    private static RecordBox of(
            LoggedRecord logged, Instant begun, long signed, boolean gap, Excerpts excerpts) {
        var record = logged.record();
        var stage = RecordWords.stage(record.stage());
        return new RecordBox(
                stage.name(),
                stage.tone(),
                Words.time(logged.time()),
                logged.time().equals(begun)
                        ? ""
                        : RecordWords.exactly(Duration.between(begun, logged.time()))
                                + " after the first",
                Long.toString(logged.index()),
                logged.leafHash(),
                logged.index() < signed,
                record.decision().map(AuditRecord.Decision::rules).orElse(List.of()).stream()
                        .map(excerpts::line)
                        .toList(),
                facts(record, excerpts),
                gap);
    }

    private static List<Fact> facts(AuditRecord record, Excerpts excerpts) {
        var facts = new ArrayList<Fact>();
        record.decision()
                .ifPresent(decision -> {
                    facts.add(new Fact("Decision", excerpts.line(decision.effect())));
                    decision.approvers()
                            .forEach(set ->
                                    facts.add(
                                            new Fact(
                                                    "Must agree",
                                                    set.quorum()
                                                            + " of "
                                                            + excerpts.line(set.role())
                                                            + set.breakGlass()
                                                                    .map(role ->
                                                                            " (or 1 of "
                                                                                    + excerpts.line(
                                                                                            role)
                                                                                    + " by breaking the glass)")
                                                                    .orElse(""))));
                });
        var code = CallStatus.code(record);
        if (!code.isEmpty()) {
            facts.add(new Fact("Code", excerpts.line(code)));
        }
        for (var obligation : record.obligations()) {
            facts.add(obligation(obligation, excerpts));
        }
        record.approval()
                .ifPresent(approval -> {
                    facts.add(new Fact("Approval", excerpts.line(approval.id())));
                    if (!approval.approvers().isEmpty()) {
                        facts.add(
                                new Fact(
                                        "Decided by",
                                        excerpts.line(String.join(", ", approval.approvers()))));
                    }
                });
        record.outcome().ifPresent(outcome -> outcome(outcome, facts, excerpts));
        new TreeMap<>(record.masking())
                .forEach((kind, count) ->
                        facts.add(new Fact("Masked", count + " × " + excerpts.line(kind))));
        new TreeMap<>(record.details())
                .forEach((name, value) ->
                        facts.add(new Fact(RecordWords.detail(name), excerpts.line(value))));
        return facts;
    }

    private static Fact obligation(RecordedObligation obligation, Excerpts excerpts) {
        return switch (obligation) {
            case RecordedObligation.Mask(var column, var with) ->
                    new Fact("Mask", excerpts.line(column + " with " + with));
            case RecordedObligation.Filter(var table, var where) ->
                    new Fact("Filter", excerpts.line(table + " where " + where));
            case RecordedObligation.Limit(var name, var value) ->
                    new Fact("Limit", excerpts.line(name) + " " + value);
            case RecordedObligation.Text(var text) -> new Fact("Obligation", excerpts.line(text));
        };
    }

    private static void outcome(AuditRecord.Outcome outcome, List<Fact> facts, Excerpts excerpts) {
        facts.add(new Fact("Outcome", excerpts.line(outcome.status())));
        number(outcome.rows(), "Rows", facts);
        number(outcome.bytes(), "Bytes", facts);
        outcome.durationMs()
                .ifPresent(took ->
                        facts.add(new Fact("Ran", RecordWords.exactly(Duration.ofMillis(took)))));
    }

    private static void number(OptionalLong number, String name, List<Fact> facts) {
        number.ifPresent(value -> facts.add(new Fact(name, Long.toString(value))));
    }
}
