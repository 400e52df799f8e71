package dev.sallyport.server.api;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest;
import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.approval.BrokenGlass;
import java.time.Instant;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What the API shows of a held call. Facts come from the parsed plan and the tool's preview; what the agent
/// says stands apart, under `agent_reason`.
final class ApprovalView {
    private final ShownText shown;
    private final ApprovalRights rights;

    /// @param rights knows the time by which votes are counted, and what is hidden
    ApprovalView(ShownText shown, ApprovalRights rights) {
        this.shown = shown;
        this.rights = rights;
    }

    /// For approvers and auditors: everything a decision needs.
    ObjectNode full(ApprovalRequest request) {
        var json = brief(request);
        hidden(request, json.putObject("hidden"));
        var preview = request.asked().preview();
        var sections = json.putArray("sections");
        for (var section : preview.sections()) {
            sections.addObject()
                    .put("title", shown.of(section.title()))
                    .put("kind", section.kind().name().toLowerCase(Locale.ROOT))
                    .put("content", shown.of(section.content()));
        }
        var state = json.putObject("target_state");
        for (var fact : preview.state().properties()) {
            var value = fact.getValue();
            state.put(
                    shown.of(fact.getKey()),
                    shown.of(value.isString() ? value.stringValue() : value.toString()));
        }
        json.put("plan_digest", request.plan().digest());
        json.put("policy_digest", request.asked().policyDigest());
        json.put("session", shown.of(request.asked().session()));
        json.put("call_id", shown.of(request.asked().callId()));
        return json;
    }

    /// As [#full], with in whose place the reader would decide, where it is not their own.
    ObjectNode full(ApprovalRequest request, Principal reader) {
        var json = full(request);
        if (request.state() == ApprovalRequest.State.PENDING) {
            rights.inPlaceOf(reader, request)
                    .ifPresent(place ->
                            json.put("you_decide_for", shown.name(place.approver().subject()))
                                    .put("your_delegation", place.delegation()));
        }
        return json;
    }

    private void hidden(ApprovalRequest request, ObjectNode json) {
        var hidden = rights.hidden(request);
        json.put("count", hidden.count());
        var values = json.putArray("values");
        for (var found : hidden.found()) {
            values.addObject()
                    .put("place", shown.of(found.place()))
                    .put("kind", found.kind())
                    .put("count", found.count());
        }
    }

    /// For approvers and auditors, in a list.
    ObjectNode brief(ApprovalRequest request) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("id", request.id());
        json.put("state", request.state().name().toLowerCase(Locale.ROOT));
        json.put("digest", request.digest());
        var requester = json.putObject("requester");
        requester.put("subject", shown.name(request.requester().subject()));
        request.requester()
                .onBehalfOf()
                .ifPresent(human -> requester.put("on_behalf_of", shown.name(human)));
        requester.put("client", shown.of(request.asked().client()));
        json.put("tool", shown.of(request.plan().tool()));
        json.put("target", shown.of(request.plan().target()));
        json.put("summary", shown.of(request.plan().summary()));
        json.put("headline", shown.of(request.asked().preview().headline()));
        json.put("hidden_count", rights.hiddenCount(request));
        var rules = json.putArray("held_by");
        request.asked().ruleIds().forEach(rule -> rules.add(shown.of(rule)));
        approvers(request, json, true);
        var votes = json.putArray("votes");
        for (var vote : request.votes()) {
            var item = votes.addObject();
            item.put("approver", shown.name(vote.approver().subject()));
            item.put("decision", vote.verdict().name().toLowerCase(Locale.ROOT));
            vote.inPlaceOf()
                    .ifPresent(place ->
                            item.put("in_place_of", shown.name(place.approver().subject()))
                                    .put("delegation", place.delegation()));
            var roles = item.putArray("roles");
            vote.roles().forEach(role -> roles.add(shown.of(role)));
            item.put("reason", shown.of(vote.reason()));
            item.put("at", time(vote.cast()));
            item.put("counts", vote.counts(rights.now()));
        }
        request.glass().ifPresent(glass -> glass(glass, json.putObject("broken_glass")));
        json.put("agent_reason", shown.of(request.asked().agentReason()));
        times(request, json);
        request.ending()
                .flatMap(ApprovalRequest.Ending::by)
                .ifPresent(by -> json.put("ended_by", shown.name(by)));
        return json;
    }

    /// For the requester: no rule, no approver's name, and nothing of the target that the preview shows to
    /// approvers only.
    ObjectNode own(ApprovalRequest request) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("id", request.id());
        json.put("state", request.state().name().toLowerCase(Locale.ROOT));
        json.put("tool", shown.of(request.plan().tool()));
        json.put("target", shown.of(request.plan().target()));
        json.put("summary", shown.of(request.plan().summary()));
        approvers(request, json, false);
        json.put("agent_reason", shown.of(request.asked().agentReason()));
        times(request, json);
        return json;
    }

    /// @param ways whether to name who may break the glass
    private void approvers(ApprovalRequest request, ObjectNode json, boolean ways) {
        var approvers = json.putArray("approvers");
        for (var set : request.asked().approvers()) {
            var item =
                    approvers
                            .addObject()
                            .put("role", shown.of(set.role()))
                            .put("needed", set.quorum())
                            .put("given", request.given(set.role(), rights.now()));
            set.breakGlass()
                    .filter(_ -> ways)
                    .ifPresent(role -> item.put("break_glass", shown.of(role)));
        }
    }

    private void glass(BrokenGlass glass, ObjectNode json) {
        json.put("by", shown.name(glass.breaker().subject()));
        json.put("reason", shown.of(glass.reason()));
        json.put("at", time(glass.at()));
        json.put("review_by", time(glass.due()));
        json.put("overdue", glass.isOverdue(rights.now()));
        glass.review()
                .ifPresent(review ->
                        json.putObject("review")
                                .put("by", shown.name(review.reviewer().subject()))
                                .put("verdict", review.verdict().text())
                                .put("note", shown.of(review.note()))
                                .put("at", time(review.at())));
    }

    private void times(ApprovalRequest request, ObjectNode json) {
        json.put("created_at", time(request.created()));
        json.put("expires_at", time(request.deadline()));
        request.ending()
                .ifPresent(ending -> {
                    json.put("ended_at", time(ending.at()));
                    json.put("ended_reason", shown.of(ending.reason()));
                });
    }

    private static String time(Instant instant) {
        return instant.toString();
    }
}
