package dev.sallyport.server.config;

import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.policy.yaml.YamlMapping;
import dev.sallyport.server.config.Export.LogFile;
import dev.sallyport.server.config.Export.Otlp;
import dev.sallyport.server.config.Export.Place;
import dev.sallyport.server.config.Export.Syslog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// Reads `audit.export`.
final class ExportReader {

    /// Each has a thread of its own.
    private static final int ENTRIES_MAX = 8;

    private final TlsReader paths;
    private final Targets secrets;

    /// @param directory where relative paths start
    /// @param secrets resolves references
    ExportReader(Path directory, Targets secrets) {
        this.paths = new TlsReader(directory);
        this.secrets = secrets;
    }

    /// What has a problem is left out; the problem stops the start.
    ///
    /// @param log the log's directory, where no copy may lie
    List<Export> read(YamlMapping section, Path log) {
        var nodes = section.list("export");
        if (nodes.size() > ENTRIES_MAX) {
            section.problem(
                    "`export` has more than " + ENTRIES_MAX + " entries",
                    Optional.of("take the others out"));
        }
        var all = new ArrayList<Export>();
        var places = new HashSet<String>();
        for (var node : nodes) {
            node.mapping()
                    .flatMap(entry -> entry(entry, log))
                    .ifPresent(one -> {
                        if (!places.add(one.place().toString())) {
                            node.problem(
                                    "leads where another entry of `export` leads",
                                    "take one of both out");
                        }
                        all.add(one);
                    });
        }
        return List.copyOf(all);
    }

    private Optional<Export> entry(YamlMapping entry, Path log) {
        entry.allow("file", "syslog", "otlp", "format", "ca", "authorization");
        var kinds = List.of("file", "syslog", "otlp").stream().filter(entry::has).toList();
        if (kinds.size() != 1) {
            entry.problem(
                    "an entry of `export` has exactly one of `file`, `syslog` and `otlp`",
                    Optional.of("write an entry for each"));
            return Optional.empty();
        }
        var kind = kinds.getFirst();
        if (kind.equals("file")) {
            refuse(entry, "ca", "`ca` is of servers; a file has none");
        }
        if (!kind.equals("otlp")) {
            refuse(entry, "authorization", "`authorization` goes with `otlp`");
        }
        var format = format(entry);
        var ca = paths.path(entry, "ca");
        var authorization = secrets.secret(entry, "authorization");
        if (authorization.filter(value -> !Otlp.isHeader(value)).isPresent()) {
            IdentityReader.problem(
                    entry,
                    "authorization",
                    "`authorization` has characters that no header can have",
                    "look for a line break or a typographic quote in it");
        }
        Optional<? extends Place> place =
                switch (kind) {
                    case "file" -> file(entry, log);
                    case "syslog" -> syslog(entry, ca);
                    default -> otlp(entry, ca, authorization);
                };
        return place.map(to -> new Export(to, format));
    }

    private static void refuse(YamlMapping entry, String key, String why) {
        IdentityReader.problem(entry, key, why, "remove it");
    }

    private Optional<LogFile> file(YamlMapping entry, Path log) {
        var file = paths.path(entry, "file");
        if (file.filter(to -> to.startsWith(log)).isPresent()) {
            IdentityReader.problem(
                    entry,
                    "file",
                    "`file` lies inside `audit.directory`",
                    "keep copies apart from the log");
            return Optional.empty();
        }
        return file.map(LogFile::new);
    }

    private static Optional<Syslog> syslog(YamlMapping entry, Optional<Path> ca) {
        var text = entry.text("syslog").orElse("");
        var place = Syslog.parse(text, ca);
        if (place.isEmpty()) {
            IdentityReader.problem(
                    entry,
                    "syslog",
                    "`syslog` must be a host and a port, not " + Quoted.of(text),
                    "write `siem.example.com:6514`");
        }
        return place;
    }

    private static Optional<Otlp> otlp(
            YamlMapping entry, Optional<Path> ca, Optional<Secret> authorization) {
        var place = Otlp.parse(entry.text("otlp").orElse(""), ca, authorization);
        if (place.isEmpty()) {
            // The text itself may hold a password.
            IdentityReader.problem(
                    entry,
                    "otlp",
                    "`otlp` is not an https URL without credentials",
                    "write `https://collector.example.com:4318`; http is for loopback addresses alone");
        }
        return place;
    }

    private static ExportFormat format(YamlMapping entry) {
        var text = entry.text("format").orElse("ocsf");
        if (!text.equals("ocsf") && !text.equals("json")) {
            IdentityReader.problem(
                    entry,
                    "format",
                    "`format` must be `ocsf` or `json`, not " + Quoted.of(text),
                    "write `ocsf`");
        }
        return text.equals("json") ? ExportFormat.JSON : ExportFormat.OCSF;
    }
}
