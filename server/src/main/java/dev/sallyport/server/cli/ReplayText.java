package dev.sallyport.server.cli;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.AuditRecord.Decision;
import dev.sallyport.audit.AuditRecord.Outcome;
import dev.sallyport.audit.BodyReader;
import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.audit.Stage;
import dev.sallyport.masking.Visible;
import dev.sallyport.server.history.CallStatus;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A session as text, a call after the other. Foreign texts are made visible, each on its line.
///
/// One thread at a time.
final class ReplayText {

    private final PrintWriter out;
    private final LoggedRecord first;
    private final Optional<BodyReader> bodies;
    private String way = "";

    /// @param out where it goes
    /// @param first the record that times are counted from
    /// @param bodies opens what was asked and answered; empty where nobody asked for it
    ReplayText(PrintWriter out, LoggedRecord first, Optional<BodyReader> bodies) {
        this.bodies = bodies;
        this.out = out;
        this.first = first;
    }

    void head(String session) {
        var line = new StringBuilder("Session ").append(session);
        first.record()
                .principal()
                .ifPresent(who -> {
                    line.append(" of ").append(who.subject());
                    who.onBehalfOf().ifPresent(human -> line.append(" for ").append(human));
                });
        print(line.append(", from ").append(first.time()).toString());
    }

    /// @param records of one call, the oldest first
    /// @param more how many records are left out
    void call(List<LoggedRecord> records, int more) {
        out.println();
        var begun = records.getFirst();
        var all = records.stream().map(LoggedRecord::record).toList();
        var line = new StringBuilder(since(first.time(), begun.time()));
        way(all);
        line.append("  ").append(last(all, AuditRecord::tool, "a call"));
        var target = last(all, AuditRecord::target, "");
        line.append(target.isEmpty() ? "" : " on " + target);
        begun.record().callId().ifPresent(id -> line.append("  call ").append(id));
        print(line.toString());
        var asked = last(all, record -> record.action().map(AuditRecord.Action::normalised), "");
        if (!asked.isEmpty()) {
            print("    " + asked);
        }
        records.forEach(record -> record(record, begun.time()));
        if (more > 0) {
            print("    and " + more + " more records; `sallyport audit show` has them all");
        }
    }

    /// Where calls begin to come in by another way than those before.
    private void way(List<AuditRecord> call) {
        var words = new ArrayList<String>();
        call.stream()
                .flatMap(record -> record.principal().stream())
                .filter(who -> who.door().isPresent())
                .findFirst()
                .ifPresent(who -> {
                    words.add("by " + who.door().orElseThrow());
                    who.client().ifPresent(client -> words.add("“" + client + "”"));
                    who.connection().ifPresent(id -> words.add("connection " + id));
                });
        var now = String.join(", ", words);
        if (!words.isEmpty() && !now.equals(way)) {
            way = now;
            print("[" + now + "]");
        }
    }

    private static String last(
            List<AuditRecord> records, Function<AuditRecord, Optional<String>> field, String none) {
        return records.reversed().stream()
                .map(field)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(none);
    }

    private void record(LoggedRecord logged, Instant begun) {
        var said = new ArrayList<String>();
        var record = logged.record();
        decision(record).ifPresent(said::add);
        record.approval().ifPresent(approval -> said.add("approval " + approval.id()));
        var code = CallStatus.code(record);
        if (!code.isEmpty()) {
            said.add(code);
        }
        record.outcome().ifPresent(outcome -> outcome(outcome, said));
        new TreeMap<>(record.masking())
                .forEach((kind, count) -> said.add("masked " + count + " × " + kind));
        new TreeMap<>(record.details())
                .forEach((name, value) -> said.add(name.replace('_', ' ') + ": " + value));
        print(
                String.format(
                                Locale.ROOT,
                                "    %-10s %-16s %s",
                                since(begun, logged.time()),
                                record.stage().text(),
                                String.join("; ", said))
                        .stripTrailing());
        bodies.ifPresent(open -> BodyOption.print(open, logged, false, out));
    }

    private static Optional<String> decision(AuditRecord record) {
        return record.decision()
                .filter(_ -> record.stage() != Stage.OUTCOME && record.stage() != Stage.FAILED)
                .map(decision -> decided(decision) + by(decision));
    }

    private static String decided(Decision decision) {
        return switch (decision.effect()) {
            case "permit" -> "permitted";
            case "hold" -> "held for " + approvers(decision);
            case "deny" -> "denied";
            default -> decision.effect();
        };
    }

    private static String approvers(Decision decision) {
        return decision.approvers().isEmpty()
                ? "humans"
                : decision.approvers().stream()
                        .map(set -> set.quorum() + " of " + set.role())
                        .collect(Collectors.joining(" and "));
    }

    private static String by(Decision decision) {
        return decision.rules().isEmpty() ? "" : " by " + String.join(", ", decision.rules());
    }

    private static void outcome(Outcome outcome, List<String> said) {
        said.add(outcome.status());
        outcome.rows().ifPresent(rows -> said.add(rows + (rows == 1 ? " row" : " rows")));
        outcome.durationMs().ifPresent(ms -> said.add("took " + span(Duration.ofMillis(ms))));
    }

    private static String since(Instant begun, Instant time) {
        return "+" + span(Duration.between(begun, time));
    }

    private static String span(Duration span) {
        if (span.toMillis() < 1_000) {
            return Math.max(0, span.toMillis()) + " ms";
        }
        if (span.toMinutes() < 1) {
            return span.toSeconds() + "." + span.toMillisPart() / 100 + " s";
        }
        return span.toHours() < 1
                ? span.toMinutes() + " min " + span.toSecondsPart() + " s"
                : span.toHours() + " h " + span.toMinutesPart() + " min";
    }

    private void print(String line) {
        out.println(Visible.line(line));
    }
}
