package dev.sallyport.server.rules;

import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.TargetLabels;
import dev.sallyport.policy.ToolTerms;
import dev.sallyport.policy.rolemap.RoleMap;
import dev.sallyport.policy.yaml.Problem;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The policy in force, from a file that is looked at several times a second. A changed file is checked and goes
/// live whole, between two calls; a bad one is refused loudly while the last good one stays. Safe from many
/// threads.
public final class PolicyFile implements Supplier<Authorizer>, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyFile.class);

    /// A changed file goes live within a second.
    private static final Duration LOOK_EVERY = Duration.ofMillis(300);

    /// A larger file is refused.
    public static final long FILE_BYTES_MAX = 16L * 1024 * 1024;

    private final Path file;
    private final List<ToolTerms> tools;
    private final TargetLabels labels;
    private final Consumer<Authorizer> beforeChange;
    private final Clock clock;
    private volatile Standing standing;
    // Owned by the watching thread once started.
    private byte[] seen;
    // Owned by the watching thread: what was last told of a file that cannot be used at all, or
    // empty.
    private String unreadable = "";
    private volatile boolean closed;
    private final Thread watcher;

    private PolicyFile(
            Path file,
            List<ToolTerms> tools,
            TargetLabels labels,
            Consumer<Authorizer> beforeChange,
            Clock clock,
            byte[] seen,
            RoleMap first) {
        this.file = file;
        this.tools = List.copyOf(tools);
        this.labels = labels;
        this.beforeChange = beforeChange;
        this.seen = seen;
        this.clock = clock;
        this.standing = new Standing(first, clock.instant(), Optional.empty());
        this.watcher = Thread.ofVirtual().name("policy-watcher").unstarted(this::watch);
    }

    /// The result of reading a role map.
    public sealed interface Read {
        record Good(RoleMap roleMap) implements Read {}

        /// @param problems one line each, with file, line, key and fix
        record Bad(List<String> problems) implements Read {}
    }

    /// What is in force, and what the file would have instead.
    ///
    /// @param since when this gate put it in force
    /// @param refused why the file as it is now is not in force; empty where it is
    public record Standing(RoleMap roleMap, Instant since, Optional<Refused> refused) {

        private Standing refusing(Instant now, List<String> problems) {
            return refused.filter(known -> known.problems().equals(problems)).isPresent()
                    ? this
                    : new Standing(roleMap, since, Optional.of(new Refused(now, problems)));
        }
    }

    /// A file that does not go live.
    ///
    /// @param at when that was found
    /// @param problems one line each, with file, line, key and fix where there are such
    public record Refused(Instant at, List<String> problems) {
        public Refused {
            problems = List.copyOf(problems);
        }
    }

    /// Reads and starts watching.
    ///
    /// @param labels of the configured targets
    /// @param beforeChange is told of each new policy before it takes effect; when it throws, the change does not
    ///     happen and is tried again
    /// @param clock by which [#standing] tells since when
    /// @throws PolicyFileException when the file is unreadable or wrong; a start has no last good policy
    public static PolicyFile open(
            Path file,
            List<ToolTerms> tools,
            TargetLabels labels,
            Consumer<Authorizer> beforeChange,
            Clock clock) {
        byte[] bytes;
        try {
            bytes = bytes(file);
        } catch (IOException e) {
            throw new PolicyFileException(
                    List.of(why(file, e) + "; create it, or correct `policy`"));
        }
        return switch (parse(file, bytes, tools, labels)) {
            case Read.Bad(var problems) -> throw new PolicyFileException(problems);
            case Read.Good(var roleMap) -> {
                beforeChange.accept(roleMap);
                var policyFile =
                        new PolicyFile(file, tools, labels, beforeChange, clock, bytes, roleMap);
                policyFile.watcher.start();
                yield policyFile;
            }
        };
    }

    /// Reads once, for checks.
    public static Read read(Path file, List<ToolTerms> tools, TargetLabels labels) {
        try {
            return parse(file, bytes(file), tools, labels);
        } catch (IOException e) {
            return new Read.Bad(List.of(why(file, e)));
        }
    }

    @Override
    public RoleMap get() {
        return standing.roleMap();
    }

    /// For those who look after the gate.
    public Standing standing() {
        return standing;
    }

    private void watch() {
        while (!closed) {
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
            try {
                look();
            } catch (RuntimeException | Error e) {
                // Used-up memory too: a watcher that ends would leave every later change out.
                LOG.error(
                        "the changed policy could not be put in force; the last good one stays", e);
                refuse(List.of("it could not be put in force; the gate's own log says why"));
            }
        }
    }

    private void look() {
        byte[] bytes;
        try {
            bytes = bytes(file);
        } catch (IOException e) {
            // An editor may be between unlinking and renaming; a file that stays away is told once.
            var why = why(file, e);
            if (!unreadable.equals(why)) {
                unreadable = why;
                LOG.error("{}; the last good policy stays", why);
                refuse(List.of(why));
            }
            return;
        }
        if (unreadable.isEmpty() && Arrays.equals(bytes, seen)) {
            return;
        }
        unreadable = "";
        switch (parse(file, bytes, tools, labels)) {
            case Read.Bad(var problems) -> {
                seen = bytes;
                refuse(problems);
                LOG.error(
                        "the changed policy is refused, the last good one stays:\n{}",
                        String.join("\n", problems));
            }
            case Read.Good(var roleMap) -> {
                boolean same = roleMap.digest().equals(standing.roleMap().digest());
                if (!same) {
                    beforeChange.accept(roleMap);
                    LOG.info("policy {} is in force", roleMap.digest());
                }
                standing =
                        new Standing(
                                roleMap,
                                same ? standing.since() : clock.instant(),
                                Optional.empty());
                seen = bytes;
            }
        }
    }

    /// Called by the watching thread alone.
    private void refuse(List<String> problems) {
        standing = standing.refusing(clock.instant(), problems);
    }

    private static byte[] bytes(Path file) throws IOException {
        try (var stream = Files.newInputStream(file)) {
            var bytes = stream.readNBytes((int) FILE_BYTES_MAX + 1);
            if (bytes.length > FILE_BYTES_MAX) {
                throw new FileTooLargeException();
            }
            return bytes;
        }
    }

    private static String why(Path file, IOException e) {
        return e instanceof FileTooLargeException
                ? file + ": is larger than " + FILE_BYTES_MAX + " bytes"
                : file + ": cannot be read";
    }

    private static final class FileTooLargeException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private static Read parse(Path file, byte[] bytes, List<ToolTerms> tools, TargetLabels labels) {
        String text;
        try {
            text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(java.nio.ByteBuffer.wrap(bytes))
                            .toString();
        } catch (CharacterCodingException e) {
            return new Read.Bad(List.of(file + ": is not UTF-8"));
        }
        return switch (RoleMap.parse(String.valueOf(file.getFileName()), text, tools, labels)) {
            case RoleMap.Parsed.Valid(var roleMap) -> new Read.Good(roleMap);
            case RoleMap.Parsed.Invalid(var problems) ->
                    new Read.Bad(problems.stream().map(Problem::toString).toList());
        };
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(watcher);
    }
}
