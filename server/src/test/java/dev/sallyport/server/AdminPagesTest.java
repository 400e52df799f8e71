package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.Stage;
import dev.sallyport.server.identity.ApiKey;
import dev.sallyport.server.identity.ApiKeys.Creation;
import dev.sallyport.server.identity.ApiKeys.Order;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Keys, and the integrity of the record, in the console.
class AdminPagesTest extends ConsoleGateFixture {

    @Test
    void keysAreListedWithoutTokensAndHashes() {
        var token = gate.token("bot", Set.of("writers"), false);
        var _ =
                gate.gate
                        .keys()
                        .create(
                                new Order(
                                        "narrow",
                                        Set.of(),
                                        false,
                                        Optional.of(Set.of("writer")),
                                        Optional.empty()));
        var admin = as("admin");

        assertThat(admin.read("/admin/keys"))
                .contains("client:bot", "held by an agent", "writers", "3 keys", "never")
                .contains("user:admin", "held by a human")
                .containsPattern("confined to\\s+<code>writer</code>")
                .contains("/admin/keys/revoke?key=" + keyId(token), "key " + keyId(token))
                .doesNotContain(token, sha256(token));
        assertThat(admin.read("/admin/keys?find=WRITERS"))
                .contains("1 key.", "client:bot")
                .doesNotContain("client:narrow");
    }

    private static String sha256(String token) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(token.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aRevokedKeyOpensNothingAndTheRecordSaysWho() throws IOException {
        var token = gate.token("bot", Set.of("writers"), false);
        var admin = as("admin");
        assertThat(admin.read("/admin/keys/revoke?key=" + keyId(token)))
                .contains("Revoke the key of client:bot?")
                .doesNotContain("your own");

        var answer = admin.post("/admin/keys/revoke", Map.of("key", keyId(token)));

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(admin.read(answer.headers().firstValue("Location").orElseThrow()))
                .contains("Key " + keyId(token) + " of client:bot is revoked")
                .doesNotContain("has taken its place")
                .doesNotContain("<code>client:bot</code>");
        assertThat(admin.read("/admin/keys?state=all")).contains("client:bot", "revoked");
        assertThat(gate.gate.keys().open(token).toString()).contains("is revoked");
        var records = TestGate.records(directory, Set.of(Stage.KEY_REVOKED));
        assertThat(records).hasSize(1);
        assertThat(records.getFirst().principal().orElseThrow().subject()).isEqualTo("user:admin");
        assertThat(records.getFirst().details())
                .containsEntry("key_of", "client:bot")
                .containsEntry("key_id", keyId(token));

        var again = admin.post("/admin/keys/revoke", Map.of("key", keyId(token)));
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(again.body()).contains("That key does not work");
        assertThat(admin.get("/admin/keys/revoke?key=" + keyId(token)).statusCode()).isEqualTo(404);
    }

    @Test
    void theKeyThatWasLookedAtIsRevokedAndNotItsSuccessor() {
        var old = gate.token("bot", Set.of("writers"), false);
        var admin = as("admin");
        assertThat(admin.read("/admin/keys/revoke?key=" + keyId(old))).contains("client:bot");
        var rotated = gate.gate.keys().rotate("bot", Duration.ofHours(1), Optional.empty());
        var next = ((Creation.Created) rotated).token();

        var answer = admin.post("/admin/keys/revoke", Map.of("key", keyId(old)));

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(admin.read(answer.headers().firstValue("Location").orElseThrow()))
                .contains("Key " + keyId(next) + " has taken its place and works");
        assertThat(gate.gate.keys().open(old).toString()).contains("is revoked");
        assertThat(gate.gate.keys().find(keyId(next)).orElseThrow().revoked()).isEmpty();
        assertThat(admin.read("/admin/keys")).contains(keyId(next)).doesNotContain(keyId(old));
    }

    @Test
    void whoRevokesAKeyEndsThoseThatItReplacedToo() throws IOException {
        var old = gate.token("bot", Set.of("writers"), false);
        var rotated = gate.gate.keys().rotate("bot", Duration.ofHours(1), Optional.empty());
        var next = ((Creation.Created) rotated).token();
        var admin = as("admin");

        assertThat(admin.post("/admin/keys/revoke", Map.of("key", keyId(next))).statusCode())
                .isEqualTo(303);

        assertThat(gate.gate.keys().open(old).toString()).contains("is revoked");
        assertThat(gate.gate.keys().open(next).toString()).contains("is revoked");
        assertThat(TestGate.records(directory, Set.of(Stage.KEY_REVOKED))).hasSize(2);
    }

    private static String keyId(String token) {
        return token.substring(3, 19);
    }

    @Test
    void whoRevokesTheirOwnKeyIsToldBeforeAndOutAfterwards() {
        var admin = as("admin");
        var own =
                gate.gate.keys().list().stream()
                        .filter(key -> key.name().equals("admin"))
                        .map(ApiKey::keyId)
                        .findFirst()
                        .orElseThrow();
        assertThat(admin.read("/admin/keys/revoke?key=" + own)).contains("This key is your own");

        assertThat(admin.post("/admin/keys/revoke", Map.of("key", own)).statusCode())
                .isEqualTo(303);
        assertThat(admin.get("/admin/keys").statusCode()).isEqualTo(401);
    }

    @Test
    void noOtherPageAndNobodyElseRevokes() {
        var token = gate.token("bot", Set.of("writers"), false);
        var admin = as("admin");
        var form = Map.of("key", keyId(token), "csrf", admin.csrf());
        assertThat(admin.post("/admin/keys/revoke", form, "").statusCode()).isEqualTo(403);
        assertThat(
                        admin.post(
                                        "/admin/keys/revoke",
                                        Map.of("key", keyId(token), "csrf", "x"),
                                        gate.url().toString())
                                .statusCode())
                .isEqualTo(403);
        assertThat(
                        as("auditor")
                                .post("/admin/keys/revoke", Map.of("key", keyId(token)))
                                .statusCode())
                .isEqualTo(404);
        assertThat(admin.post("/admin/keys", Map.of("name", "new")).statusCode()).isEqualTo(404);
        assertThat(admin.read("/admin/keys")).contains("client:bot");
    }

    @Test
    void theLogSaysHowItStandsAndIsVerified() throws IOException {
        var auditor = as("auditor");
        String page;
        do {
            page = auditor.read("/log");
        } while (!page.contains("<dd>nothing</dd>") || !page.contains("the same"));
        assertThat(page)
                .contains("sallyport/", "Root hash", "Public key", "Not verified since")
                .doesNotContain("PRIVATE");
        var key = Files.readString(directory.resolve("audit/vkey")).strip();
        assertThat(page).contains(key);

        assertThat(auditor.post("/log/verify", Map.of()).statusCode()).isEqualTo(303);

        assertThat(verified(auditor))
                .contains("sound", "records of sallyport/", "records/s")
                .contains("asked for by user:auditor", "The next verification can begin at")
                .doesNotContain("id=\"verify\"");
        var records =
                TestGate.records(directory, Set.of(Stage.LOG_CHECK_STARTED, Stage.LOG_CHECKED));
        assertThat(records)
                .extracting(AuditRecord::stage)
                .containsExactly(Stage.LOG_CHECK_STARTED, Stage.LOG_CHECKED);
        assertThat(records)
                .allSatisfy(record -> {
                    var who = record.principal().orElseThrow();
                    assertThat(who.subject()).isEqualTo("user:auditor");
                    assertThat(who.door()).contains("console");
                });
        assertThat(records.getLast().details().get("found")).startsWith("sound: ");

        var again = auditor.post("/log/verify", Map.of());
        assertThat(again.statusCode()).isEqualTo(429);
        assertThat(again.body()).contains("Nothing was begun", "The next one can begin at");
        assertThat(TestGate.records(directory, Set.of(Stage.LOG_CHECK_STARTED))).hasSize(1);
    }

    @Test
    void aChangedLogIsFoundOut() throws IOException {
        var auditor = as("auditor");
        while (!auditor.read("/log").contains("<dd>nothing</dd>")) {
            Thread.onSpinWait();
        }
        Path tile;
        try (var files = Files.walk(directory.resolve("audit/tile/entries"))) {
            tile = files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
        var bytes = Files.readAllBytes(tile);
        bytes[bytes.length / 2] ^= 1;
        Files.write(tile, bytes);

        var _ = auditor.post("/log/verify", Map.of());

        assertThat(verified(auditor)).contains("not sound", "tampered: ");
        assertThat(
                        TestGate.records(directory, Set.of(Stage.LOG_CHECKED)).stream()
                                .map(record -> record.details().get("found")))
                .singleElement()
                .asString()
                .startsWith("tampered: ");
    }

    private static String verified(Browser auditor) {
        String page;
        do {
            page = auditor.read("/log");
        } while (page.contains("under way") || page.contains("Not verified"));
        return page;
    }

    @Test
    void onlyAnAuditorsOwnPageStartsAVerification() {
        var auditor = as("auditor");
        assertThat(auditor.post("/log/verify", Map.of("csrf", auditor.csrf()), "").statusCode())
                .isEqualTo(403);
        assertThat(as("admin").post("/log/verify", Map.of()).statusCode()).isEqualTo(404);
        assertThat(auditor.get("/log/verify").statusCode()).isEqualTo(404);
        assertThat(auditor.read("/log")).contains("Not verified");
    }
}
