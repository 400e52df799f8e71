package dev.sallyport.server.history;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.audit.RecordedAccess;
import dev.sallyport.audit.RecordedFact;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/// What the index says of one call, while it is put together from records. One thread at a time.
final class CallEntry {

    /// Of a call's texts no more is searched: about four records of full size.
    private static final int TEXT_MAX = 256 * 1024;

    /// Between texts: a word that nobody can search for, so that none follows the last of the text before.
    private static final String DIVIDER = " \uE000 ";

    /// As [IndexFile]'s table `call` has them.
    final long first;

    final String id;
    final long begun;

    /// The record with which it came to be put together.
    long added;

    /// −1 while no record tells what it would do.
    long planned = -1;

    long told;
    long changed;
    CallStatus status = CallStatus.RECEIVED;
    String code = "";
    boolean held;
    String principal = "";
    String human = "";
    String tool = "";
    String target = "";
    OptionalLong session = OptionalLong.empty();
    OptionalLong duration = OptionalLong.empty();
    long masked;

    /// Whether the file has it already, and with which text.
    final Optional<String> storedText;

    final CallStatus storedStatus;
    final boolean storedHeld;

    Optional<AuditRecord.Principal> who = Optional.empty();
    Optional<String> sessionId = Optional.empty();
    final Set<Long> positions = new LinkedHashSet<>();
    final Set<String> rules = new TreeSet<>();
    private final Set<String> texts = new LinkedHashSet<>();
    private int length;

    /// One that is new.
    CallEntry(LoggedRecord begin, String id) {
        this(
                begin.index(),
                id,
                begin.time().toEpochMilli(),
                Optional.empty(),
                CallStatus.RECEIVED,
                false);
        told = begin.index();
    }

    /// One that is in the file; the caller sets what it says there.
    CallEntry(
            long first,
            String id,
            long begun,
            Optional<String> storedText,
            CallStatus storedStatus,
            boolean storedHeld) {
        this.first = first;
        this.id = id;
        this.begun = begun;
        this.storedText = storedText;
        this.storedStatus = storedStatus;
        this.storedHeld = storedHeld;
        this.status = storedStatus;
        this.held = storedHeld;
        storedText.ifPresent(text -> {
            for (var each : text.split(DIVIDER, -1)) {
                add(each);
            }
        });
    }

    void add(LoggedRecord logged) {
        var record = logged.record();
        positions.add(logged.index());
        changed = logged.time().toEpochMilli();
        if (planned < 0 && record.planDigest().isPresent()) {
            planned = logged.index();
        }
        CallStatus.said(record)
                .ifPresent(said -> {
                    status = said;
                    code = CallStatus.code(record);
                    told = logged.index();
                });
        held |= CallStatus.held(record);
        record.principal().ifPresent(this::name);
        tool = tool.isEmpty() ? record.tool().orElse("") : tool;
        target = target.isEmpty() ? record.target().orElse("") : target;
        sessionId = sessionId.or(record::session);
        record.outcome()
                .map(AuditRecord.Outcome::durationMs)
                .filter(OptionalLong::isPresent)
                .ifPresent(took -> duration = took);
        masked += record.masking().values().stream().mapToLong(Long::longValue).sum();
        record.decision().ifPresent(decision -> rules.addAll(decision.rules()));
        texts(record);
    }

    private void name(AuditRecord.Principal principalOfRecord) {
        if (who.isEmpty()) {
            who = Optional.of(principalOfRecord);
        }
        if (principal.isEmpty()) {
            principal = principalOfRecord.subject();
            human = principalOfRecord.onBehalfOf().orElse("");
        }
    }

    /// Every text that people may look for. What comes first counts where there is too much: facts come last.
    private void texts(AuditRecord record) {
        add(id);
        add(record.stage().text());
        record.principal()
                .ifPresent(principalOfRecord -> {
                    add(principalOfRecord.subject());
                    principalOfRecord.onBehalfOf().ifPresent(this::add);
                    principalOfRecord.client().ifPresent(this::add);
                });
        record.session().ifPresent(this::add);
        record.tool().ifPresent(this::add);
        record.target().ifPresent(this::add);
        record.action()
                .ifPresent(action -> {
                    add(action.actionClass());
                    add(action.normalised());
                });
        record.decision()
                .ifPresent(decision -> {
                    decision.reason().ifPresent(this::add);
                    decision.rules().forEach(this::add);
                });
        record.approval()
                .ifPresent(approval -> {
                    add(approval.id());
                    approval.approvers().forEach(this::add);
                });
        record.outcome()
                .ifPresent(outcome -> {
                    add(outcome.status());
                    outcome.code().ifPresent(this::add);
                });
        record.details().values().forEach(this::add);
        record.roles().forEach(this::add);
        record.masking().keySet().forEach(this::add);
        record.accesses().ifPresent(all -> all.listed().forEach(this::access));
    }

    private void access(RecordedAccess access) {
        add(access.action());
        add(access.resource());
        for (var fact : access.facts().values()) {
            switch (fact) {
                case RecordedFact.Text(var text) -> add(text);
                case RecordedFact.Texts(var all) -> all.forEach(this::add);
                case RecordedFact.Level(var name) -> add(name);
                case RecordedFact.Withheld(var shown) -> shown.forEach(this::add);
                case RecordedFact.Quantity _,
                        RecordedFact.NotApplicable _,
                        RecordedFact.Unknown _ -> {}
            }
        }
    }

    private void add(String text) {
        if (!text.isEmpty()
                && length + text.length() < TEXT_MAX
                && texts.add(text.replace('\uE000', ' '))) {
            length += text.length() + DIVIDER.length();
        }
    }

    String text() {
        // SQLite ends texts at this character.
        return String.join(DIVIDER, texts).replace('\0', ' ');
    }
}
