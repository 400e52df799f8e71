package dev.sallyport.server.notify;

import dev.sallyport.tools.WholeText;
import java.net.URI;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Posts to a chat's incoming webhook. Texts from outside go only where the product formats nothing: no mention, link or
/// emphasis comes of them.
final class ChatSender implements Sender {

    /// Of 3,000 that Slack takes.
    private static final int SLACK_TEXT_MAX = 2_900;

    private final URI to;
    private final Function<Notice, ObjectNode> message;
    private final HttpPost http;

    private ChatSender(URI to, Function<Notice, ObjectNode> message, HttpPost http) {
        this.to = to;
        this.http = http;
        this.message = message;
    }

    /// @see <a href="https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks">Slack's incoming
    ///     webhooks</a>
    static ChatSender slack(URI to, HttpPost http) {
        return new ChatSender(to, ChatSender::blocks, http);
    }

    /// @see <a href="https://adaptivecards.io/explorer/RichTextBlock.html">Adaptive Cards: RichTextBlock, which knows no
    ///     Markdown</a>
    static ChatSender teams(URI to, HttpPost http) {
        return new ChatSender(to, ChatSender::card, http);
    }

    @Override
    public Sent send(Notice notice) throws InterruptedException {
        return http.send(to, message.apply(notice).toString(), Map.of());
    }

    private static String facts(Notice notice) {
        return notice.headline()
                + "\nasked by "
                + notice.asker()
                + "\nneeds "
                + notice.deciders()
                + " until "
                + notice.until()
                + "\n"
                + notice.tool()
                + " on "
                + notice.target()
                + notice.breaking().transform(ChatSender::lineOf)
                + notice.hiding().transform(ChatSender::lineOf);
    }

    private static String lineOf(String text) {
        return text.isEmpty() ? "" : "\n" + text;
    }

    private static ObjectNode blocks(Notice notice) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("text", notice.title());
        var blocks = json.putArray("blocks");
        blocks.addObject()
                .put("type", "section")
                .putObject("text")
                .put("type", "mrkdwn")
                .put("text", "*" + notice.title() + "*: <" + notice.page() + "|open the request>");
        blocks.addObject()
                .put("type", "section")
                .putObject("text")
                .put("type", "plain_text")
                .put("emoji", false)
                .put("text", slackText(facts(notice)));
        return json;
    }

    /// Slack reads these three as entities in every kind of text.
    private static String slackText(String text) {
        var escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        // Longer ones are refused by Slack, whole message and all.
        return escaped.length() <= SLACK_TEXT_MAX
                ? escaped
                : WholeText.start(escaped, SLACK_TEXT_MAX).replaceAll("&[a-z]*$", "")
                        + " … (cut; the page has all of it)";
    }

    private static ObjectNode card(Notice notice) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("type", "message");
        var attachment = json.putArray("attachments").addObject();
        attachment.put("contentType", "application/vnd.microsoft.card.adaptive");
        var card = attachment.putObject("content");
        card.put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
        card.put("type", "AdaptiveCard");
        card.put("version", "1.4");
        card.put("fallbackText", notice.title());
        var body = card.putArray("body");
        body.addObject()
                .put("type", "TextBlock")
                .put("text", notice.title())
                .put("weight", "Bolder")
                .put("wrap", true);
        for (var line : facts(notice).split("\n", -1)) {
            body.addObject()
                    .put("type", "RichTextBlock")
                    .putArray("inlines")
                    .addObject()
                    .put("type", "TextRun")
                    .put("text", line);
        }
        card.putArray("actions")
                .addObject()
                .put("type", "Action.OpenUrl")
                .put("title", "Open the request")
                .put("url", notice.page().toString());
        return json;
    }

    @Override
    public String problem() {
        return http.problem(to);
    }

    @Override
    public void close() {
        http.close();
    }
}
