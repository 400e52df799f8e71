package dev.sallyport.server.witness;

import dev.sallyport.audit.Cosignature;
import dev.sallyport.audit.LogKeys;
import dev.sallyport.audit.Witnessed;
import dev.sallyport.server.config.Configuration;
import dev.sallyport.server.config.Witness;
import dev.sallyport.server.tls.ServerProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Finds out how far witnesses are and whether they can be reached, without asking any to cosign.
public final class WitnessProbe {

    private WitnessProbe() {}

    /// @return by the witness's name and how far it is, sorted; empty where nothing speaks against it
    public static SortedMap<String, String> problems(Configuration.Audit audit) {
        var problems = new TreeMap<String, String>();
        if (audit.witnessing().witnesses().isEmpty()) {
            return problems;
        }
        var stored = Optional.<Witnessed>empty();
        try {
            stored = stored(audit);
        } catch (IOException e) {
            problems.put("checkpoint", "it cannot be used: " + e.getMessage());
        }
        for (var witness : audit.witnessing().witnesses()) {
            problems.put(
                    witness + " (" + standing(stored, witness) + ")",
                    ServerProbe.problem("audit.witnesses.ca", witness.url(), witness.ca()));
        }
        return problems;
    }

    private static Optional<Witnessed> stored(Configuration.Audit audit) throws IOException {
        return Files.exists(audit.directory().resolve("vkey"))
                ? Witnessed.read(
                        audit.directory(),
                        LogKeys.read(audit.directory()),
                        audit.witnessing().witnesses().stream().map(Witness::key).toList())
                : Optional.empty();
    }

    private static String standing(Optional<Witnessed> stored, Witness witness) {
        return stored.map(Witnessed::cosignatures).orElse(List.of()).stream()
                .filter(each -> each.witness().equals(witness.key()))
                .map(Cosignature::at)
                .map(at ->
                        "cosigned "
                                + stored.orElseThrow().checkpoint().size()
                                + " records at "
                                + at)
                .findFirst()
                .orElse("not among those who cosigned the newest checkpoint");
    }
}
