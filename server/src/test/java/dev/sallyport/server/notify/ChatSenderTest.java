package dev.sallyport.server.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ChatSenderTest {

    private static final String HOSTILE =
            "<!channel> <https://evil.example|ok> *bold* [click](https://evil.example) & <at>all</at>";

    private final Receiver receiver = new Receiver();
    private final HttpPost http = new HttpPost(Duration.ofSeconds(10));

    @AfterEach
    void close() {
        http.close();
        receiver.close();
    }

    @Test
    void slackFormatsOurWordsAloneAndMentionsNobody() throws Exception {
        try (var slack = ChatSender.slack(receiver.url(), http)) {
            assertThat(slack.send(Notices.of("a", "shop", HOSTILE)))
                    .isEqualTo(new Sender.Sent.Acknowledged());
        }

        assertThat(JsonMapper.shared().readTree(receiver.got.getFirst().body()))
                .isEqualTo(
                        JsonMapper.shared()
                                .readTree(
                                        """
                                        {"text": "A call waits for your decision", "blocks": [
                                          {"type": "section", "text": {"type": "mrkdwn", "text":
                                            "*A call waits for your decision*: <https://gate.example.com/approvals/apr_a|open the request>"}},
                                          {"type": "section", "text": {"type": "plain_text", "emoji": false, "text":
                                            "3 times: &lt;!channel&gt; &lt;https://evil.example|ok&gt; *bold* [click](https://evil.example) &amp; &lt;at&gt;all&lt;/at&gt;\\nasked by agent coding-agent, for olga\\nneeds 2 × dba until 2026-03-01T10:00:00Z\\nmodify_database on shop"}}]}
                                        """));
    }

    @Test
    void bothSayWhoReleasedItAloneAndMarkNothingUp() throws Exception {
        try (var slack = ChatSender.slack(receiver.url(), http);
                var teams = ChatSender.teams(receiver.url(), http)) {
            var notice = Notices.broken("a");
            assertThat(Notice.parse("a", notice.json().toString())).isEqualTo(notice);
            assertThat(slack.send(notice)).isEqualTo(new Sender.Sent.Acknowledged());
            assertThat(teams.send(notice)).isEqualTo(new Sender.Sent.Acknowledged());
        }

        assertThat(receiver.got.get(0).body())
                .contains("The glass was broken", "Released alone by user:&lt;!channel&gt; *cora*");
        assertThat(receiver.got.get(1).body())
                .contains(
                        "The glass was broken",
                        "Released alone by user:<!channel> *cora*; another human reviews that until"
                                + " 2026-03-02T09:00:00Z.");
    }

    @Test
    void bothSayHowManyValuesAreHidden() throws Exception {
        try (var slack = ChatSender.slack(receiver.url(), http);
                var teams = ChatSender.teams(receiver.url(), http)) {
            var notice = Notices.of("a", "shop", "update", 3);
            assertThat(slack.send(notice)).isEqualTo(new Sender.Sent.Acknowledged());
            assertThat(teams.send(notice)).isEqualTo(new Sender.Sent.Acknowledged());
            assertThat(slack.send(Notices.of("b", "shop", "update", 1)))
                    .isEqualTo(new Sender.Sent.Acknowledged());
        }

        assertThat(receiver.got).hasSize(3);
        assertThat(receiver.got.get(0).body()).contains("It hides 3 values from you.");
        assertThat(receiver.got.get(1).body()).contains("It hides 3 values from you.");
        assertThat(receiver.got.get(2).body()).contains("It hides 1 value from you.");
    }

    @Test
    void teamsFormatsOurWordsAlone() throws Exception {
        try (var teams = ChatSender.teams(receiver.url(), http)) {
            assertThat(teams.send(Notices.of("a", "shop", HOSTILE)))
                    .isEqualTo(new Sender.Sent.Acknowledged());
        }

        var card =
                JsonMapper.shared()
                        .readTree(receiver.got.getFirst().body())
                        .path("attachments")
                        .path(0)
                        .path("content");
        assertThat(card.path("type").stringValue()).isEqualTo("AdaptiveCard");
        assertThat(card.path("actions").path(0).path("url").stringValue())
                .isEqualTo("https://gate.example.com/approvals/apr_a");
        // Text blocks know Markdown, text runs do not.
        var blocks = card.path("body").valueStream().toList();
        assertThat(blocks.stream().filter(b -> b.path("type").stringValue().equals("TextBlock")))
                .hasSize(1)
                .noneMatch(block -> block.toString().contains("evil"));
        assertThat(blocks)
                .anyMatch(block ->
                        block.path("type").stringValue().equals("RichTextBlock")
                                && block.path("inlines")
                                        .path(0)
                                        .path("type")
                                        .stringValue()
                                        .equals("TextRun")
                                && block.path("inlines")
                                        .path(0)
                                        .path("text")
                                        .stringValue()
                                        .equals("3 times: " + HOSTILE));
    }

    @Test
    void aLookConnectsAndSendsNothing() throws Exception {
        assertThat(http.problem(receiver.url())).isEmpty();
        int port;
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        assertThat(http.problem(URI.create("http://127.0.0.1:" + port + "/")))
                .isEqualTo("it cannot be reached (ConnectException)");
        try (var babble = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var server = Thread.ofVirtual().start(() -> say(babble, "no TLS here"));
            assertThat(http.problem(URI.create("https://127.0.0.1:" + babble.getLocalPort())))
                    .startsWith("it cannot be reached (SSL");
            server.join();
        }
        assertThat(receiver.got).isEmpty();
    }

    private static void say(ServerSocket server, String words) {
        try (var socket = server.accept()) {
            socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
