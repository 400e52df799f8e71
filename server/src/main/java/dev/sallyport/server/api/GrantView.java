package dev.sallyport.server.api;

import dev.sallyport.policy.yaml.Amounts;
import dev.sallyport.server.api.ApiError.Refusal;
import dev.sallyport.server.approval.Grant;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What the API shows of a grant, and what it takes for one.
final class GrantView {
    private final ShownText shown;

    GrantView(ShownText shown) {
        this.shown = shown;
    }

    /// The terms in the body of a request: `for` as `2h`, and `uses` or the usual number of them.
    static Grant.Terms terms(Map<String, String> body) throws Refusal {
        var length =
                Amounts.parseDuration(body.getOrDefault("for", ""))
                        .filter(Grant.Terms::isLength)
                        .orElseThrow(() ->
                                ApiError.bad(
                                                "INVALID_LENGTH",
                                                "`for` must be from `1m` to `8h`, as in `30m` or `2h`")
                                        .refusal());
        long uses = Long.parseLong(body.getOrDefault("uses", Integer.toString(Grant.USES_DEFAULT)));
        if (!Grant.Terms.isUses(uses)) {
            throw ApiError.bad(
                            "INVALID_USES",
                            "`uses` must be from 1 to "
                                    + Grant.USES_MAX
                                    + "; the approved call is the first")
                    .refusal();
        }
        return new Grant.Terms(length, (int) uses);
    }

    /// @param state in one word
    ObjectNode of(Grant grant, String state) {
        var asked = grant.request().asked();
        var json = JsonNodeFactory.instance.objectNode();
        json.put("id", grant.id());
        json.put("state", state);
        json.put("approval_id", grant.request().id());
        var requester = json.putObject("requester");
        requester.put("subject", shown.name(asked.requester().subject()));
        asked.requester()
                .onBehalfOf()
                .ifPresent(human -> requester.put("on_behalf_of", shown.name(human)));
        json.put("tool", shown.of(asked.plan().tool()));
        json.put("target", shown.of(asked.plan().target()));
        json.put("headline", shown.of(asked.preview().headline()));
        var places = new TreeSet<String>();
        asked.plan()
                .accesses()
                .forEach(access ->
                        places.add(shown.of(access.action() + " on " + access.resource())));
        places.forEach(json.putArray("accesses")::add);
        json.put("grantor", shown.name(grant.grantor().subject()));
        json.put("reason", shown.of(grant.reason()));
        json.put("uses", grant.uses());
        json.put("uses_max", grant.usesMax());
        json.put("granted_at", grant.granted().toString());
        json.put("ends_at", grant.ends().toString());
        grant.revoked()
                .ifPresent(revoked -> {
                    json.put("revoked_at", revoked.at().toString());
                    json.put("revoked_by", shown.name(revoked.by()));
                    json.put("revoked_reason", shown.of(revoked.reason()));
                });
        return json;
    }
}
