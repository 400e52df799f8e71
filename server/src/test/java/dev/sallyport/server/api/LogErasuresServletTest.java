package dev.sallyport.server.api;

import static dev.sallyport.server.api.TestApi.JSON;
import static dev.sallyport.server.api.TestApi.assertDescribed;
import static dev.sallyport.server.api.TestApi.assertError;
import static dev.sallyport.server.approval.Desk.AGENT;
import static dev.sallyport.server.approval.Desk.ANA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditFilter;
import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditOptions;
import dev.sallyport.audit.AuditReader;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.audit.BodyReader;
import dev.sallyport.audit.FileCheckpointStore;
import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.audit.ProgressListener;
import dev.sallyport.audit.Stage;
import dev.sallyport.audit.Verification;
import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.approval.Desk;
import dev.sallyport.server.approval.GrantBook;
import dev.sallyport.server.erasure.BodyErasures;
import dev.sallyport.server.identity.Presence;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;

/// Bodies that are erased over HTTP.
class LogErasuresServletTest {
    private static final Principal ADMIN = Desk.human("admin");
    private static final Principal AUDITOR = Desk.human("auditor");
    private static final String PATH = "/api/log/erasures";
    private static final TestPolicy POLICY =
            new TestPolicy(
                    Map.of(),
                    Map.of(
                            ANA.subject(), Set.of(ConsoleRight.APPROVE),
                            AGENT.subject(), EnumSet.allOf(ConsoleRight.class),
                            ADMIN.subject(), Set.of(ConsoleRight.ADMINISTER),
                            AUDITOR.subject(), Set.of(ConsoleRight.AUDIT)));

    @TempDir private Path directory;
    private final TestClock clock = new TestClock();
    private TestApi api;
    private Desk desk;
    private AuditLog log;
    private volatile Presence presence = Presence.UNKNOWN;

    @BeforeEach
    void start() throws Exception {
        desk = new Desk(TestDatabase.SQLITE.fresh(directory), clock);
        Files.createDirectories(directory.resolve("keys"));
        log =
                AuditLog.open(
                        directory.resolve("audit"),
                        AuditOptions.of(
                                        "sallyport/test",
                                        directory.resolve("keys/key"),
                                        new FileCheckpointStore(
                                                directory.resolve("keys/checkpoint")))
                                .withClock(clock)
                                .withBodies(true));
        appendBody();
        presence = new Presence.SignedIn(clock.instant());
        var rights = new ApprovalRights(desk.approvals, () -> POLICY, GrantBook::masked, clock);
        var erasures = new BodyErasures(log, rights, GrantBook::masked);
        api =
                new TestApi(() -> presence, AGENT, ANA, ADMIN, AUDITOR)
                        .with(LogErasuresServlet.MAPPING, new LogErasuresServlet(erasures, rights))
                        .start();
    }

    @AfterEach
    void stop() throws Exception {
        api.stop();
        log.close();
        desk.close();
    }

    private void appendBody() {
        var body = log.body().part("arguments", JsonNodeFactory.instance.objectNode().put("a", 1));
        var _ = log.append(AuditRecord.of(Stage.RECEIVED).callId("c").build(), body.build());
    }

    private HttpResponse<String> erase(Principal who, String keys, String reason) throws Exception {
        return api.post(who, PATH, JSON.writeValueAsString(Map.of("keys", keys, "reason", reason)));
    }

    private List<LoggedRecord> recorded(Stage stage) throws IOException {
        var _ = log.sync();
        var found = new ArrayList<LoggedRecord>();
        AuditReader.open(directory.resolve("audit"))
                .scan(
                        AuditFilter.ALL.withStages(Set.of(stage)),
                        Optional.empty(),
                        Optional.empty(),
                        found::add,
                        ProgressListener.NONE);
        return found;
    }

    private void assertNothingErased() throws IOException {
        assertThat(recorded(Stage.BODIES_ERASED)).isEmpty();
        assertThat(log.bodyKeys()).hasSize(1);
    }

    @Test
    void anAdministratorErasesTheMonthInUse() throws Exception {
        var erased = erase(ADMIN, "2026-03", "card " + GrantBook.CARD + " \u202E");

        assertThat(erased.statusCode()).as(erased.body()).isEqualTo(200);
        var json = JSON.readTree(erased.body());
        assertDescribed("ErasedBodies", json);
        assertThat(json.path("erased")).hasToString("[\"2026-03.1\"]");
        appendBody();
        var record = recorded(Stage.BODIES_ERASED).getFirst();
        assertThat(record.index()).isEqualTo(json.path("record").longValue());
        assertThat(record.record().principal().orElseThrow().subject()).isEqualTo(ADMIN.subject());
        assertThat(record.record().details())
                .containsEntry("by", ADMIN.subject())
                .hasEntrySatisfying(
                        "reason", reason -> assertThat(reason).doesNotContain(GrantBook.CARD));
        assertThat(BodyReader.erasures(directory.resolve("audit"))).hasSize(1);
        assertThat(
                        AuditVerifier.verify(
                                directory.resolve("audit"),
                                Optional.empty(),
                                ProgressListener.NONE))
                .isInstanceOf(Verification.Sound.class);
        var keys = JSON.readTree(api.get(AUDITOR, PATH).body());
        assertDescribed("DataKeys", keys);
        assertDescribed("DataKey", keys.path("keys").path(0));
        assertThat(keys.path("keys").path(0).path("state").stringValue()).isEqualTo("in_use");
        assertThat(keys.path("keys").path(1).path("state").stringValue()).isEqualTo("erased");
        assertThat(JSON.readTree(api.get(ADMIN, PATH + "?limit=1").body()).path("keys")).hasSize(1);
        assertError(erase(ADMIN, "2026-03.1", "again"), 409, "ERASED_ALREADY");
        assertThat(erase(ADMIN, "2026-03", "the other").statusCode()).isEqualTo(200);
    }

    @Test
    void nobodyElseErases() throws Exception {
        for (var who : List.of(ANA, AUDITOR, AGENT)) {
            assertError(erase(who, "2026-03", "r"), 403, "FORBIDDEN");
        }
        for (var who : List.of(ANA, AGENT)) {
            assertError(api.get(who, PATH), 403, "FORBIDDEN");
        }
        assertError(api.send(api.to(PATH)), 401, "UNAUTHENTICATED");
        assertNothingErased();
        assertThat(recorded(Stage.DENIED)).hasSize(3);
    }

    @Test
    void itTakesAFreshSignIn() throws Exception {
        var now = clock.instant();
        for (var stale :
                List.of(
                        Presence.UNKNOWN,
                        Presence.WITH_KEY,
                        new Presence.SignedIn(now.minus(Duration.ofMinutes(5))),
                        new Presence.SignedIn(now.plus(Duration.ofHours(1))))) {
            presence = stale;
            var answer = erase(ADMIN, "2026-03", "r");
            assertError(answer, 401, "FRESH_SIGN_IN_NEEDED");
            assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
                    .contains("max_age");
        }
        presence = new Presence.SignedIn(now);
        var withKey =
                api.post(
                        ADMIN,
                        PATH,
                        "{\"keys\": \"2026-03\", \"reason\": \"r\"}",
                        "X-Key",
                        "a-key");
        assertError(withKey, 401, "FRESH_SIGN_IN_NEEDED");
        assertNothingErased();
        assertThat(recorded(Stage.DENIED)).hasSize(5);

        presence = new Presence.SignedIn(now.minus(Duration.ofMinutes(5)).plusMillis(1));
        assertThat(erase(ADMIN, "2026-03", "r").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'keys': '2026-02', 'reason': 'r'}|404|NO_DATA_KEY",
                "{'keys': '2026-03.2', 'reason': 'r'}|404|NO_DATA_KEY",
                "{'keys': '2026-13', 'reason': 'r'}|400|WRONG_KEYS",
                "{'keys': '2026', 'reason': 'r'}|400|WRONG_KEYS",
                "{'keys': '../2026-03', 'reason': 'r'}|400|WRONG_KEYS",
                "{'keys': '2026-03.1.erased', 'reason': 'r'}|400|WRONG_KEYS",
                "{'keys': '2026-03\\n', 'reason': 'r'}|400|WRONG_KEYS",
                "{'keys': '', 'reason': 'r'}|400|WRONG_KEYS",
                "{'reason': 'r'}|400|WRONG_KEYS",
                "{'keys': '2026-03'}|400|WRONG_REASON",
                "{'keys': '2026-03', 'reason': '  \\n '}|400|WRONG_REASON",
                "{'keys': '2026-03', 'reason': 'LONG'}|400|WRONG_REASON",
                "{'keys': ['2026-03'], 'reason': 'r'}|400|WRONG_TYPE",
                "{'keys': '2026-03', 'reason': 'r', 'by': 'user:eve'}|400|UNKNOWN_KEY"
            })
    void badBodiesAreRefused(String body, int status, String code) throws Exception {
        var json = body.replace('\'', '"').replace("LONG", "x".repeat(501));

        assertError(api.post(ADMIN, PATH, json), status, code);
        assertNothingErased();
    }

    @Test
    void halfASurrogateEndsNoLog() throws Exception {
        var answer = api.post(ADMIN, PATH, "{\"keys\": \"2026-03\", \"reason\": \"a \\ud800 b\"}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(log.available()).isTrue();
        assertNothingErased();
    }

    @Test
    void aLogThatFailedErasesNothing() throws Exception {
        Files.move(directory.resolve("audit"), directory.resolve("away"));
        assertThat(log.available()).isFalse();

        assertError(erase(ADMIN, "2026-03", "r"), 503, "LOG_FAILED");

        assertThat(directory.resolve("keys/key.bodies/2026-03.1")).exists();
        assertError(erase(ANA, "2026-03", "r"), 403, "FORBIDDEN");
    }
}
