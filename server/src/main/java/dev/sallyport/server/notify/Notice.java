package dev.sallyport.server.notify;

import dev.sallyport.server.approval.PlainName;
import dev.sallyport.server.config.Notify.Event;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What is told of one event, the same on every channel. It informs and links; it holds no statement, diff or reason,
/// and nothing that could decide. Every text is fit to be shown: masked, with invisible characters written out.
///
/// @param id of this event of this request; a receiver that has seen it can leave it out
/// @param headline what would happen, and to how much, in the tool's words: `update 3 rows of shop/shop.orders`
/// @param onBehalfOf the human behind an agent
/// @param hidden how many values nobody who decides is shown
/// @param until when it can be decided, or, once approved, executed
/// @param broken who released it past its approvers, where somebody did
/// @param page where a human decides
record Notice(
        String id,
        Event event,
        Instant time,
        String approvalId,
        String tool,
        String target,
        String headline,
        String summary,
        String requester,
        Optional<String> onBehalfOf,
        List<Needed> approvers,
        int hidden,
        Instant until,
        Optional<Broken> broken,
        URI page) {

    private static final JsonMapper JSON = JsonMapper.shared();

    Notice {
        approvers = List.copyOf(approvers);
    }

    /// @param needed distinct humans
    record Needed(String role, int needed) {
        /// `1 dba`, `2 × dba`
        String words() {
            return needed + (needed == 1 ? " " : " × ") + role;
        }
    }

    /// @param by the human
    /// @param reviewBy until when another human has to review it
    record Broken(String by, Instant reviewBy) {}

    /// In one line, in our own words.
    String title() {
        return switch (event) {
            case REQUESTED -> "A call waits for your decision";
            case APPROVED -> "A held call was approved";
            case REJECTED -> "A held call was rejected";
            case EXPIRED -> "A held call expired undecided";
            case CANCELLED -> "A held call was taken back";
            case BROKE_GLASS -> "The glass was broken: one human released a held call alone";
            case REVIEW_OVERDUE -> "Nobody reviewed in time why the glass was broken";
            case UNKNOWN -> "Nobody knows whether an approved call ran; look at its target";
        };
    }

    /// As [#title], with what would happen where a decision is wanted: for where nothing is formatted.
    String subject() {
        return event == Event.REQUESTED ? "Decide: " + headline : title();
    }

    /// Who asks, and for whom.
    String asker() {
        var who = PlainName.of(requester);
        return onBehalfOf.map(human -> who + ", for " + PlainName.of(human)).orElse(who);
    }

    /// Who must agree.
    String deciders() {
        return String.join(", ", approvers.stream().map(Needed::words).toList());
    }

    /// What nobody is shown, as a sentence; empty where all is.
    String hiding() {
        return switch (hidden) {
            case 0 -> "";
            case 1 -> "It hides 1 value from you.";
            default -> "It hides " + hidden + " values from you.";
        };
    }

    /// Who released it alone and until when that is reviewed, as a sentence; empty where nobody did.
    String breaking() {
        return broken.map(glass ->
                        "Released alone by "
                                + glass.by()
                                + "; another human reviews that until "
                                + glass.reviewBy()
                                + ".")
                .orElse("");
    }

    /// The body of a webhook, as the Standard Webhooks specification recommends it: `type`, `timestamp`, `data`.
    ObjectNode json() {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("type", "approval." + event.name().toLowerCase(Locale.ROOT));
        json.put("timestamp", time.toString());
        var data = json.putObject("data");
        data.put("approval_id", approvalId);
        data.put("tool", tool);
        data.put("target", target);
        data.put("headline", headline);
        data.put("summary", summary);
        var who = data.putObject("requester");
        who.put("subject", requester);
        onBehalfOf.ifPresent(human -> who.put("on_behalf_of", human));
        var sets = data.putArray("approvers");
        approvers.forEach(
                set -> sets.addObject().put("role", set.role()).put("needed", set.needed()));
        data.put("hidden_values", hidden);
        data.put("expires_at", until.toString());
        broken.ifPresent(glass -> {
            data.put("glass_broken_by", glass.by());
            data.put("review_by", glass.reviewBy().toString());
        });
        data.put("url", page.toString());
        return json;
    }

    /// @param text as [#json] prints it
    static Notice parse(String id, String text) {
        var json = JSON.readTree(text);
        var data = json.path("data");
        return new Notice(
                id,
                Event.valueOf(
                        json.path("type")
                                .stringValue()
                                .substring("approval.".length())
                                .toUpperCase(Locale.ROOT)),
                Instant.parse(json.path("timestamp").stringValue()),
                data.path("approval_id").stringValue(),
                data.path("tool").stringValue(),
                data.path("target").stringValue(),
                // A message of an earlier build has none.
                data.path("headline").asString(data.path("summary").stringValue()),
                data.path("summary").stringValue(),
                data.path("requester").path("subject").stringValue(),
                Optional.ofNullable(data.path("requester").get("on_behalf_of"))
                        .map(JsonNode::stringValue),
                data.path("approvers")
                        .valueStream()
                        .map(set ->
                                new Needed(
                                        set.path("role").stringValue(),
                                        set.path("needed").intValue()))
                        .toList(),
                data.path("hidden_values").asInt(0),
                Instant.parse(data.path("expires_at").stringValue()),
                Optional.ofNullable(data.get("glass_broken_by"))
                        .map(by ->
                                new Broken(
                                        by.stringValue(),
                                        Instant.parse(data.path("review_by").stringValue()))),
                URI.create(data.path("url").stringValue()));
    }
}
