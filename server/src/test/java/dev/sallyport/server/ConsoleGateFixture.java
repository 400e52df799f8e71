package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.server.call.NoteTool;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A whole gate, and people of every right at their browsers.
abstract class ConsoleGateFixture {

    static final String POLICY =
            """
            roles:
              writer:
                description: "writes notes <b>"
                limits: { principal: { calls_per_minute: 600 } }
                permit:
                  - { tools: [write_note], on: { notebook: shared }, letters: 50, description: "what all may read" }
                hold:
                  - { tools: [write_note], on: { notebook: guarded }, approvers: { role: editor, quorum: 1 } }
                forbid:
                  - { tools: [write_note], on: { notebook: private } }
              lead: { includes: [writer] }
              editor: { console: [approve] }
              auditor: { console: [audit] }
              admin: { console: [administer] }
            separate:
              - { roles: [auditor, admin], reason: "who administers is audited" }
            bindings:
              - { role: writer, to: ["group:writers", "client:night"], when: { days: [mon], hours: ["00:00-06:00"], zone: UTC } }
              - { role: lead, to: ["client:lead"] }
              - { role: editor, to: ["user:editor"] }
              - { role: auditor, to: ["user:auditor"] }
              - { role: admin, to: ["user:admin"] }
            """;

    @TempDir Path directory;

    final HttpClient http = HttpClient.newHttpClient();
    final NoteTool tool = new NoteTool();
    TestGate gate;

    @BeforeEach
    void open() throws IOException {
        Files.writeString(directory.resolve("policy.yaml"), POLICY);
        gate = new TestGate(directory, tool);
    }

    @AfterEach
    void close() {
        gate.close();
        http.close();
    }

    /// A human of this name, with a key of their own, at a browser.
    Browser as(String name) {
        return with(gate.token(name, Set.of(), true));
    }

    Browser with(String token) {
        var entered =
                TestGate.send(
                        http,
                        HttpRequest.newBuilder(gate.url().resolve("/login/key"))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .header("Origin", gate.url().toString())
                                .POST(BodyPublishers.ofString(form(Map.of("token", token))))
                                .build());
        var cookie = entered.headers().firstValue("Set-Cookie").orElseThrow();
        return new Browser(cookie.substring(0, cookie.indexOf(';')));
    }

    static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field ->
                        field.getKey()
                                + "="
                                + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /// @param cookie of the session
    final class Browser {

        private final String cookie;

        private Browser(String cookie) {
            this.cookie = cookie;
        }

        HttpResponse<String> get(String path) {
            return TestGate.send(http, request(path).GET().build());
        }

        /// The page, which must be there.
        String read(String path) {
            var answer = get(path);
            assertThat(answer.statusCode()).as(path + "\n" + answer.body()).isEqualTo(200);
            return answer.body();
        }

        /// As the form of our own page does it, which was opened before.
        HttpResponse<String> post(String path, Map<String, String> fields) {
            var all = new TreeMap<>(fields);
            all.put("csrf", csrf());
            return post(path, all, gate.url().toString());
        }

        /// @param origin none when empty
        HttpResponse<String> post(String path, Map<String, String> fields, String origin) {
            var request =
                    request(path)
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(BodyPublishers.ofString(form(fields)));
            if (!origin.isEmpty()) {
                request.header("Origin", origin);
            }
            return TestGate.send(http, request.build());
        }

        String csrf() {
            var found = Pattern.compile("name=\"csrf\" value=\"([^\"]*)\"").matcher(read("/"));
            assertThat(found.find()).isTrue();
            return found.group(1);
        }

        HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(gate.url().resolve(path)).header("Cookie", cookie);
        }
    }
}
