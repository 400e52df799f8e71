package dev.sallyport.server.api;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.api.ApiError.Refusal;
import dev.sallyport.server.api.ApiWays.Way;
import dev.sallyport.server.approval.Grant;
import dev.sallyport.server.approval.GrantRights;
import dev.sallyport.server.approval.Grants;
import dev.sallyport.server.approval.Revoked;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// Grants over HTTP: listed and revoked; [ApprovalsServlet] makes them. Belongs at [#MAPPING], behind the same door.
///
/// For approvers, auditors and administrators; to anyone else every path answers that it is forbidden.
public final class GrantsServlet extends ApiServlet<GrantsServlet.Route> {
    private static final long serialVersionUID = 1L;

    private static final String COLLECTION = "/api/grants";
    public static final String MAPPING = COLLECTION + "/*";

    /// What there is to do.
    enum Route {
        LIST,
        REVOKE
    }

    static final ApiWays<Route> WAYS =
            new ApiWays<>(
                    COLLECTION,
                    Map.of(
                            Route.LIST, Way.get(""),
                            Route.REVOKE, Way.post("/{id}/revoke")));

    private final transient Grants grants;
    private final transient GrantRights rights;
    private final transient GrantView view;

    /// @param shown passes every text that a human is shown
    public GrantsServlet(Grants grants, GrantRights rights, ShownText shown) {
        super(WAYS);
        this.grants = grants;
        this.rights = rights;
        this.view = new GrantView(shown);
    }

    @Override
    ObjectNode answer(Route route, Principal principal, String id, HttpServletRequest request)
            throws IOException, Refusal {
        return switch (route) {
            case LIST -> list(principal, ApiQuery.read(request, "state", "limit"));
            case REVOKE -> revoke(principal, id, ApiBody.read(request, Set.of("reason")));
        };
    }

    private ObjectNode list(Principal principal, ApiQuery query) throws Refusal {
        boolean activeOnly = query.isState("active", "all", "all");
        int limit = query.limit(Grants.LIST_MAX);
        if (!rights.seesAll(principal)) {
            throw ApiError.FORBIDDEN.refusal();
        }
        return list("grants", grants.list(activeOnly, limit), this::shown);
    }

    private ObjectNode revoke(Principal principal, String id, Map<String, String> body)
            throws Refusal {
        return switch (rights.revoke(principal, id, body.getOrDefault("reason", ""))) {
            case Revoked.Accepted(var grant) -> shown(grant);
            // Who may not see grants learns nothing about which there are.
            case Revoked.Refused refused ->
                    throw (rights.seesAll(principal) ? error(refused) : ApiError.FORBIDDEN)
                            .refusal();
        };
    }

    private ObjectNode shown(Grant grant) {
        return view.of(grant, rights.state(grant));
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
