package dev.sallyport.server.cli;

import dev.sallyport.audit.AuditFilter;
import dev.sallyport.audit.AuditQuery;
import dev.sallyport.audit.AuditReader;
import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.audit.Stage;
import dev.sallyport.audit.Verification;
import dev.sallyport.audit.Verification.KeySource;
import dev.sallyport.audit.VerifierKey;
import dev.sallyport.masking.Visible;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// `sallyport audit`: what the record says, and whether it is what was written. Needs nothing but the log's
/// directory.
@Command(
        name = "audit",
        description = "The record: verify it, list it, show one call.",
        mixinStandardHelpOptions = true)
final class AuditCommand implements Runnable {

    private AuditCommand() {}

    static CommandLine commandLine() {
        return new CommandLine(new AuditCommand())
                .addSubcommand(new Verify())
                .addSubcommand(new ListRecords())
                .addSubcommand(new ShowCall());
    }

    @Override
    public void run() {
        throw CliException.usage("name one of verify, list, show; see `sallyport audit --help`");
    }

    /// `--dir` and `--json`, and where the output goes.
    static final class LogOption {
        @Option(
                names = "--dir",
                required = true,
                paramLabel = "DIR",
                description = "The log's directory.")
        private @Nullable Path directory;

        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Spec(Spec.Target.MIXEE)
        private CommandLine.Model.@Nullable CommandSpec spec;

        Path directory() {
            if (directory == null) {
                throw CliException.usage("name the log's directory with --dir");
            }
            return directory;
        }

        PrintWriter out() {
            return line().getOut();
        }

        PrintWriter err() {
            return line().getErr();
        }

        private CommandLine line() {
            if (spec == null) {
                throw new IllegalStateException(
                        "picocli sets the specification before it runs a command");
            }
            return spec.commandLine();
        }
    }

    @Command(
            name = "verify",
            description =
                    "Checks that nothing in the log was altered, dropped, reordered or rolled back.",
            footer = {"", "Exit status: 0 sound, 1 tampered, 3 rolled back, 2 unreadable."},
            mixinStandardHelpOptions = true)
    static final class Verify implements Callable<Integer> {

        @Mixin private LogOption log = new LogOption();

        @Option(
                names = "--key",
                paramLabel = "FILE",
                description =
                        "The public key, got elsewhere. Without it the log's own copy is used, which whoever"
                                + " replaced the whole log has replaced as well.")
        private @Nullable Path key;

        @Option(
                names = "--checkpoint",
                paramLabel = "FILE",
                description =
                        "A signed checkpoint kept elsewhere; a log that went back behind it is rolled back. The"
                                + " gate keeps one beside its signing key, named KEY.checkpoint.")
        private @Nullable Path checkpoint;

        private Optional<String> knownCheckpoint() {
            if (checkpoint == null) {
                return Optional.empty();
            }
            try {
                return Optional.of(Files.readString(checkpoint));
            } catch (IOException e) {
                throw CliException.usage("the checkpoint `" + checkpoint + "` cannot be read", e);
            }
        }

        @Override
        public Integer call() {
            var verification =
                    AuditVerifier.verify(
                            log.directory(),
                            givenKey(),
                            knownCheckpoint(),
                            TerminalProgress.on(log.err(), log.json));
            if (log.json) {
                log.out().println(AsciiJson.of(json(verification)));
            } else {
                print(verification);
            }
            return switch (verification) {
                case Verification.Sound _ -> 0;
                case Verification.Tampered _ -> 1;
                case Verification.RolledBack _ -> 3;
                case Verification.Unreadable _ -> 2;
            };
        }

        private Optional<VerifierKey> givenKey() {
            if (key == null) {
                return Optional.empty();
            }
            try {
                return Optional.of(VerifierKey.parse(Files.readString(key).strip()));
            } catch (IOException e) {
                throw CliException.usage("the key file `" + key + "` cannot be read", e);
            } catch (IllegalArgumentException e) {
                throw CliException.usage("`" + key + "` holds no public key of a log", e);
            }
        }

        private void print(Verification verification) {
            if (verification instanceof Verification.Sound sound) {
                log.out().println(Visible.line(sound.headline()));
                sound.remarks().forEach(remark -> line(remark.name(), remark.text()));
                line(
                        "key",
                        sound.keySource() == KeySource.GIVEN
                                ? "the one you gave"
                                : "the log's own copy; give the one you got elsewhere with --key");
            } else {
                log.err().println(Visible.line(verification.headline()));
            }
        }

        private void line(String name, String text) {
            log.out().println(Visible.line("  %-9s %s".formatted(name, text)));
        }

        private static String json(Verification verification) {
            var json = JsonNodeFactory.instance.objectNode();
            switch (verification) {
                case Verification.Sound sound -> {
                    json.put("result", "sound");
                    json.put("origin", sound.origin());
                    json.put("size", sound.size());
                    json.put("root", sound.root());
                    json.put("unsigned", sound.unsigned());
                    json.put("open_intents", sound.openIntents());
                    json.put("records_per_second", sound.recordsPerSecond());
                    json.put("key", sound.keySource().name().toLowerCase(Locale.ROOT));
                    sound.notes().forEach(json.putArray("notes")::add);
                }
                case Verification.Tampered bad -> {
                    json.put("result", "tampered");
                    json.put("kind", name(bad.kind()));
                    bad.index().ifPresent(index -> json.put("index", index));
                    json.put("file", bad.file().toString());
                    json.put("offset", bad.offset());
                    json.put("message", bad.message());
                }
                case Verification.RolledBack bad -> {
                    json.put("result", "rolled_back");
                    json.put("known", bad.known());
                    json.put("found", bad.found());
                    json.put("message", bad.message());
                }
                case Verification.Unreadable bad -> {
                    json.put("result", "unreadable");
                    json.put("message", bad.message());
                }
            }
            return json.toString();
        }

        private static String name(Verification.Kind kind) {
            return kind.name().toLowerCase(Locale.ROOT);
        }
    }

    @Command(
            name = "list",
            description = "Lists records, the newest last.",
            mixinStandardHelpOptions = true)
    static final class ListRecords implements Callable<Integer> {

        @Mixin private LogOption log = new LogOption();

        @Option(
                names = "--limit",
                defaultValue = "50",
                description = "At most this many of the newest; 50.")
        private int limit;

        @Option(
                names = "--principal",
                paramLabel = "P",
                description = "Only of this principal: client:NAME.")
        private @Nullable String principal;

        @Option(names = "--tool", paramLabel = "T", description = "Only of this tool.")
        private @Nullable String tool;

        @Option(
                names = "--stage",
                paramLabel = "S",
                description = "Only of this stage: denied, held, intent, …")
        private @Nullable String stage;

        @Override
        public Integer call() {
            if (limit < 1 || limit > AuditQuery.LIMIT_MAX) {
                throw CliException.usage("--limit must be from 1 to " + AuditQuery.LIMIT_MAX);
            }
            var filter = AuditFilter.ALL;
            if (principal != null) {
                filter = filter.withPrincipal(principal);
            }
            if (tool != null) {
                filter = filter.withTool(tool);
            }
            if (stage != null) {
                filter = filter.withStages(Set.of(stage(stage)));
            }
            var query = new AuditQuery(filter, true, OptionalLong.empty(), limit);
            var newest = read(log, query, limit);
            newest.reversed().forEach(found -> print(found, log));
            return 0;
        }
    }

    private static Stage stage(String name) {
        for (var each : Stage.values()) {
            if (each.text().equals(name)) {
                return each;
            }
        }
        throw CliException.usage(
                "there is no stage `"
                        + name
                        + "`; stages are "
                        + String.join(
                                ", ", Arrays.stream(Stage.values()).map(Stage::text).toList()));
    }

    /// Up to `limit` records, page by page.
    private static List<LoggedRecord> read(LogOption log, AuditQuery query, int limit) {
        var found = new ArrayList<LoggedRecord>();
        try {
            var reader = AuditReader.open(log.directory());
            var page = reader.page(query);
            found.addAll(page.records());
            while (page.next().isPresent() && found.size() < limit) {
                page = reader.page(query.from(page.next().getAsLong()));
                found.addAll(page.records());
            }
        } catch (IOException e) {
            throw CliException.usage(
                    "`"
                            + log.directory()
                            + "` holds no readable log; `sallyport audit verify` tells more",
                    e);
        }
        return found.subList(0, Math.min(limit, found.size()));
    }

    @Command(
            name = "show",
            description = "Shows every record of one call.",
            mixinStandardHelpOptions = true)
    static final class ShowCall implements Callable<Integer> {

        @Parameters(paramLabel = "CALL", description = "The call's id, or an approval's.")
        private String id = "";

        @Mixin private LogOption log = new LogOption();

        @Override
        public Integer call() {
            var filter =
                    id.startsWith("apr_")
                            ? AuditFilter.ALL.withApprovalId(id)
                            : AuditFilter.ALL.withCallId(id);
            var records =
                    read(
                            log,
                            new AuditQuery(
                                    filter, false, OptionalLong.empty(), AuditQuery.LIMIT_MAX),
                            AuditQuery.LIMIT_MAX);
            if (records.isEmpty()) {
                throw CliException.negative("the log has no call `" + id + "`");
            }
            records.forEach(record ->
                    log.out()
                            .println(
                                    log.json
                                            ? AsciiJson.of(record.json())
                                            : Visible.block(pretty(record))));
            return 0;
        }

        private static String pretty(LoggedRecord record) {
            var mapper = JsonMapper.shared();
            return mapper.writerWithDefaultPrettyPrinter()
                    .writeValueAsString(mapper.readTree(record.json()));
        }
    }

    private static void print(LoggedRecord logged, LogOption log) {
        if (log.json) {
            log.out().println(AsciiJson.of(logged.json()));
            return;
        }
        var record = logged.record();
        var line =
                new StringBuilder()
                        .append(logged.index())
                        .append("  ")
                        .append(logged.time())
                        .append("  ")
                        .append(record.stage().text());
        record.principal().ifPresent(who -> line.append("  ").append(who.subject()));
        record.tool().ifPresent(tool -> line.append("  ").append(tool));
        record.target().ifPresent(target -> line.append(" on ").append(target));
        record.decision()
                .flatMap(decision -> decision.reason())
                .ifPresent(code -> line.append("  ").append(code));
        record.action().ifPresent(action -> line.append("  ").append(action.normalised()));
        record.outcome().ifPresent(outcome -> line.append("  ").append(outcome.status()));
        record.outcome()
                .flatMap(outcome -> outcome.code())
                .filter(code -> !code.equals("COMPLETED"))
                .ifPresent(code -> line.append(" ").append(code));
        Optional.ofNullable(record.details().get("by"))
                .ifPresent(by -> line.append("  by ").append(by));
        record.callId().ifPresent(call -> line.append("  call ").append(call));
        log.out().println(Visible.line(line.toString()));
    }
}
