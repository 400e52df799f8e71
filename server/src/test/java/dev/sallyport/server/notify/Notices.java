package dev.sallyport.server.notify;

import dev.sallyport.server.approval.NewRequest;
import dev.sallyport.server.config.Notify.Event;
import dev.sallyport.tools.Preview;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Notices to send.
final class Notices {

    private Notices() {}

    static Notice of(String id, String target, String summary) {
        return of(id, target, summary, 0);
    }

    static Notice of(String id, String target, String summary, int hidden) {
        return new Notice(
                id,
                Event.REQUESTED,
                Instant.parse("2026-03-01T09:00:00Z"),
                "apr_a",
                "modify_database",
                target,
                "3 times: " + summary,
                summary,
                "client:coding-agent",
                Optional.of("user:olga"),
                List.of(new Notice.Needed("dba", 2)),
                hidden,
                Instant.parse("2026-03-01T10:00:00Z"),
                Optional.empty(),
                URI.create("https://gate.example.com/approvals/apr_a"));
    }

    /// The same call, of which the tool shows this.
    static NewRequest showing(NewRequest asked, Preview preview) {
        return new NewRequest(
                asked.requester(),
                asked.session(),
                asked.client(),
                asked.callId(),
                asked.plan(),
                asked.obligations(),
                preview,
                asked.approvers(),
                asked.ruleIds(),
                asked.policyDigest(),
                asked.agentReason());
    }

    /// Released alone, by somebody with a hostile name.
    static Notice broken(String id) {
        return broken(id, Event.BROKE_GLASS);
    }

    static Notice broken(String id, Event event) {
        var told = of(id);
        return new Notice(
                id,
                event,
                told.time(),
                told.approvalId(),
                told.tool(),
                told.target(),
                told.headline(),
                told.summary(),
                told.requester(),
                told.onBehalfOf(),
                told.approvers(),
                0,
                told.until(),
                Optional.of(
                        new Notice.Broken(
                                "user:<!channel> *cora*", Instant.parse("2026-03-02T09:00:00Z"))),
                told.page());
    }

    static Notice of(String id) {
        return of(id, "shop", "update shop.orders");
    }
}
