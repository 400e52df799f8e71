package dev.sallyport.server.call;

import dev.sallyport.audit.AuditBody;
import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.AuditUnavailableException;
import dev.sallyport.audit.RecordTooLargeException;
import dev.sallyport.audit.RecordedAccess;
import dev.sallyport.audit.RecordedAccesses;
import dev.sallyport.audit.RecordedApprovers;
import dev.sallyport.audit.RecordedFact;
import dev.sallyport.audit.RecordedObligation;
import dev.sallyport.audit.Stage;
import dev.sallyport.audit.Standing;
import dev.sallyport.policy.Access;
import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligation;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.NewRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a call would do and who asked, as the log keeps it so that the call can be decided again. Safe from many
/// threads.
///
/// Resources and the texts of facts go through the detectors. A fact they change is on record as withheld, since its
/// value is not the one that was decided on.
public final class CallRecords {

    /// Larger numbers have no place in a record.
    private static final long NUMBER_MAX = (1L << 53) - 1;

    private final AuditLog log;
    private final ReplyMasker masker;

    public CallRecords(AuditLog log, ReplyMasker masker) {
        this.log = log;
        this.masker = masker;
    }

    /// Appends a record. One that is too large is appended without what only a later decision needs: a call is not
    /// refused for touching much.
    ///
    /// @throws UnrecordedException when the record could not be written
    public void append(AuditRecord record) {
        append(record, Optional.empty());
    }

    /// As [#append(AuditRecord)], with what stands beside it.
    void append(AuditRecord record, Optional<AuditBody> body) {
        try {
            var _ = body.isPresent() ? log.append(record, body.get()) : log.append(record);
        } catch (RecordTooLargeException tooLarge) {
            var shortened = record.shortened();
            if (shortened.equals(record)) {
                throw unrecorded(record, tooLarge);
            }
            append(shortened, body);
        } catch (AuditUnavailableException e) {
            throw unrecorded(record, e);
        }
    }

    private static UnrecordedException unrecorded(AuditRecord record, RuntimeException cause) {
        return new UnrecordedException(
                "the log did not take a record of stage " + record.stage(), cause);
    }

    /// The start of a record about a held call: what is asked, and of whom.
    ///
    /// @param about the action of the record
    AuditRecord.Builder held(Stage stage, String about, NewRequest asked) {
        return AuditRecord.of(stage)
                .callId(asked.callId())
                .session(asked.session())
                .principal(principal(asked.requester(), text(asked.client()), ""))
                .policyDigest(asked.policyDigest())
                .tool(asked.plan().tool())
                .target(asked.plan().target())
                .action(about, text(asked.plan().summary()))
                .accesses(accesses(asked.plan().accesses()))
                .planDigest(asked.plan().digest())
                .held(asked.ruleIds(), approvers(asked.approvers()))
                .obligations(obligations(asked.obligations()));
    }

    /// A text from outside, without what the detectors know.
    String text(String foreign) {
        return masker.text(foreign).orElse(CallJournal.WITHHELD);
    }

    public RecordedAccesses accesses(List<Access> accesses) {
        // Most texts of a plan are the same in each of its accesses.
        var masked = new HashMap<String, String>();
        var recorded = new ArrayList<RecordedAccess>();
        for (var access : accesses) {
            var facts = new TreeMap<String, RecordedFact>();
            access.facts().forEach((name, value) -> facts.put(name, fact(value, masked)));
            recorded.add(
                    new RecordedAccess(access.action(), shown(access.resource(), masked), facts));
        }
        return RecordedAccesses.of(recorded);
    }

    private RecordedFact fact(FactValue value, Map<String, String> masked) {
        return switch (value) {
            case FactValue.Text(var text) -> {
                var shown = shown(text, masked);
                yield shown.equals(text)
                        ? new RecordedFact.Text(text)
                        : new RecordedFact.Withheld(List.of(shown));
            }
            case FactValue.Texts(var texts) -> {
                var shown = texts.stream().map(text -> shown(text, masked)).toList();
                yield shown.equals(List.copyOf(texts))
                        ? new RecordedFact.Texts(shown)
                        : new RecordedFact.Withheld(shown);
            }
            case FactValue.Quantity(var number) ->
                    Math.abs(number) > NUMBER_MAX
                            ? new RecordedFact.Withheld(List.of(Long.toString(number)))
                            : new RecordedFact.Quantity(number);
            case FactValue.Level(var name) -> new RecordedFact.Level(name);
            case FactValue.NotApplicable() -> new RecordedFact.NotApplicable();
            case FactValue.Unknown() -> new RecordedFact.Unknown();
        };
    }

    private String shown(String text, Map<String, String> masked) {
        return masked.computeIfAbsent(
                text, each -> wellFormed(masker.text(each).orElse(CallJournal.WITHHELD)));
    }

    /// Half a surrogate has no place in UTF-8, so what the log reads back would be another text.
    private static String wellFormed(String text) {
        var out = new StringBuilder(text);
        for (int i = 0; i < out.length(); i++) {
            char c = out.charAt(i);
            boolean pair =
                    Character.isHighSurrogate(c)
                            && i + 1 < out.length()
                            && Character.isLowSurrogate(out.charAt(i + 1));
            if (pair) {
                i++;
            } else if (Character.isSurrogate(c)) {
                out.setCharAt(i, '\uFFFD');
            }
        }
        return out.toString();
    }

    public static List<RecordedObligation> obligations(Obligations obligations) {
        return obligations.all().stream().map(CallRecords::obligation).toList();
    }

    private static RecordedObligation obligation(Obligation obligation) {
        return switch (obligation) {
            case Obligation.MaskColumn(var column, var with) ->
                    new RecordedObligation.Mask(column, with);
            case Obligation.FilterRows(var table, var where) ->
                    new RecordedObligation.Filter(table, where);
            case Obligation.Limit(var name, var value) -> new RecordedObligation.Limit(name, value);
        };
    }

    static List<RecordedApprovers> approvers(List<ApproverSet> approvers) {
        return approvers.stream()
                .map(set -> new RecordedApprovers(set.role(), set.quorum(), set.breakGlass()))
                .toList();
    }

    /// @param client a claim, already through the detectors
    public static AuditRecord.Principal principal(Principal principal, String client, String door) {
        return new AuditRecord.Principal(
                principal.subject(),
                principal.kind().name().toLowerCase(Locale.ROOT),
                principal.onBehalfOf(),
                Optional.of(client).filter(text -> !text.isEmpty()),
                Optional.of(door).filter(text -> !text.isEmpty()),
                Optional.of(Standing.of(principal.groups(), principal.confinedTo())),
                principal.human().map(human -> Standing.of(human.groups(), human.confinedTo())));
    }
}
