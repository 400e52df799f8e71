package dev.sallyport.server.cli;

import dev.sallyport.audit.WitnessKey;
import dev.sallyport.audit.WitnessQuorum;
import dev.sallyport.server.cli.ChosenLog.Chosen;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--witness` and `--witness-quorum`: who must have cosigned a log.
final class WitnessOption {

    @Option(
            names = "--witness",
            arity = "1..*",
            paramLabel = "VKEY",
            description =
                    "Public keys of witnesses, `name+id+key`. Enough of them must have cosigned a checkpoint"
                            + " that the log has grown out of: the file `witnessed` of the log, or --checkpoint."
                            + " With --config those of `audit.witnesses`.")
    private List<String> keys = List.of();

    @Option(
            names = "--witness-quorum",
            paramLabel = "N",
            description = "How many of the witnesses are enough.")
    private @Nullable Integer quorum;

    boolean isGiven() {
        return !keys.isEmpty() || quorum != null;
    }

    /// @return empty where no witnesses are asked for
    /// @throws CliException when what was given is no quorum of witnesses
    Optional<WitnessQuorum> of(Chosen log) {
        if (log.configuration().isPresent()) {
            if (isGiven()) {
                throw CliException.usage(
                        "--config has witnesses of its own; give --witness with --dir");
            }
            return log.configuration().get().audit().witnessing().quorum();
        }
        if (!isGiven()) {
            return Optional.empty();
        }
        if (quorum == null || keys.isEmpty()) {
            throw CliException.usage("--witness and --witness-quorum go together");
        }
        try {
            return Optional.of(
                    new WitnessQuorum(keys.stream().map(WitnessKey::parse).toList(), quorum));
        } catch (IllegalArgumentException e) {
            throw CliException.usage("--witness: " + e.getMessage(), e);
        }
    }
}
