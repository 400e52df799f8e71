package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.rolemap.RoleMap;
import dev.sallyport.server.call.NoteTool;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whom a gate lets in first.
class FirstSignInTest {

    private static final String ROLES =
            """
            roles:
              admin: { console: [administer] }
              chief: { includes: [admin] }
              approver: { console: [approve] }
              auditor: { console: [audit] }
              other: {}
              apart: {}
            separate: [ { roles: [admin, apart] } ]
            bindings:
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "nobody",
            value = {
                "{ role: admin, to: [\"user:zoe\", \"user:ben\"] }|user:ben",
                "{ role: chief, to: [\"user:zoe\"] }; { role: approver, to: [\"user:ana\"] }|user:zoe",
                "{ role: approver, to: [\"user:cy\", \"user:ben\"] }|user:ben",
                "{ role: auditor, to: [\"user:ana\"] }|nobody",
                "{ role: admin, to: [\"client:bot\", \"group:admins\"] }|nobody",
                "{ role: admin, to: [\"user:ana\"], from: 2020-01-01T00:00:00Z }|nobody",
                "{ role: admin, to: [\"user:ana\"], until: 2099-01-01T00:00:00Z }|nobody",
                "{ role: admin, to: [\"user:ana\"], until: 2099-01-01T00:00:00Z };"
                        + " { role: other, to: [\"user:ana\"] }; { role: approver, to: [\"user:ben\"] }|user:ben",
                "{ role: other, to: [\"user:ana\"] }|nobody",
            })
    void itIsTheFirstHumanBoundByNameForGood(String bindings, String expected) {
        var text = new StringBuilder(ROLES);
        for (var binding : bindings.split(";", -1)) {
            text.append("  - ").append(binding.strip()).append('\n');
        }
        var roleMap =
                switch (RoleMap.parse("policy.yaml", text.toString(), List.of())) {
                    case RoleMap.Parsed.Valid(var valid) -> valid;
                    case RoleMap.Parsed.Invalid(var problems) -> throw new AssertionError(problems);
                };

        assertThat(FirstSignIn.human(roleMap, Instant.now()))
                .isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void aHumansKeyThatWorksMakesALinkNeedless(@TempDir Path directory) throws Exception {
        try (var gate = new TestGate(directory, new NoteTool())) {
            var _ = gate.token("bot", Set.of(), false);
            assertThat(gate.firstSignIn())
                    .isInstanceOfSatisfying(
                            FirstSignIn.Link.class,
                            link -> {
                                assertThat(link.subject()).isEqualTo("user:ana");
                                assertThat(link.toString()).doesNotContain("code");
                            });

            var _ = gate.token("ana", Set.of(), true);
            assertThat(gate.firstSignIn()).isInstanceOf(FirstSignIn.NotNeeded.class);

            // Whose key was taken away does not get a link instead.
            assertThat(gate.gate.keys().revoke("ana")).isTrue();
            assertThat(gate.firstSignIn()).isInstanceOf(FirstSignIn.NotNeeded.class);
        }
    }

    @Test
    void nobodySignsInWhereOthersCouldReadAlong(@TempDir Path directory) throws Exception {
        var tool = new NoteTool();
        try (var gate = new TestGate(directory, tool, "listen: \"0.0.0.0:0\"", "")) {
            assertThat(gate.firstSignIn()).isInstanceOf(FirstSignIn.InTheClear.class);
            assertThat(login(gate)).isEqualTo(404);
        }
        var proxied = "listen: \"0.0.0.0:0\", public_url: \"https://gate.example.com\"";
        try (var gate = new TestGate(directory, tool, proxied, "")) {
            assertThat(gate.firstSignIn()).isInstanceOf(FirstSignIn.Link.class);
        }
    }

    private static int login(TestGate gate) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var port = gate.url().getPort();
            return http.send(
                            HttpRequest.newBuilder(
                                            URI.create("http://127.0.0.1:" + port + "/login"))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
