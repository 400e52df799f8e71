package dev.sallyport.server.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.sallyport.server.config.Notify.Email;
import dev.sallyport.server.config.Notify.Login;
import dev.sallyport.server.config.Notify.Security;
import dev.sallyport.server.config.Secret;
import dev.sallyport.server.notify.Sender.Sent;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Over real SMTP.
class EmailSenderTest {

    private final GreenMail server =
            new GreenMail(
                    new ServerSetup[] {
                        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP).dynamicPort(),
                        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS).dynamicPort()
                    });

    @BeforeEach
    void start() {
        server.start();
        var _ = server.setUser("ana@example.com", "gate", "right");
        server.getManagers().getUserManager().setAuthRequired(true);
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private EmailSender sender(int port, Security security, Optional<String> password) {
        return new EmailSender(
                new Email(
                        "127.0.0.1",
                        port,
                        security,
                        password.map(p -> new Login("gate", new Secret(p))),
                        "gate@example.com",
                        List.of("ana@example.com")),
                "ana@example.com");
    }

    private int smtp() {
        return server.getSmtp().getPort();
    }

    @Test
    void aMailInformsAndLinks() throws Exception {
        try (var sender = sender(smtp(), Security.NONE, Optional.of("right"))) {
            assertThat(
                            sender.send(
                                    Notices.of(
                                            "apr_a_requested",
                                            "sh\u00f6p",
                                            "update <b>x</b> \\u202e .\r\n.\r\nRCPT TO:<x@y>",
                                            3)))
                    .isEqualTo(new Sent.Acknowledged());
        }

        assertThat(server.getReceivedMessages()).hasSize(1);
        MimeMessage mail = server.getReceivedMessages()[0];
        assertThat(mail.getSubject())
                .isEqualTo("Decide: 3 times: update <b>x</b> \\u202e . . RCPT TO:<x@y>");
        assertThat(mail.getHeader("Subject")).hasSize(1);
        assertThat(mail.getFrom()[0]).hasToString("gate@example.com");
        assertThat(mail.getAllRecipients()).hasSize(1);
        assertThat(mail.getAllRecipients()[0]).hasToString("ana@example.com");
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(mail.getMessageID()).startsWith("<apr_a_requested.").endsWith("@sallyport>");
        assertThat(mail.getContentType()).startsWith("text/plain");
        assertThat(String.valueOf(mail.getContent()))
                .contains(
                        "modify_database on sh\u00f6p",
                        "update <b>x</b>",
                        "3 times: update <b>x</b>",
                        "agent coding-agent, for olga",
                        "2 × dba",
                        "It hides 3 values from you.",
                        "https://gate.example.com/approvals/apr_a",
                        "Answering it decides nothing");
    }

    @Test
    void aLookSendsNothing() throws Exception {
        try (var sender = sender(smtp(), Security.NONE, Optional.of("right"))) {
            assertThat(sender.problem()).isEmpty();
        }
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void aMailSaysWhoReleasedItAlone() throws Exception {
        try (var sender = sender(smtp(), Security.NONE, Optional.empty())) {
            assertThat(sender.send(Notices.broken("a"))).isEqualTo(new Sent.Acknowledged());
        }
        var mail = server.getReceivedMessages()[0];
        assertThat(mail.getSubject())
                .isEqualTo("The glass was broken: one human released a held call alone");
        assertThat(mail.getContent().toString())
                .contains("Released alone by user:<!channel> *cora*; another human reviews that");
    }

    @Test
    void aWrongLoginIsToldWithoutThePassword() throws Exception {
        try (var sender = sender(smtp(), Security.NONE, Optional.of("wrong"))) {
            assertThat(sender.send(Notices.of("a")))
                    .isEqualTo(
                            new Sent.Failed("the mail server refuses the login", Optional.empty()));
        }
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    /// Neither the mail nor the password goes out in the clear where TLS was asked for.
    @Test
    void withoutTheProtectionAskedForNothingIsSent() throws Exception {
        var heard = new StringBuilder();
        try (var plain = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var talk = Thread.ofVirtual().start(() -> withoutTls(plain, heard));
            try (var sender =
                    sender(plain.getLocalPort(), Security.STARTTLS, Optional.of("right"))) {
                assertThat(sender.send(Notices.of("a"))).isInstanceOf(Sent.Failed.class);
            }
            talk.join();
        }
        assertThat(heard.toString()).startsWith("EHLO").doesNotContain("AUTH", "MAIL", "DATA");
    }

    private static void withoutTls(ServerSocket server, StringBuilder heard) {
        try (var socket = server.accept()) {
            var out = socket.getOutputStream();
            out.write("220 here\r\n".getBytes(StandardCharsets.US_ASCII));
            var in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                heard.append(line).append('\n');
                out.write(
                        (line.startsWith("EHLO") ? "250-here\r\n250 AUTH PLAIN\r\n" : "250 ok\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // The sender hung up, as it should.
        }
    }

    @Test
    void aServerWithAForeignCertificateGetsNothing() throws Exception {
        try (var sender = sender(server.getSmtps().getPort(), Security.TLS, Optional.of("right"))) {
            assertThat(sender.send(Notices.of("a")))
                    .isInstanceOfSatisfying(
                            Sent.Failed.class,
                            failed -> assertThat(failed.why()).contains("SSLHandshakeException"));
        }
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void aServerThatIsAwayIsToldAsSuch() throws Exception {
        int port;
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        try (var sender = sender(port, Security.NONE, Optional.empty())) {
            assertThat(sender.send(Notices.of("a")))
                    .isEqualTo(
                            new Sent.Failed(
                                    "the mail server cannot be used (ConnectException)",
                                    Optional.empty()));
        }
    }
}
