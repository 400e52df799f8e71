package dev.sallyport.server.notify;

import dev.sallyport.server.config.Notify.Webhook;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs with HMAC-SHA-256 over id, time of the attempt and body, so that a receiver can tell our messages from others'
/// and refuse old ones.
///
/// @see <a href="https://www.standardwebhooks.com/">Standard Webhooks</a>
final class WebhookSender implements Sender {

    private final Webhook webhook;
    private final Clock clock;
    private final HttpPost http;

    /// @param http is closed with the sender
    WebhookSender(Webhook webhook, HttpPost http, Clock clock) {
        this.webhook = webhook;
        this.http = http;
        this.clock = clock;
    }

    @Override
    public Sent send(Notice notice) throws InterruptedException {
        var body = notice.json().toString();
        var timestamp = Long.toString(clock.instant().getEpochSecond());
        return http.send(
                webhook.url(),
                body,
                Map.of(
                        "webhook-id",
                        notice.id(),
                        "webhook-timestamp",
                        timestamp,
                        "webhook-signature",
                        "v1," + signature(notice.id() + "." + timestamp + "." + body)));
    }

    private String signature(String signed) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(webhook.key(), "HmacSHA256"));
            return Base64.getEncoder()
                    .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }

    @Override
    public String problem() {
        return http.problem(webhook.url());
    }

    @Override
    public void close() {
        http.close();
    }
}
