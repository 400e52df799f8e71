package dev.sallyport.server.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.sallyport.masking.Visible;
import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.Desk;
import dev.sallyport.server.approval.Requested;
import dev.sallyport.server.config.Notify;
import dev.sallyport.server.config.Notify.Channel;
import dev.sallyport.server.config.Notify.Email;
import dev.sallyport.server.config.Notify.Event;
import dev.sallyport.server.config.Secret;
import dev.sallyport.server.hostile.Attack;
import dev.sallyport.server.hostile.Seen;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Preview;
import jakarta.mail.Header;
import jakarta.mail.internet.MimeUtility;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// No text from outside is told raw, on any channel, nor becomes a link, a mention, a header or markup there.
class HostileNoticesTest {

    private static final List<Attack> ATTACKS =
            Attack.all().stream().filter(attack -> !attack.kind().equals("surrogate")).toList();

    @TempDir private Path directory;

    private static Notify route(String name, Channel channel) {
        return new Notify(name, channel, EnumSet.of(Event.REQUESTED), Set.of());
    }

    /// All texts are the attack.
    private static void hold(Desk desk, Attack attack) {
        var text = attack.text() + " n%03d.".formatted(attack.number());
        var plan = Desk.plan(text);
        var foreign =
                Desk.ask(
                        new Principal(
                                "client:" + text,
                                Principal.Kind.AGENT,
                                Optional.of(Principal.human("user:" + text, Set.of())),
                                Set.of()),
                        new Plan(text, text, plan.accesses(), plan.normalised(), text),
                        List.of(new ApproverSet(text, 1)));
        var asked =
                Notices.showing(foreign, new Preview(text, List.of(), foreign.preview().state()));
        assertThat(desk.approvals.request(asked)).isInstanceOf(Requested.Held.class);
    }

    @Test
    void noMessageHasAnythingRaw() throws Exception {
        var mail =
                new GreenMail(
                        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP).dynamicPort());
        mail.start();
        var started = new AtomicReference<Notifications>();
        try (var webhook = new Receiver();
                var slack = new Receiver();
                var teams = new Receiver()) {
            var routes =
                    List.of(
                            route(
                                    "webhook",
                                    new Notify.Webhook(
                                            webhook.url(),
                                            new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))),
                            route("slack", new Notify.Slack(new Secret(slack.url().toString()))),
                            route("teams", new Notify.Teams(new Secret(teams.url().toString()))),
                            route("mail", email(mail.getSmtp().getPort())));
            try (var desk =
                    new Desk(
                            TestDatabase.SQLITE.fresh(directory),
                            new TestClock(),
                            Desk.SETTINGS,
                            store -> {
                                started.set(
                                        Notifications.start(
                                                routes,
                                                store,
                                                Visible::line,
                                                URI.create("https://gate.example.com"),
                                                new TestClock(),
                                                new SplittableRandom(1),
                                                Duration.ofSeconds(5)));
                                return started.get();
                            })) {
                ATTACKS.forEach(attack -> hold(desk, attack));
                for (var receiver : List.of(webhook, slack, teams)) {
                    receiver.await(ATTACKS.size());
                }
                assertThat(mail.waitForIncomingEmail(30_000, ATTACKS.size())).isTrue();
            } finally {
                started.get().close();
            }
            webhook.got.forEach(got -> assertSeen(got));
            slack.got.forEach(got -> assertSlack(assertSeen(got)));
            teams.got.forEach(got -> assertTeams(assertSeen(got)));
            for (var message : mail.getReceivedMessages()) {
                for (Header header : Collections.list(message.getAllHeaders())) {
                    // RFC 5322, 2.2.3: a long header goes on in lines that begin with a space.
                    Seen.assertSeen(
                            "header",
                            header.getName() + ": " + MimeUtility.unfold(header.getValue()));
                }
                assertThat(message.getHeader("Subject")).hasSize(1);
                assertThat(message.getSubject())
                        .startsWith("Decide: ")
                        .doesNotContain("\r", "\n")
                        .hasSizeLessThanOrEqualTo(EmailSender.SUBJECT_MAX + " … (cut)".length());
                Seen.assertSeen("subject", message.getSubject());
                assertThat(message.getAllRecipients()).hasSize(1);
                assertThat(message.getContentType()).startsWith("text/plain");
                var body = message.getContent().toString().replace("\r\n", "\n");
                Seen.assertSeen("mail", body);
                assertThat(body.lines().filter(line -> line.startsWith("  ")).count())
                        .as(body)
                        .isEqualTo(5);
            }
        } finally {
            mail.stop();
        }
    }

    private static Email email(int port) {
        return new Email(
                "127.0.0.1",
                port,
                Notify.Security.NONE,
                Optional.empty(),
                "gate@example.com",
                List.of("ana@example.com"));
    }

    private static JsonNode assertSeen(Receiver.Got got) {
        Seen.assertSeen("a message", got.body().replace("\\n", "\n"));
        var json = JsonMapper.shared().readTree(got.body());
        Seen.assertSeen("a message", json);
        got.headers().map().forEach((name, values) -> Seen.assertSeen(name, values.toString()));
        assertThat(got.body()).containsAnyOf(" n", "(cut; the page has all of it)");
        return json;
    }

    /// What Slack formats is ours; in the rest nothing is an entity.
    private static void assertSlack(JsonNode json) {
        for (var block : json.path("blocks")) {
            var text = block.path("text");
            if (text.path("type").stringValue().equals("mrkdwn")) {
                assertThat(text.path("text").stringValue())
                        .matches(
                                "\\*A call waits for your decision\\*: <https://gate.example.com/approvals/apr_[a-z0-9]+\\|open the request>");
            } else {
                assertThat(text.path("text").stringValue().replaceAll("&(lt|gt|amp);", ""))
                        .doesNotContain("<", ">", "&");
            }
        }
        assertThat(json.path("text").stringValue()).isEqualTo("A call waits for your decision");
    }

    /// Teams reads Markdown in text blocks, and none in text runs.
    private static void assertTeams(JsonNode json) {
        var card = json.path("attachments").get(0).path("content");
        for (var element : card.path("body")) {
            if (element.path("type").stringValue().equals("TextBlock")) {
                assertThat(element.path("text").stringValue())
                        .isEqualTo("A call waits for your decision");
            } else {
                assertThat(element.path("type").stringValue()).isEqualTo("RichTextBlock");
            }
        }
        assertThat(card.path("actions")).hasSize(1);
        assertThat(card.path("actions").get(0).path("url").stringValue())
                .startsWith("https://gate.example.com/approvals/apr_");
    }
}
