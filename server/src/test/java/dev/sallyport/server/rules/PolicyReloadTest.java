package dev.sallyport.server.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Request;
import dev.sallyport.policy.TargetLabels;
import dev.sallyport.policy.ToolTerms;
import dev.sallyport.server.call.NoteTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Policies that are exchanged while many threads decide.
class PolicyReloadTest {

    private static final List<ToolTerms> TERMS = List.of(new NoteTool().description().terms());
    private static final int POLICIES = 12;
    private static final int THREADS = 4;

    private static final Request REQUEST =
            new Request(
                    new Principal(
                            "client:bot",
                            Principal.Kind.AGENT,
                            Optional.empty(),
                            Set.of("writers")),
                    NoteTool.NAME,
                    List.of(
                            new Access(
                                    "note.write",
                                    "shared/first",
                                    Map.of(
                                            "notebook", FactValue.text("shared"),
                                            "page", FactValue.text("first")))),
                    Instant.EPOCH);

    /// Every one permits the call, in a number of roles and rules that all name the same limit: whoever saw half of one
    /// and half of another would find another limit or other roles.
    private static String policy(int version) {
        var text = new StringBuilder("roles:\n");
        for (int i = 0; i < 20; i++) {
            text.append(
                    "  v%d-%d: { permit: [{ tools: write_note, on: { notebook: shared }, letters: %d }] }\n"
                            .formatted(version, i, version));
        }
        text.append("bindings:\n");
        for (int i = 0; i < 20; i++) {
            text.append("  - { role: v%d-%d, to: \"group:writers\" }\n".formatted(version, i));
        }
        return text.toString();
    }

    @TempDir private Path directory;

    @Test
    void noCallIsDroppedAndNoneSeesHalfAPolicy() throws Exception {
        var file = directory.resolve("policy.yaml");
        Files.writeString(file, policy(1));
        var announced = new LinkedBlockingQueue<String>();
        var stop = new AtomicBoolean();
        var seen = ConcurrentHashMap.<Long>newKeySet();
        try (var policies =
                        PolicyFile.open(
                                file,
                                TERMS,
                                TargetLabels.NONE,
                                next -> announced.add(next.digest()),
                                Clock.systemUTC());
                var threads = Executors.newFixedThreadPool(THREADS)) {
            var deciders = new ArrayList<java.util.concurrent.Future<Long>>();
            Callable<Long> decider =
                    () -> {
                        long calls = 0;
                        while (!stop.get()) {
                            seen.add(versionOf(policies.get()));
                            calls++;
                        }
                        return calls;
                    };
            for (int i = 0; i < THREADS; i++) {
                deciders.add(threads.submit(decider));
            }
            assertThat(announced.poll(20, TimeUnit.SECONDS)).isNotNull();
            for (int version = 2; version <= POLICIES; version++) {
                var draft = directory.resolve("draft.yaml");
                Files.writeString(draft, policy(version));
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
                assertThat(announced.poll(60, TimeUnit.SECONDS)).isNotNull();
            }
            while (!seen.contains((long) POLICIES)) {
                Thread.onSpinWait();
            }
            stop.set(true);
            for (var calls : deciders) {
                assertThat(calls.get()).isPositive();
            }
        }
        assertThat(seen).contains((long) POLICIES).hasSizeGreaterThan(1);
    }

    /// The version that answers, the same in everything it says.
    private static long versionOf(Authorizer policy) {
        var decision = policy.decide(REQUEST);
        if (!(decision instanceof Decision.Permit(var rules, var obligations))) {
            throw new AssertionError("a call was dropped: " + decision);
        }
        long version = obligations.limit("letters").orElseThrow();
        assertThat(rules).hasSize(20).allMatch(rule -> rule.role().startsWith("v" + version + "-"));
        assertThat(policy.roles(REQUEST.principal(), REQUEST.time()))
                .hasSize(20)
                .allMatch(role -> role.startsWith("v" + version + "-"));
        assertThat(policy.reach(REQUEST.principal(), NoteTool.NAME, REQUEST.time())).hasSize(1);
        return version;
    }
}
