package dev.sallyport.server.api;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.api.ApiError.Refusal;
import dev.sallyport.server.approval.GrantRights;
import dev.sallyport.server.approval.Grants;
import dev.sallyport.server.approval.Revoked;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Grants over HTTP: listed and revoked; [ApprovalsServlet] makes them. Belongs at [#MAPPING], behind the same door.
///
/// For approvers, auditors and administrators; to anyone else every path answers that it is forbidden.
public final class GrantsServlet extends ApiServlet<GrantsServlet.Route> {
    private static final long serialVersionUID = 1L;

    public static final String MAPPING = "/api/grants/*";

    private static final Set<String> LIST_KEYS = Set.of("state", "limit");

    private final transient Grants grants;
    private final transient GrantRights rights;
    private final transient GrantView view;

    /// @param shown passes every text that a human is shown
    public GrantsServlet(Grants grants, GrantRights rights, ShownText shown) {
        super(Route.values());
        this.grants = grants;
        this.rights = rights;
        this.view = new GrantView(shown);
    }

    /// Every way in. The OpenAPI document names the same.
    enum Route implements ApiServlet.Way {
        LIST("GET", ""),
        REVOKE("POST", "/{id}/revoke");

        private final String method;
        private final String tail;

        Route(String method, String tail) {
            this.method = method;
            this.tail = tail;
        }

        @Override
        public String method() {
            return method;
        }

        @Override
        public String tail() {
            return tail;
        }

        String path() {
            return "/api/grants" + tail;
        }
    }

    @Override
    ObjectNode answer(Route route, Principal principal, String id, HttpServletRequest request)
            throws IOException, Refusal {
        return switch (route) {
            case LIST -> list(principal, ApiQuery.of(request));
            case REVOKE -> revoke(principal, id, ApiBody.read(request, Set.of("reason")));
        };
    }

    private ObjectNode list(Principal principal, Map<String, String[]> query) throws Refusal {
        boolean activeOnly =
                switch (ApiQuery.one(query, "state", LIST_KEYS).orElse("all")) {
                    case "active" -> true;
                    case "all" -> false;
                    default ->
                            throw ApiError.bad("UNKNOWN_STATE", "`state` must be `active` or `all`")
                                    .refusal();
                };
        int limit = ApiQuery.limit(ApiQuery.one(query, "limit", LIST_KEYS), Grants.LIST_MAX);
        if (!rights.seesAll(principal)) {
            throw ApiError.FORBIDDEN.refusal();
        }
        var json = JsonNodeFactory.instance.objectNode();
        var items = json.putArray("grants");
        grants.list(activeOnly, limit)
                .forEach(grant -> items.add(view.of(grant, rights.state(grant))));
        return json;
    }

    private ObjectNode revoke(Principal principal, String id, Map<String, String> body)
            throws Refusal {
        return switch (rights.revoke(principal, id, body.getOrDefault("reason", ""))) {
            case Revoked.Accepted(var grant) -> view.of(grant, rights.state(grant));
            // Who may not see grants learns nothing about which there are.
            case Revoked.Refused refused ->
                    throw (rights.seesAll(principal) ? error(refused) : ApiError.FORBIDDEN)
                            .refusal();
        };
    }

    private static ApiError error(Revoked.Refused refused) {
        int status =
                switch (refused.code()) {
                    case NOT_FOUND -> 404;
                    case NO_ROLE -> 403;
                    case NOT_ACTIVE -> 409;
                };
        return new ApiError(status, refused.code().name(), refused.message());
    }
}
