package dev.sallyport.server.cli;

import dev.sallyport.audit.AuditFilter;
import dev.sallyport.audit.AuditFilter.Field;
import dev.sallyport.audit.Stage;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options that say which records are wanted; records fit all that are given.
final class WantedRecords {

    @Option(
            names = "--principal",
            paramLabel = "P",
            description = "Only of this principal, or for this human: client:NAME, user:NAME.")
    private @Nullable String principal;

    @Option(names = "--tool", paramLabel = "T", description = "Only of this tool.")
    private @Nullable String tool;

    @Option(names = "--target", paramLabel = "T", description = "Only on this target.")
    private @Nullable String target;

    @Option(
            names = "--stage",
            paramLabel = "S",
            description = "Only of this stage: denied, held, intent, …")
    private @Nullable String stage;

    @Option(
            names = "--effect",
            paramLabel = "E",
            description = "Only what was decided so: permit, hold or deny.")
    private @Nullable String effect;

    @Option(
            names = "--code",
            paramLabel = "C",
            description = "Only what ended with this code: DENIED_NO_RULE, …")
    private @Nullable String code;

    @Option(
            names = "--rule",
            paramLabel = "R",
            description = "Only what this rule decided, as records name it.")
    private @Nullable String rule;

    @Option(
            names = "--approver",
            paramLabel = "P",
            description = "Only where this human voted or ended it: user:NAME.")
    private @Nullable String approver;

    @Option(names = "--session", paramLabel = "ID", description = "Only of this session.")
    private @Nullable String session;

    @Option(
            names = "--text",
            paramLabel = "PART",
            description = "Only with this text in any of their texts, in whatever case.")
    private @Nullable String text;

    /// @throws CliException when an option is wrong
    AuditFilter filter() {
        var filter = AuditFilter.ALL;
        filter = with(filter, Field.PRINCIPAL, principal);
        filter = with(filter, Field.TOOL, tool);
        filter = with(filter, Field.TARGET, target);
        filter = with(filter, Field.EFFECT, effect().orElse(null));
        filter = with(filter, Field.CODE, code);
        filter = with(filter, Field.RULE, rule);
        filter = with(filter, Field.APPROVER, approver);
        filter = with(filter, Field.SESSION, session);
        if (stage != null) {
            filter = filter.withStages(Set.of(stage(stage)));
        }
        return text == null ? filter : filter.withText(text);
    }

    private static AuditFilter with(AuditFilter filter, Field field, @Nullable String value) {
        return value == null ? filter : filter.with(field, value);
    }

    private Optional<String> effect() {
        if (effect != null && !Set.of("permit", "hold", "deny").contains(effect)) {
            throw CliException.usage("--effect is permit, hold or deny, not `" + effect + "`");
        }
        return Optional.ofNullable(effect);
    }

    /// @throws CliException when there is no such stage
    static Stage stage(String name) {
        return Stage.parse(name)
                .orElseThrow(() ->
                        CliException.usage(
                                "there is no stage `"
                                        + name
                                        + "`; stages are "
                                        + String.join(
                                                ", ",
                                                Arrays.stream(Stage.values())
                                                        .map(Stage::text)
                                                        .toList())));
    }
}
