package dev.sallyport.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditOptions;
import dev.sallyport.audit.FileCheckpointStore;
import dev.sallyport.masking.Masker;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.rolemap.RoleMap;
import dev.sallyport.server.call.CallIds;
import dev.sallyport.server.call.CallSessions;
import dev.sallyport.server.call.ReplyMasker;
import dev.sallyport.tools.git.GitTools;
import dev.sallyport.tools.git.RepositoryTarget;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GitReadersTest {

    private static final Principal AGENT =
            new Principal("client:agent", Principal.Kind.AGENT, Optional.empty(), Set.of());

    // JGit may still be measuring the clock of the file system there when the test is over.
    @TempDir(cleanup = CleanupMode.NEVER)
    Path directory;

    /// A clone holds every version of every file, whatever it was meant for.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "branch: main  |                                   | true",
                "branch: other |                                   | false",
                "branch: main  | operations: [list, read, log, diff] | true",
                "branch: main  | operations: [list, read]          | false",
                "branch: main  | paths: { forbid: [secret] }       | false"
            })
    void aFetchNeedsEverythingThatItBrings(String on, @Nullable String more, boolean may) {
        var roles =
                """
                roles:
                  reader:
                    permit:
                      - tools: [read_repository]
                        on: { repository: shop, %s }
                        %s
                bindings: [{ role: reader, to: ["client:agent"] }]
                """
                        .formatted(on, more == null ? "" : more);

        var reader = readers(roles).reader(AGENT, "shop");

        assertThat(reader.map(known -> known.mayRead("main"))).contains(may);
    }

    private GitReaders readers(String roles) {
        var target = new RepositoryTarget("shop", "http://127.0.0.1:1/shop.git", "", "");
        try (var tools = GitTools.open(List.of(target), directory, Clock.systemUTC());
                var log =
                        AuditLog.open(
                                directory.resolve("audit"),
                                AuditOptions.of(
                                        "sallyport/test",
                                        directory.resolve("key"),
                                        new FileCheckpointStore(
                                                directory.resolve("checkpoint"))))) {
            var terms = tools.tools().stream().map(tool -> tool.description().terms()).toList();
            if (!(RoleMap.parse("policy.yaml", roles, terms)
                    instanceof RoleMap.Parsed.Valid(var policy))) {
                throw new AssertionError("the role map is wrong:\n" + roles);
            }
            var ids = new CallIds(Clock.systemUTC(), new SecureRandom());
            return new GitReaders(
                    () -> policy,
                    log,
                    new ReplyMasker(new Masker()),
                    ids,
                    new CallSessions(ids, Clock.systemUTC()),
                    Clock.systemUTC());
        }
    }
}
