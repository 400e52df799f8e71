package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditReader;
import dev.sallyport.audit.BodyReader;
import dev.sallyport.audit.BodyReader.Opened;
import dev.sallyport.server.cli.Ran;
import dev.sallyport.server.export.SyslogReceiver;
import dev.sallyport.server.notify.Receiver;
import dev.sallyport.server.planted.SecretSearch;
import dev.sallyport.server.planted.SecretSearch.Hit;
import dev.sallyport.server.tls.TestCa;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Everything that a gate leaves behind, searched: its directory with log, index and copies, the bodies opened, each form of export, and
/// the directory for temporary files.
final class PlantedTraces {

    private static final int BUNDLED = 500;

    /// What targets of tests, and other tests, keep there.
    private static final Set<String> OF_OTHERS = Set.of("embedded-pg", "epg", "junit");

    private final PlantedGate gate;
    private final SecretSearch search;
    private final Path directory;
    private final List<Hit> hits = new ArrayList<>();

    /// @param directory for what is exported
    PlantedTraces(PlantedGate gate, SecretSearch search, Path directory) {
        this.gate = gate;
        this.search = search;
        this.directory = directory;
    }

    List<Hit> hits() {
        return List.copyOf(hits);
    }

    void of(String where, byte[] bytes) throws IOException {
        hits.addAll(search.in(where, bytes));
    }

    void ofItsDirectory() throws IOException {
        hits.addAll(search.below(gate.home));
    }

    /// Opened with their keys.
    static byte[] bodies(PlantedGate gate) throws IOException {
        var plain = new ByteArrayOutputStream();
        var reader = BodyReader.of(gate.log(), Optional.of(gate.bodyKeys()));
        var log = AuditReader.open(gate.log());
        for (long i = 0; ; i++) {
            var record = log.get(i);
            if (record.isEmpty()) {
                return plain.toByteArray();
            }
            if (reader.open(record.get()) instanceof Opened.Body(var json)) {
                plain.writeBytes(json.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    void ofExports() throws IOException {
        for (var format : List.of("ocsf", "json")) {
            try (var collector = new Receiver()) {
                export(format, "--otlp", collector.url());
                assertThat(collector.got).isNotEmpty();
                for (var got : collector.got) {
                    of("OTLP, " + format, got.body().getBytes(StandardCharsets.UTF_8));
                }
            }
            var file = directory.resolve("export." + format);
            export(format, "--out", file);
            of("an export, " + format, Files.readAllBytes(file));
        }
        var ca = new TestCa("ca");
        var trusted = Files.writeString(directory.resolve("ca.pem"), ca.pem());
        try (var receiver = new SyslogReceiver(directory.resolve("receiver"), ca.server())) {
            export("ocsf", "--syslog", "127.0.0.1:" + receiver.port(), "--ca", trusted);
            var texts = String.join("\n", receiver.texts());
            assertThat(texts).isNotEmpty();
            of("syslog", texts.getBytes(StandardCharsets.UTF_8));
        }
        var bundle = directory.resolve("bundle.zip");
        run(
                "audit",
                "bundle",
                "--from",
                0,
                "--to",
                BUNDLED - 1,
                "--dir",
                gate.log(),
                "--out",
                bundle);
        of("a bundle", Files.readAllBytes(bundle));
    }

    private void export(String format, Object... to) {
        run(
                Stream.concat(
                                Stream.of(
                                        "audit", "export", "--dir", gate.log(), "--format", format),
                                Stream.of(to))
                        .toArray());
    }

    static void run(Object... arguments) {
        var ran = Ran.run(Stream.of(arguments).map(String::valueOf).toArray(String[]::new));
        assertThat(ran.exit()).as(ran.err()).isZero();
    }

    /// What is in the directory for temporary files.
    static Set<Path> temporary() throws IOException {
        try (var all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(path ->
                            OF_OTHERS.stream().noneMatch(path.getFileName().toString()::startsWith))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /// @param before what was there already
    void ofTemporaryFiles(Set<Path> before) throws IOException {
        for (var path : temporary()) {
            if (!before.contains(path) && Files.isReadable(path)) {
                hits.addAll(search.below(path));
            }
        }
    }
}
