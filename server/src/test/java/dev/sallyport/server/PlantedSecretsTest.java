package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.server.planted.PlantedSecrets;
import dev.sallyport.server.planted.Planting;
import dev.sallyport.server.planted.SecretSearch;
import dev.sallyport.server.planted.SecretSearch.Hit;
import dev.sallyport.server.planted.Wire;
import dev.sallyport.server.planted.WrittenLog;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// Ten thousand secrets, wherever a text from outside can go, and none of them in anything that the gate keeps: the log, its bodies,
/// the index, every form of export, the program's own log, temporary files.
class PlantedSecretsTest {

    private static final int SECRETS = 10_000;
    private static final long SEED = 20_261;
    private static final int SHOWN_MAX = 30;

    /// Where a secret has to be for what it is there for, and may be found: a file's path contains the first, and it was put where the
    /// second says.
    ///
    /// Nobody could decide on a held call, nor could it run, without its arguments: the state database keeps them, and the words
    /// of whoever decided, until `approvals.retention`. A mirror is the repository itself, with the names of its branches. The threat model
    /// says so of both.
    private static final List<List<String>> KEPT =
            List.of(
                    List.of("/state.db", "a held "),
                    List.of("/state.db", "a call that is approved"),
                    List.of("/state.db", "a call that is rejected"),
                    List.of("/state.db", "a call that is taken back"),
                    List.of("/state.db", "a grant"),
                    List.of("/state.db", "glass that is broken"),
                    List.of("/state.db", "whom a delegation names"),
                    List.of("/work/git/shop.git/", "a push: its path and branch"));

    // JGit may still be measuring the clock of the file system there when the test is over.
    @TempDir(cleanup = CleanupMode.NEVER)
    private Path directory;

    private final PlantedSecrets secrets = new PlantedSecrets(SEED);
    private final Planting planting = new Planting(secrets);
    private final SecretSearch search = new SecretSearch();

    @Test
    void noneOfTenThousandSecretsIsInAnythingThatTheGateKeeps() throws Exception {
        var before = PlantedTraces.temporary();
        try (var log = new WrittenLog();
                var http = HttpClient.newHttpClient();
                var gate = new PlantedGate(directory)) {
            plant(gate, http);
            gate.stop();
            var bodies = PlantedTraces.bodies(gate);
            erase(gate);
            assertThat(planting.failures()).isEmpty();
            assertThat(planting.entered()).as("%s", planting.places()).hasSize(SECRETS);

            planting.entered().keySet().forEach(search::add);
            var traces = new PlantedTraces(gate, search, directory);
            traces.of("the program's log", log.bytes());
            traces.of("the bodies", bodies);
            traces.ofItsDirectory();
            traces.ofExports();
            traces.ofTemporaryFiles(before);

            assertThat(bodies).hasSizeGreaterThan(1_000_000);
            assertThat(log.bytes()).hasSizeGreaterThan(100_000);
            // The search finds what is there.
            assertThat(traces.hits()).as("what the gate keeps to work with").isNotEmpty();
            assertThat(told(traces.hits())).as("where secrets are").isEmpty();
        }
    }

    private void plant(PlantedGate gate, HttpClient http) {
        var agent = new Wire(http, gate.url(), gate.agent("agent"));
        var ana = new Wire(http, gate.url(), gate.human("ana"));
        var ben = new Wire(http, gate.url(), gate.human("ben"));
        var eve = new Wire(http, gate.url(), gate.human("eve"));
        new PlantedCalls(gate, agent, secrets, planting).planAll();
        new PlantedDoors(gate, ana, ben, eve, secrets, planting).planAll();
        planting.run();
    }

    private void erase(PlantedGate gate) {
        var month = YearMonth.now(ZoneOffset.UTC);
        planting.plan(
                "why bodies are erased",
                1,
                2,
                s ->
                        PlantedTraces.run(
                                "audit",
                                "erase",
                                month,
                                "--reason",
                                s.get(0).text() + "\n" + s.get(1).text(),
                                "--config",
                                gate.home.resolve("sallyport.yaml")));
        planting.run();
    }

    /// The first of them, by where they were put and where they were found.
    private List<String> told(List<Hit> hits) {
        return hits.stream()
                .filter(hit -> !isKept(hit))
                .collect(
                        Collectors.toMap(
                                hit -> placeOf(hit) + " is in " + hit.where(),
                                hit -> hit.form() + " " + hit.secret() + ": …" + hit.around() + "…",
                                (one, _) -> one))
                .entrySet()
                .stream()
                .limit(SHOWN_MAX)
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .toList();
    }

    private boolean isKept(Hit hit) {
        return KEPT.stream()
                .anyMatch(kept ->
                        hit.where().contains(kept.get(0)) && placeOf(hit).startsWith(kept.get(1)));
    }

    private String placeOf(Hit hit) {
        return planting.entered().getOrDefault(hit.secret(), "");
    }
}
