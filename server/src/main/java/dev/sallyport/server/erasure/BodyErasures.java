package dev.sallyport.server.erasure;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.AuditUnavailableException;
import dev.sallyport.audit.BodyKeyFound;
import dev.sallyport.audit.BodyKeyId;
import dev.sallyport.audit.Erased;
import dev.sallyport.audit.Stage;
import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.call.CallRecords;
import dev.sallyport.server.erasure.Erasing.Code;
import dev.sallyport.server.erasure.Erasing.Refused;
import dev.sallyport.server.identity.Presence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Erases bodies of the log of a gate that runs: for humans with the console right `administer` who have just signed in.
/// Whoever has that right or `audit` sees which data keys there are. Safe from many threads.
public final class BodyErasures {

    /// In characters.
    public static final int REASON_LENGTH_MAX = 500;

    private static final Logger LOG = LoggerFactory.getLogger(BodyErasures.class);
    private static final String KEYS_PATTERN = "[0-9]{4}-(0[1-9]|1[0-2])(\\.[1-9][0-9]{0,5})?";
    private static final String BECAUSE = "what is erased cannot be brought back";

    private static final String ASKS = "erasing asks for a sign-in, because " + BECAUSE;

    private final AuditLog log;
    private final ApprovalRights rights;
    private final UnaryOperator<String> masker;

    /// @param rights by the policy that is live now
    /// @param masker replaces what detectors find
    public BodyErasures(AuditLog log, ApprovalRights rights, UnaryOperator<String> masker) {
        this.log = log;
        this.rights = rights;
        this.masker = masker;
    }

    /// Whether the principal may know which keys there are.
    public boolean maySee(Principal principal) {
        return has(principal, ConsoleRight.AUDIT) || has(principal, ConsoleRight.ADMINISTER);
    }

    private boolean has(Principal principal, ConsoleRight right) {
        return principal.kind() == Principal.Kind.HUMAN && rights.rights(principal).contains(right);
    }

    /// Every data key that there ever was; the oldest first.
    ///
    /// @throws UncheckedIOException when they cannot be listed
    public List<BodyKeyFound> keys() {
        try {
            return log.everyBodyKey();
        } catch (IOException e) {
            throw new UncheckedIOException("the data keys cannot be listed", e);
        }
    }

    /// Destroys keys once that is on record under the human's name. A refusal for want of the right or of a fresh sign-in is
    /// on record too.
    ///
    /// @param presence how it is known that the human is there; an API key is not enough
    /// @param which `2026-09`, or `2026-09.1`
    /// @param reason is masked, then recorded
    public Erasing erase(Principal principal, Presence presence, String which, String reason) {
        var refusal =
                forbidden(principal)
                        .or(() -> stale(presence))
                        .map(refused -> recorded(principal, refused))
                        .or(() -> wrong(which, reason));
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (!log.available()) {
            return failed();
        }
        var found = keys().stream().filter(key -> key.id().isMeant(which)).toList();
        var there = new TreeSet<BodyKeyId>();
        found.stream()
                .filter(key -> key.state() != BodyKeyFound.State.ERASED)
                .forEach(key -> there.add(key.id()));
        if (found.isEmpty()) {
            return new Refused(Code.NO_DATA_KEY, "there is no data key of `" + which + "`");
        }
        if (there.isEmpty()) {
            return erasedAlready();
        }
        if (there.size() > AuditLog.ERASED_KEYS_MAX) {
            return new Refused(
                    Code.TOO_MANY_KEYS,
                    "`"
                            + which
                            + "` has more than "
                            + AuditLog.ERASED_KEYS_MAX
                            + " data keys; erase them one by one");
        }
        return erase(there, principal, masker.apply(reason.strip()));
    }

    private Erasing erase(SortedSet<BodyKeyId> keys, Principal principal, String reason) {
        try {
            return switch (log.eraseBodies(
                    keys,
                    principal.subject(),
                    Optional.of(CallRecords.principal(principal, "", "api")),
                    reason)) {
                case Erased.Done(var index, var erased) -> new Erasing.Done(index, erased);
                case Erased.NotThere() -> erasedAlready();
                case Erased.Unfinished() ->
                        new Refused(
                                Code.UNFINISHED,
                                "the log failed over the erasure and nothing runs; if it is on record, the next start"
                                        + " of the gate finishes it");
            };
        } catch (AuditUnavailableException e) {
            LOG.warn("bodies could not be erased", e);
            return log.available()
                    ? new Refused(
                            Code.NOT_SIGNED,
                            "the record cannot be signed now, since the second place of its checkpoint cannot be"
                                    + " reached; nothing was erased")
                    : failed();
        } catch (IllegalArgumentException e) {
            LOG.warn("a reason cannot be recorded", e);
            return new Refused(Code.WRONG_REASON, "no record can hold this reason");
        }
    }

    private static Refused failed() {
        return new Refused(Code.LOG_FAILED, "the record takes nothing more, so nothing was erased");
    }

    private static Refused erasedAlready() {
        return new Refused(Code.ERASED_ALREADY, "that was erased before, on record");
    }

    private Optional<Refused> forbidden(Principal principal) {
        return has(principal, ConsoleRight.ADMINISTER)
                ? Optional.empty()
                : Optional.of(new Refused(Code.FORBIDDEN, "you do not have the right to do this"));
    }

    private Optional<Refused> stale(Presence presence) {
        var why =
                switch (presence) {
                    case Presence.WithKey() ->
                            Optional.of(
                                    ASKS + "; an API key is not enough, so sign in to the console");
                    case Presence.Unknown() ->
                            Optional.of(
                                    ASKS
                                            + "; nothing says when you signed in (`auth_time`), so sign in to the"
                                            + " console");
                    case Presence.SignedIn signedIn ->
                            rights.freshSignIn()
                                    .objection(signedIn, rights.now(), "erasing", BECAUSE);
                };
        return why.map(text -> new Refused(Code.FRESH_SIGN_IN_NEEDED, text));
    }

    private static Optional<Refused> wrong(String which, String reason) {
        if (!which.matches(KEYS_PATTERN)) {
            return Optional.of(
                    new Refused(
                            Code.WRONG_KEYS,
                            "`keys` is a month, as `2026-09`, or one of its keys, as `2026-09.1`"));
        }
        if (reason.isBlank() || reason.strip().length() > REASON_LENGTH_MAX) {
            return Optional.of(
                    new Refused(
                            Code.WRONG_REASON,
                            "`reason` takes 1 to " + REASON_LENGTH_MAX + " characters"));
        }
        return Optional.empty();
    }

    /// What cannot be recorded is refused all the same.
    private Refused recorded(Principal principal, Refused refused) {
        var code = "ERASE_" + refused.code().name();
        try {
            var _ =
                    log.append(
                            AuditRecord.of(Stage.DENIED)
                                    .principal(CallRecords.principal(principal, "", "api"))
                                    .decision("deny", List.of(), code)
                                    .outcome(AuditRecord.Outcome.of("denied").withCode(code))
                                    .build());
        } catch (AuditUnavailableException e) {
            LOG.warn("a refused erasure is not on record", e);
        }
        return refused;
    }
}
