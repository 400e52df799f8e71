package dev.sallyport.server.cli;

import static dev.sallyport.server.cli.Ran.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.server.TestGate;
import dev.sallyport.server.call.NoteTool;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What an auditor sees of bodies, and an operator erases, of a whole gate.
final class BodiesCommandTest {

    private static final String CARD = "4111111111111111";
    private static final String TOKEN = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";
    private static final String EMAIL = "eve.adams@example.com";

    @TempDir Path directory;

    private Ran show(String call, String... more) {
        var all = new ArrayList<>(List.of("audit", "show", call, "--dir", log()));
        all.addAll(List.of(more));
        return run(all.toArray(new String[0]));
    }

    private Ran opened(String call) {
        return show(call, "--bodies", "--json", "--keys", keys());
    }

    private String log() {
        return directory.resolve("audit").toString();
    }

    private String keys() {
        return directory.resolve("keys/audit-key.bodies").toString();
    }

    private String config() {
        return directory.resolve("sallyport.yaml").toString();
    }

    private Ran erase(String which) {
        return run(
                "audit", "erase", which, "--reason", "asked for by " + EMAIL, "--config", config());
    }

    private static ObjectNode note(String notebook, String text) {
        return JsonNodeFactory.instance.objectNode().put("notebook", notebook).put("text", text);
    }

    private String write(String text) throws IOException {
        try (var gate = new TestGate(directory, new NoteTool())) {
            return gate.call("write_note", note("shared", text)).path("call_id").stringValue();
        }
    }

    /// The bodies of a call, in order.
    private List<JsonNode> bodies(String call) {
        var ran = opened(call);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exit()).isZero();
        return ran.out()
                .lines()
                .map(JsonMapper.shared()::readTree)
                .filter(line -> line.has("body_of"))
                .peek(line -> assertThat(line.path("state").stringValue()).isEqualTo("open"))
                .map(line -> line.path("body"))
                .toList();
    }

    @Test
    void anAuditorSeesWhatWasAskedAndAnswered() throws IOException {
        var call = write("buy milk");

        var bodies = bodies(call);

        assertThat(bodies).hasSize(2);
        assertThat(bodies.get(0).path("arguments")).isEqualTo(note("shared", "buy milk"));
        assertThat(bodies.get(0).at("/disclosures/1/name").stringValue())
                .isEqualTo("arguments.text");
        assertThat(bodies.get(1).at("/reply/status").stringValue()).isEqualTo("completed");
        assertThat(bodies.get(1).at("/reply/written").stringValue()).isEqualTo("buy milk");
        var leaf = JsonMapper.shared().readTree(opened(call).out().lines().findFirst().get());
        assertThat(leaf.path("commitments").propertyNames())
                .containsExactlyInAnyOrder("arguments.notebook", "arguments.text");
        assertThat(leaf.toString()).doesNotContain("milk");
    }

    @Test
    void anAuditorSeesWhatApproversWereShown() throws IOException {
        String call;
        try (var gate = new TestGate(directory, new NoteTool())) {
            var reply = gate.call("write_note", note("guarded", "buy milk"));
            call = reply.path("call_id").stringValue();
            gate.approveTheOnlyOne();
            assertThat(gate.await(reply.path("approval_id").stringValue()).path("status"))
                    .hasToString("\"completed\"");
        }

        var bodies = bodies(call);

        assertThat(bodies).hasSize(2);
        var held = bodies.get(0);
        assertThat(held.path("arguments")).isEqualTo(note("guarded", "buy milk"));
        assertThat(held.at("/view/headline").stringValue()).isEqualTo("write a note");
        assertThat(held.at("/view/sections/0/content").stringValue()).isEqualTo("buy milk");
        assertThat(held.at("/view/plan/normalised/text").stringValue()).isEqualTo("buy milk");
        assertThat(bodies.get(1).at("/reply/written").stringValue()).isEqualTo("buy milk");
    }

    @Test
    void aRefusalHasItsArgumentsAndItsAnswer() throws IOException {
        String call;
        try (var gate = new TestGate(directory, new NoteTool())) {
            call =
                    gate.call("write_note", note("private", "buy milk"))
                            .path("call_id")
                            .stringValue();
        }

        var bodies = bodies(call);

        assertThat(bodies).hasSize(1);
        assertThat(bodies.getFirst().at("/arguments/text").stringValue()).isEqualTo("buy milk");
        assertThat(bodies.getFirst().at("/reply/status").stringValue()).isEqualTo("denied");
    }

    @Test
    void withoutKeysBodiesStayEncrypted() throws IOException {
        var call = write("buy milk");

        assertThat(show(call).out()).doesNotContain("milk").doesNotContain("body of record");
        var ran = show(call, "--bodies");
        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).contains("encrypted under the key").doesNotContain("milk");
        assertThat(show(call, "--bodies", "--keys", directory.toString()).out())
                .contains("no erasure is on record");
        assertThat(show(call, "--keys", keys()).exit()).isEqualTo(2);
    }

    @Test
    void hostileTextIsWrittenOut() throws IOException {
        var call = write("\u001b[2J\u202e\u0007 gone");

        var ran = show(call, "--bodies", "--keys", keys());

        assertThat(ran.out()).contains("gone").doesNotContain("\u001b").doesNotContain("\u202e");
        assertThat(opened(call).out()).doesNotContain("\u001b").doesNotContain("\u202e");
    }

    @Test
    void anErasedMonthCannotBeOpenedAndTheLogStillVerifies() throws IOException {
        var call = write("buy milk");
        var month = YearMonth.now(ZoneOffset.UTC).toString();

        var erased = erase(month);

        assertThat(erased.err()).isEmpty();
        assertThat(erased.exit()).isZero();
        assertThat(erased.out()).contains("Erased " + month + ".1; on record");
        var shown = show(call, "--bodies", "--keys", keys());
        assertThat(shown.out())
                .contains("erased at 20")
                .contains("by os:" + System.getProperty("user.name"))
                .contains("asked for by ⟦masked:EMAIL⟧")
                .doesNotContain("milk");
        assertThat(opened(call).out()).contains("\"state\":\"erased\"");
        var verified = run("audit", "verify", "--dir", log());
        assertThat(verified.exit()).isZero();
        assertThat(verified.out()).contains("were erased, on record");
        assertThat(erase(month).exit()).isEqualTo(1);
        assertThat(bodies(write("buy bread"))).hasSize(2);
    }

    @Test
    void aRunningGateKeepsItsKeys() throws IOException {
        var month = YearMonth.now(ZoneOffset.UTC).toString();
        try (var gate = new TestGate(directory, new NoteTool())) {
            gate.call("write_note", note("shared", "buy milk"));

            var ran = erase(month);

            assertThat(ran.exit()).isEqualTo(2);
            assertThat(ran.err())
                    .contains("another process has the audit log", "POST /api/log/erasures");
        }
        assertThat(directory.resolve("keys/audit-key.bodies").resolve(month + ".1")).exists();
    }

    @Test
    void aTamperedBodyIsFound() throws IOException {
        var call = write("buy milk");
        var file = directory.resolve("audit/bodies").resolve(YearMonth.now(ZoneOffset.UTC) + ".1");
        var bytes = Files.readAllBytes(file);
        bytes[20] ^= 1;
        Files.write(file, bytes);

        var ran = run("audit", "verify", "--dir", log());
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err()).contains("body_changed");
        assertThat(opened(call).out()).contains("\"state\":\"changed\"");
        Files.delete(file);
        assertThat(run("audit", "verify", "--dir", log()).err()).contains("body_missing");
        var without = run("audit", "verify", "--dir", log(), "--without-bodies");
        assertThat(without.exit()).isZero();
        assertThat(without.out()).contains("bodies were not looked at");
    }

    /// A few kinds of secrets, everywhere a caller or a target can put them.
    @Test
    void noSecretIsInABodyNorInAnyFile() throws IOException {
        var planted = CARD + " and " + TOKEN + " and " + EMAIL;
        var manifest = "apiVersion: v1\nkind: Secret\ndata: {password: aHVudGVyMmh1bnRlcjI=}";
        var tool = new NoteTool();
        tool.result = done -> done.put("api_key", "tr0ub4dor-and-3").put("more", planted);
        var calls = new ArrayList<String>();
        try (var gate = new TestGate(directory, tool)) {
            for (var notebook : List.of("shared", "guarded", "private")) {
                for (var text : List.of(planted, manifest)) {
                    var arguments = note(notebook, text).put("reason", "for " + planted);
                    calls.add(gate.call("write_note", arguments).path("call_id").stringValue());
                }
            }
            var odd = note("shared", "x").put("password", "tr0ub4dor-and-3");
            calls.add(gate.call("write_note", odd).path("call_id").stringValue());
        }

        var plain = new StringBuilder();
        calls.forEach(call -> bodies(call).forEach(body -> plain.append(body).append('\n')));
        assertThat(plain.toString()).contains("⟦masked:").contains("(withheld)");
        for (var secret : List.of(CARD, TOKEN, EMAIL, "tr0ub4dor-and-3", "aHVudGVyMmh1bnRlcjI")) {
            for (var form : forms(secret)) {
                assertThat(plain.toString()).doesNotContainIgnoringCase(form);
                assertNowhere(directory.resolve("audit"), form);
                assertNowhere(directory.resolve("keys"), form);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kind: &k Secret\ndata: {pgpass: aHVudGVyMmh1bnRlcjI=}",
                "kind: !!str Secret\ndata: {pgpass: aHVudGVyMmh1bnRlcjI=}",
                "kind: # of old\n  Secret\ndata: {pgpass: aHVudGVyMmh1bnRlcjI=}",
                "kind: >-\n  SecretList\ndata: {pgpass: aHVudGVyMmh1bnRlcjI=}",
                "{\"kind\":\"Se\\u0063ret\",\"data\":{\"pgpass\":\"aHVudGVyMmh1bnRlcjI=\"}}",
                "kind: \"Se\\x63ret\"\ndata: {pgpass: aHVudGVyMmh1bnRlcjI=}"
            })
    void aKubernetesSecretIsInNoBodyHoweverItIsWritten(String manifest) throws IOException {
        var call = write(manifest);

        assertThat(bodies(call).getFirst().toString())
                .contains("(withheld)")
                .doesNotContain("aHVudGVyMmh1bnRlcjI");
    }

    @Test
    void argumentsThatAreAKubernetesSecretAreInNoBody() throws IOException {
        String call;
        try (var gate = new TestGate(directory, new NoteTool())) {
            var secret = JsonNodeFactory.instance.objectNode().put("kind", "Secret");
            secret.putObject("data").put("pgpass", "aHVudGVyMmh1bnRlcjI=");
            call = gate.call("write_note", secret).path("call_id").stringValue();
        }

        assertThat(bodies(call).getFirst().path("arguments").toString())
                .contains("(withheld)")
                .doesNotContain("aHVudGVyMmh1bnRlcjI");
    }

    private static List<String> forms(String secret) {
        var bytes = secret.getBytes(StandardCharsets.UTF_8);
        var base64 = Base64.getEncoder().withoutPadding().encodeToString(bytes);
        return List.of(
                secret,
                base64.substring(0, base64.length() - 1),
                HexFormat.of().formatHex(bytes),
                URLEncoder.encode(secret, StandardCharsets.UTF_8));
    }

    private static void assertNowhere(Path root, String form) throws IOException {
        try (var files = Files.walk(root)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as("%s", file)
                        .doesNotContain(form);
            }
        }
    }

    @Test
    void aSessionIsReplayedWithWhatWasAskedAndAnswered() throws IOException {
        var call = write("buy milk");

        var plain = run("audit", "replay", call, "--dir", log(), "--bodies", "--keys", keys());
        var json =
                run(
                        "audit",
                        "replay",
                        call,
                        "--dir",
                        log(),
                        "--bodies",
                        "--keys",
                        keys(),
                        "--json");
        var closed = run("audit", "replay", call, "--dir", log(), "--bodies");

        assertThat(plain.out()).contains("call " + call, "\"text\" : \"buy milk\"", "\"reply\"");
        assertThat(json.out().lines().filter(line -> line.contains("\"body_of\""))).hasSize(2);
        assertThat(closed.out()).contains("encrypted under the key").doesNotContain("milk");
    }
}
