package dev.sallyport.server.console;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.audit.RecordedAccess;
import dev.sallyport.server.console.DecisionPage.Fact;
import dev.sallyport.server.console.Excerpts.Passage;
import dev.sallyport.server.history.CallStatus;
import dev.sallyport.server.history.History;
import dev.sallyport.server.history.WholeCall;
import dev.sallyport.tools.Preview;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// One call, with all that the log has of it.
///
/// @param facts who, where and when
/// @param effect what it would do; absent where it was refused before that was known
/// @param accesses what it would touch
/// @param cut what of them is left out, in words
/// @param cutAnywhere whether the page that leaves nothing out shows more
/// @param session the path of the session it belongs to
/// @param approval the path of the approval request it waited for or ran under
record CallPage(
        Frame frame,
        String id,
        String headline,
        Words.Standing standing,
        String code,
        List<Fact> facts,
        Optional<Passage> effect,
        List<Touched> accesses,
        String cut,
        List<RecordBox> records,
        int leftOut,
        int unreadable,
        boolean cutAnywhere,
        Optional<String> session,
        Optional<String> approval)
        implements Page {

    static final String WHOLE = "/whole";

    /// Accesses that a page shows.
    private static final int ACCESSES_MAX = 50;

    CallPage {
        facts = List.copyOf(facts);
        accesses = List.copyOf(accesses);
        records = List.copyOf(records);
    }

    /// @param facts as the record has them, in one line
    record Touched(String action, String resource, String facts) {}

    static String path(String id) {
        return CallsPage.PATH + "/" + Query.encoded(id);
    }

    /// Of the page that leaves nothing out.
    String wholePath() {
        return path(id) + WHOLE;
    }

    /// @param whole whether nothing is left out of texts, however long
    static CallPage of(Frame frame, WholeCall call, History history, boolean whole) {
        var records = call.records();
        var session =
                records.isEmpty()
                        ? OptionalLong.empty()
                        : history.sessionOf(records.getFirst().index());
        var excerpts = new Excerpts(UnaryOperator.identity(), whole);
        var planned = first(records, record -> record.planDigest().isPresent());
        var told =
                records.reversed().stream()
                        .filter(logged -> CallStatus.said(logged.record()).isPresent())
                        .findFirst()
                        .map(LoggedRecord::record);
        var accesses = planned.flatMap(AuditRecord::accesses);
        int most = whole ? Integer.MAX_VALUE : ACCESSES_MAX;
        var standing = told.flatMap(CallStatus::said).orElse(CallStatus.RECEIVED);
        var headline = headline(records, excerpts);
        var facts = facts(records, planned, told, excerpts);
        var effect =
                planned.or(() -> first(records, record -> record.action().isPresent()))
                        .flatMap(AuditRecord::action)
                        .map(action -> passage(action, excerpts));
        var touched = accesses.map(all -> touched(all.listed(), excerpts, most)).orElse(List.of());
        var boxes = RecordBox.of(call, excerpts);
        return new CallPage(
                frame,
                call.id(),
                headline,
                RecordWords.standing(standing),
                told.map(CallStatus::code).orElse(""),
                facts,
                effect,
                touched,
                accesses.map(all -> cut(touched.size(), all.total())).orElse(""),
                boxes,
                call.leftOut(),
                call.unreadable(),
                excerpts.cut() || accesses.filter(all -> all.listed().size() > most).isPresent(),
                session.stream().mapToObj(SessionPage::path).findFirst(),
                last(records, record -> record.approval().map(AuditRecord.Approval::id))
                        .filter(id -> id.matches("[a-z0-9_]{1,64}"))
                        .map(DecisionPage::path));
    }

    private static Passage passage(AuditRecord.Action action, Excerpts excerpts) {
        return excerpts.passage(
                new Preview.Section(action.actionClass(), Preview.Kind.TEXT, action.normalised()));
    }

    private static Optional<AuditRecord> first(
            List<LoggedRecord> records, Predicate<AuditRecord> wanted) {
        return records.stream().map(LoggedRecord::record).filter(wanted).findFirst();
    }

    private static <T> Optional<T> last(
            List<LoggedRecord> records, Function<AuditRecord, Optional<T>> wanted) {
        return records.reversed().stream()
                .map(logged -> wanted.apply(logged.record()))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static String headline(List<LoggedRecord> records, Excerpts excerpts) {
        var tool = last(records, AuditRecord::tool).map(excerpts::line).orElse("A call");
        return last(records, AuditRecord::target)
                .map(target -> tool + " on " + excerpts.line(target))
                .orElse(tool);
    }

    private static List<Fact> facts(
            List<LoggedRecord> records,
            Optional<AuditRecord> planned,
            Optional<AuditRecord> told,
            Excerpts excerpts) {
        var facts = new ArrayList<Fact>();
        var who = last(records.reversed(), AuditRecord::principal);
        who.ifPresent(caller -> {
            facts.add(new Fact("Caller", excerpts.line(caller.subject())));
            caller.onBehalfOf().ifPresent(human -> add(facts, "For", human, excerpts));
            caller.client()
                    .ifPresent(client -> add(facts, "Client, by its own word", client, excerpts));
            caller.door().ifPresent(door -> add(facts, "Came by", door, excerpts));
            caller.connection().ifPresent(id -> add(facts, "Connection", id, excerpts));
        });
        var roles =
                records.stream()
                        .map(logged -> logged.record().roles())
                        .filter(all -> !all.isEmpty())
                        .findFirst();
        roles.ifPresent(all -> add(facts, "Roles", String.join(", ", all), excerpts));
        if (!records.isEmpty()) {
            var begun = records.getFirst().time();
            facts.add(new Fact("Begun", Words.time(begun)));
            if (records.size() > 1) {
                var span = Duration.between(begun, records.getLast().time());
                facts.add(new Fact("Last record", RecordWords.exactly(span) + " later"));
            }
        }
        told.map(CallRow::took)
                .filter(took -> !took.isEmpty())
                .ifPresent(took -> facts.add(new Fact("Ran", took)));
        planned.flatMap(AuditRecord::planDigest)
                .ifPresent(digest -> add(facts, "Plan’s digest", digest, excerpts));
        last(records, AuditRecord::policyDigest)
                .ifPresent(digest -> add(facts, "Policy’s digest", digest, excerpts));
        return facts;
    }

    private static void add(List<Fact> facts, String name, String value, Excerpts excerpts) {
        facts.add(new Fact(name, excerpts.line(value)));
    }

    private static List<Touched> touched(
            List<RecordedAccess> accesses, Excerpts excerpts, int most) {
        return accesses.stream()
                .limit(most)
                .map(access ->
                        new Touched(
                                excerpts.line(access.action()),
                                excerpts.line(access.resource()),
                                excerpts.line(RecordWords.facts(access))))
                .toList();
    }

    private static String cut(int shown, int total) {
        return total > shown ? "The first " + shown + " of " + total + " accesses." : "";
    }

    @Override
    public String template() {
        return "call.jte";
    }
}
