package dev.sallyport.audit;

import dev.sallyport.audit.AuditVerifier.BodyScope;
import dev.sallyport.audit.SetVerification.Fault;
import dev.sallyport.audit.SetVerification.Found;
import dev.sallyport.audit.SetVerification.Gap;
import dev.sallyport.audit.SetVerification.Kind;
import dev.sallyport.audit.SpooledCall.Misfit;
import dev.sallyport.audit.SpooledCall.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Checks the logs of several gates, each by itself as [AuditVerifier] does, and then against each other. Gates on
/// one state share calls: one holds a call, others decide it, one of them runs it. Needs some memory and, for the
/// time of the check, 28 bytes of disk for each record of a call: see [CallSpool].
///
/// What one log says is told of the walk that found it sound. Where one is not, nothing is said between them.
///
/// With keys from elsewhere the logs are theirs and no others: a log that none of them is for is not sound, and
/// neither is a set in which one of them is for no log. Else a log could be replaced by one of another name.
public final class SetVerifier {

    /// How many logs can be checked together.
    public static final int LOGS_MAX = 64;

    /// How many faults and gaps are shown.
    public static final int SHOWN_MAX = 100;

    private static final int ID_CHARS_SHOWN = 64;

    private final List<Path> directories;
    private final List<VerifierKey> keys;
    private final BodyScope bodies;
    private final ProgressListener listener;
    private final List<Found> logs = new ArrayList<>();
    private final Set<VerifierKey> used = new HashSet<>();
    private final List<OpenTimes> times = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private long faultCount;

    private SetVerifier(
            List<Path> directories,
            List<VerifierKey> keys,
            BodyScope bodies,
            ProgressListener listener) {
        this.directories = directories;
        this.keys = keys;
        this.bodies = bodies;
        this.listener = listener;
    }

    /// @param directories 2 to [#LOGS_MAX]
    /// @param keys public keys got from elsewhere, one for the log of each name; or none, and each log is checked with
    ///     its own copy
    /// @param bodies which bodies of each are looked at
    /// @param scratch a directory with room
    /// @throws IOException when there is no room there
    public static SetVerification verify(
            List<Path> directories,
            List<VerifierKey> keys,
            BodyScope bodies,
            Path scratch,
            ProgressListener listener)
            throws IOException {
        if (directories.size() < 2 || directories.size() > LOGS_MAX) {
            throw new IllegalArgumentException("a set has 2 to " + LOGS_MAX + " logs");
        }
        var all = directories.stream().map(each -> each.toAbsolutePath().normalize()).toList();
        return new SetVerifier(all, keys, bodies, listener).run(scratch);
    }

    private SetVerification run(Path scratch) throws IOException {
        try (var spool = new CallSpool(scratch, new SecureRandom())) {
            for (int i = 0; i < directories.size(); i++) {
                logs.add(new Found(directories.get(i), walk(i, spool)));
            }
            compareKeys();
            boolean sound =
                    logs.stream().allMatch(f -> f.verification() instanceof Verification.Sound);
            if (sound) {
                compareOrigins();
                spool.calls(call -> call.misfit().ifPresent(this::add));
            }
            return new SetVerification(logs, faults, faultCount, sound ? gaps() : List.of());
        }
    }

    private Verification walk(int number, CallSpool spool) {
        var directory = directories.get(number);
        var open = new OpenTimes(directory);
        times.add(open);
        var found =
                AuditVerifier.verify(
                        directory,
                        Brought.of(key(directory), Optional.empty()),
                        bodies,
                        listener,
                        record -> {
                            open.see(record);
                            if (record.stage().isPresent() && record.callId().isPresent()) {
                                var mark = CallSpool.Mark.of(record.stage().get());
                                spool.add(number, mark, record.seq(), record.callId().get());
                            }
                        });
        return keys.isEmpty() ? found : withGivenKey(found, directory);
    }

    private static Verification withGivenKey(Verification found, Path directory) {
        return found instanceof Verification.Sound sound
                        && sound.keySource() == Verification.KeySource.DIRECTORY
                ? new Verification.Tampered(
                        Verification.Kind.KEY,
                        OptionalLong.empty(),
                        directory.resolve(AuditLog.VERIFIER_KEY),
                        0,
                        "this is the log " + sound.origin() + ", and none of the keys given is its")
                : found;
    }

    /// A log that cannot be read may be the one that a key is for.
    private void compareKeys() {
        if (logs.stream().anyMatch(f -> f.verification() instanceof Verification.Unreadable)) {
            return;
        }
        for (var key : keys) {
            if (!used.contains(key)) {
                add(
                        Kind.KEY_UNUSED,
                        "the key given for "
                                + key.name()
                                + " was not used: none of the logs has that name, or another key was"
                                + " given for it too");
            }
        }
    }

    /// Where the directory has no key that can be read, verifying it says so.
    private Optional<VerifierKey> key(Path directory) {
        try {
            var name = VerifierKey.read(directory.resolve(AuditLog.VERIFIER_KEY)).name();
            var key = keys.stream().filter(each -> each.name().equals(name)).findFirst();
            key.ifPresent(used::add);
            return key;
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void compareOrigins() {
        var seen = new HashMap<String, Path>();
        for (var found : logs) {
            var origin = ((Verification.Sound) found.verification()).origin();
            var before = seen.putIfAbsent(origin, found.directory());
            if (before != null) {
                add(
                        Kind.SAME_ORIGIN,
                        "`"
                                + before
                                + "` and `"
                                + found.directory()
                                + "` are both the log "
                                + origin);
            }
        }
    }

    private void add(Misfit misfit) {
        var where = at(misfit.one()) + " and " + at(misfit.other());
        if (faults.size() == SHOWN_MAX) {
            faultCount++;
            return;
        }
        var call = "the call " + id(misfit.one()) + " ";
        add(
                misfit.kind(),
                switch (misfit.kind()) {
                    case RAN_TWICE -> call + "was about to run in two logs: " + where;
                    case ENDED_ELSEWHERE ->
                            call + "was about to run in one log and ended in another: " + where;
                    case IN_TWO_LOGS ->
                            call + "stands in two logs, though nobody was asked: " + where;
                    case SAME_ORIGIN, KEY_UNUSED -> where;
                });
    }

    private void add(Kind kind, String message) {
        faultCount++;
        if (faults.size() < SHOWN_MAX) {
            faults.add(new Fault(kind, message));
        }
    }

    private String at(Place place) {
        return "record " + place.index() + " of `" + directories.get(place.log()) + "`";
    }

    private String id(Place place) {
        try {
            var id =
                    AuditReader.of(directories.get(place.log()))
                            .get(place.index())
                            .flatMap(logged -> logged.record().callId())
                            .orElse("");
            return "`" + id.substring(0, Math.min(id.length(), ID_CHARS_SHOWN)) + "`";
        } catch (IOException e) {
            return "(unreadable)";
        }
    }

    private List<Gap> gaps() {
        var gaps = new ArrayList<Gap>();
        for (var one : times) {
            for (var gap : one.closed()) {
                if (times.stream().anyMatch(other -> other != one && other.wasOpenIn(gap))) {
                    gaps.add(gap);
                }
            }
        }
        return gaps.stream()
                .sorted(Comparator.comparing(OpenTimes::length).reversed())
                .limit(SHOWN_MAX)
                .sorted(Comparator.comparing(Gap::before))
                .toList();
    }
}
