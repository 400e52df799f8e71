package dev.sallyport.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.server.config.Notify.Email;
import dev.sallyport.server.config.Notify.Event;
import dev.sallyport.server.config.Notify.Login;
import dev.sallyport.server.config.Notify.Security;
import dev.sallyport.server.config.Notify.Slack;
import dev.sallyport.server.config.Notify.Teams;
import dev.sallyport.server.config.Notify.Webhook;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotifyReaderTest {

    private static final Map<String, String> ENVIRONMENT =
            Map.of(
                    "KEY", "whsec_" + "c2VjcmV0".repeat(4),
                    "SHORT", "c2VjcmV0",
                    "SLACK", "https://hooks.slack.com/services/T0/B0/s3cret",
                    "CLEAR", "http://hooks.slack.com/services/T0/B0/s3cret",
                    "TEAMS", "https://x.logic.azure.com/workflows/1?sig=s3cret",
                    "PASSWORD", "s3cret");

    @TempDir private Path directory;

    private Configuration read(String notify) throws IOException {
        Files.writeString(directory.resolve("policy.yaml"), "");
        var file = directory.resolve("sallyport.yaml");
        Files.writeString(file, "policy: policy.yaml\napprovals:\n  notify:\n" + notify);
        return ConfigurationReader.read(file, ENVIRONMENT);
    }

    @Test
    void everyChannelIsUnderstoodAndNoSecretPrinted() throws IOException {
        var configuration =
                read(
                        """
                            - { webhook: "https://hooks.example.com/x", secret: "${env:KEY}", events: [requested, unknown] }
                            - { slack: "${env:SLACK}", roles: [dba, sre] }
                            - { teams: "${env:TEAMS}", events: rejected }
                            - email:
                                smtp: "mail.example.com:465"
                                security: tls
                                username: gate
                                password: "${env:PASSWORD}"
                                from: gate@example.com
                                to: [ana@example.com, ben@example.com]
                        """);

        assertThat(configuration.approvals().notifications())
                .extracting(Notify::channel)
                .containsExactly(
                        new Webhook(
                                URI.create("https://hooks.example.com/x"),
                                new Secret("whsec_" + "c2VjcmV0".repeat(4))),
                        new Slack(new Secret("https://hooks.slack.com/services/T0/B0/s3cret")),
                        new Teams(new Secret("https://x.logic.azure.com/workflows/1?sig=s3cret")),
                        new Email(
                                "mail.example.com",
                                465,
                                Security.TLS,
                                Optional.of(new Login("gate", new Secret("s3cret"))),
                                "gate@example.com",
                                List.of("ana@example.com", "ben@example.com")));
        assertThat(configuration.approvals().notifications())
                .extracting(Notify::events)
                .containsExactly(
                        Set.of(Event.REQUESTED, Event.UNKNOWN),
                        Set.of(Event.REQUESTED),
                        Set.of(Event.REJECTED),
                        Set.of(Event.REQUESTED));
        assertThat(configuration.approvals().notifications().get(1).roles())
                .containsExactlyInAnyOrder("dba", "sre");
        assertThat(configuration.describe())
                .contains("approvals.notify.webhook:hooks.example.com#", "requested, unknown")
                .doesNotContain("s3cret");
        assertThat(configuration.approvals().notifications().toString()).doesNotContain("s3cret");
    }

    @Test
    void aSecretOfTheSpecificationIsItsBytes() {
        assertThat(NotifyReader.signingKey("whsec_c2VjcmV0")).asString().isEqualTo("secret");
        assertThat(NotifyReader.signingKey("c2VjcmV0")).asString().isEqualTo("secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[slack]|must be a mapping|",
                "[{}]|exactly one of|an entry for each",
                "[{slack: \"${env:SLACK}\", teams: \"${env:TEAMS}\"}]|exactly one of|an entry for each",
                "[{slack: \"https://hooks.slack.com/s3cret\"}]|is written out|write a reference",
                "[{slack: \"${env:CLEAR}\"}]|not an https URL|loopback addresses alone",
                "[{slack: \"${env:PASSWORD}\"}]|not an https URL|",
                "[{slack: \"${env:SLACK}\", secret: \"${env:KEY}\"}]|takes no signature|remove it",
                "[{slack: \"${env:SLACK}\", events: []}]|`events` is empty|",
                "[{slack: \"${env:SLACK}\", events: [voted]}]|no event `voted`|requested, approved",
                "[{slack: \"${env:SLACK}\", roles: []}]|`roles` is empty|",
                "[{slack: \"${env:SLACK}\"}, {slack: \"${env:SLACK}\", roles: a}]|leads where another|",
                "[{webhook: \"https://h/x\"}]|needs a `secret`|openssl rand -base64 32",
                "[{webhook: \"https://h/x\", secret: \"${env:SHORT}\"}]|base64 of 24 to 64 bytes|openssl",
                "[{webhook: \"https://h/x\", secret: \"${env:SLACK}\"}]|base64 of 24 to 64 bytes|openssl",
                "[{webhook: \"http://h/x\", secret: \"${env:KEY}\"}]|not an https URL|",
                "[{webhook: \"https://u:s3cret@h/x\", secret: \"${env:KEY}\"}]|without credentials|",
                "[{email: {from: a@b, to: c@d}}]|smtp|",
                "[{email: {smtp: \"h\", from: a@b, to: c@d}}]|a host and a port|mail.example.com:587",
                "[{email: {smtp: \"h:99999\", from: a@b, to: c@d}}]|a host and a port|",
                "[{email: {smtp: \"h:25/x\", from: a@b, to: c@d}}]|a host and a port|",
                "[{email: {smtp: \"h:25\", security: none, from: a@b, to: c@d}}]|in the clear|`none` is for",
                "[{email: {smtp: \"h:25\", security: ssl, from: a@b, to: c@d}}]|must be `starttls`|",
                "[{email: {smtp: \"h:25\", from: a@b, to: c@d, username: u}}]|go together|",
                "[{email: {smtp: \"h:25\", from: a@b, to: c@d, username: u, password: s3cret}}]|is written out|",
                "[{email: {smtp: \"h:25\", from: \"Ana <a@b>\", to: c@d}}]|no plain mail address|without a name",
                "[{email: {smtp: \"h:25\", from: \"a@b\\r\\nBcc: x@y\", to: c@d}}]|no plain mail address|",
                "[{email: {smtp: \"h:25\", from: a@b, to: []}}]|`to` has 1 to 50|",
            })
    void eachMistakeIsNamedWithTheFix(String notify, String message, String fix) {
        assertThatThrownBy(() -> read("    " + notify))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("sallyport.yaml:4:")
                .hasMessageContaining(message)
                .hasMessageContaining(fix == null ? "" : fix)
                .hasMessageNotContaining("s3cret");
    }
}
