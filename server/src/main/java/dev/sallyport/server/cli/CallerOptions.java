package dev.sallyport.server.cli;

import dev.sallyport.policy.Principal;
import dev.sallyport.policy.review.CallerText;
import dev.sallyport.policy.yaml.Quoted;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Who calls, and when.
final class CallerOptions {

    @Option(
            names = "--as",
            required = true,
            paramLabel = "WHO",
            description = "Who calls: client:NAME or user:NAME.")
    private String as = "";

    @Option(
            names = "--group",
            paramLabel = "G",
            description = "A group the caller is in; repeatable.")
    private List<String> groups = List.of();

    @Option(
            names = "--on-behalf-of",
            paramLabel = "user:NAME",
            description = "The human behind the agent; both must be allowed.")
    private @Nullable String onBehalfOf;

    @Option(
            names = "--human-group",
            paramLabel = "G",
            description = "A group that human is in; repeatable.")
    private List<String> humanGroups = List.of();

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "When: an instant such as 2026-01-05T09:00:00Z; now when absent.")
    private @Nullable String at;

    /// @throws CliException when that is nobody
    Principal principal() {
        return switch (CallerText.read(
                as, Set.copyOf(groups), Optional.ofNullable(onBehalfOf), Set.copyOf(humanGroups))) {
            case CallerText.Read.Good(var principal) -> principal;
            case CallerText.Read.Bad(var problem) -> throw CliException.usage(problem);
        };
    }

    Instant time() {
        return time(at);
    }

    static Instant time(@Nullable String at) {
        if (at == null) {
            return Clock.systemUTC().instant();
        }
        try {
            return Instant.parse(at);
        } catch (DateTimeParseException e) {
            throw CliException.usage(
                    "--at is no instant: " + Quoted.of(at) + "; write 2026-01-05T09:00:00Z", e);
        }
    }
}
