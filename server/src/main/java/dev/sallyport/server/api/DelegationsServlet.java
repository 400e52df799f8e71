package dev.sallyport.server.api;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.api.ApiError.Refusal;
import dev.sallyport.server.approval.Delegated;
import dev.sallyport.server.approval.DelegationRights;
import dev.sallyport.server.approval.Delegations;
import dev.sallyport.server.identity.RequestPrincipal;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Delegations over HTTP: one's own listed, made and ended. Belongs at [#MAPPING], behind the same door as the rest.
///
/// Every human sees what they gave and were given, and whoever audits sees all; an agent sees none.
public final class DelegationsServlet extends ApiServlet<DelegationsServlet.Route> {
    private static final long serialVersionUID = 1L;

    public static final String MAPPING = "/api/delegations/*";

    private static final Set<String> LIST_KEYS = Set.of("limit");

    private final transient DelegationRights rights;
    private final transient DelegationView view;
    private final transient Clock clock;

    /// @param shown passes every text that a human is shown
    public DelegationsServlet(DelegationRights rights, ShownText shown, Clock clock) {
        super(Route.values());
        this.rights = rights;
        this.view = new DelegationView(shown);
        this.clock = clock;
    }

    /// Every way in. The OpenAPI document names the same.
    enum Route implements ApiServlet.Way {
        LIST("GET", ""),
        GIVE("POST", ""),
        END("DELETE", "/{id}");

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
            return "/api/delegations" + tail;
        }
    }

    @Override
    ObjectNode answer(Route route, Principal principal, String id, HttpServletRequest request)
            throws IOException, Refusal {
        return switch (route) {
            case LIST -> list(principal, ApiQuery.of(request));
            case GIVE ->
                    shown(
                            rights.give(
                                    principal,
                                    RequestPrincipal.bounds(request).keyId(),
                                    RequestPrincipal.bounds(request).presence(),
                                    DelegationView.terms(
                                            ApiBody.object(request), clock.instant())));
            case END -> {
                var _ = ApiQuery.one(ApiQuery.of(request), "", Set.of());
                yield shown(rights.end(principal, id));
            }
        };
    }

    private ObjectNode list(Principal principal, Map<String, String[]> query) throws Refusal {
        int limit = ApiQuery.limit(ApiQuery.one(query, "limit", LIST_KEYS), Delegations.LIST_MAX);
        var json = JsonNodeFactory.instance.objectNode();
        var items = json.putArray("delegations");
        rights.visible(principal, limit)
                .forEach(delegation -> items.add(view.of(delegation, rights.state(delegation))));
        return json;
    }

    private ObjectNode shown(Delegated answer) throws Refusal {
        return switch (answer) {
            case Delegated.Accepted(var delegation) ->
                    view.of(delegation, rights.state(delegation));
            case Delegated.Refused refused -> throw error(refused).refusal();
        };
    }

    private ApiError error(Delegated.Refused refused) {
        int status =
                switch (refused.code()) {
                    case FRESH_SIGN_IN_NEEDED -> 401;
                    case NOT_FOUND -> 404;
                    case NOT_HUMAN, NO_ROLE, KEY_ENDED -> 403;
                    case NOT_ACTIVE, TOO_MANY -> 409;
                    case SELF, WRONG_TIME, WRONG_NAME -> 400;
                };
        return refused.code() == Delegated.Code.FRESH_SIGN_IN_NEEDED
                ? ApiError.freshSignInNeeded(refused.message(), rights.freshSignIn().within())
                : new ApiError(status, refused.code().name(), refused.message());
    }
}
