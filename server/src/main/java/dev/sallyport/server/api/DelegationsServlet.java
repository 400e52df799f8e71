package dev.sallyport.server.api;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.api.ApiError.Refusal;
import dev.sallyport.server.api.ApiWays.Way;
import dev.sallyport.server.approval.Delegated;
import dev.sallyport.server.approval.Delegation;
import dev.sallyport.server.approval.DelegationRights;
import dev.sallyport.server.approval.Delegations;
import dev.sallyport.server.identity.RequestPrincipal;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// Delegations over HTTP: one's own listed, made and ended. Belongs at [#MAPPING], behind the same door as the rest.
///
/// Every human sees what they gave and were given, and whoever audits sees all; an agent sees none.
public final class DelegationsServlet extends ApiServlet<DelegationsServlet.Route> {
    private static final long serialVersionUID = 1L;

    private static final String COLLECTION = "/api/delegations";
    public static final String MAPPING = COLLECTION + "/*";

    /// What there is to do.
    enum Route {
        LIST,
        GIVE,
        END
    }

    static final ApiWays<Route> WAYS =
            new ApiWays<>(
                    COLLECTION,
                    Map.of(
                            Route.LIST, Way.get(""),
                            Route.GIVE, Way.post(""),
                            Route.END, Way.delete("/{id}")));

    private final transient DelegationRights rights;
    private final transient DelegationView view;
    private final transient Clock clock;

    /// @param shown passes every text that a human is shown
    public DelegationsServlet(DelegationRights rights, ShownText shown, Clock clock) {
        super(WAYS);
        this.rights = rights;
        this.view = new DelegationView(shown);
        this.clock = clock;
    }

    @Override
    ObjectNode answer(Route route, Principal principal, String id, HttpServletRequest request)
            throws IOException, Refusal {
        return switch (route) {
            case LIST -> list(principal, ApiQuery.read(request, "limit"));
            case GIVE ->
                    shown(
                            rights.give(
                                    principal,
                                    RequestPrincipal.bounds(request).keyId(),
                                    RequestPrincipal.bounds(request).presence(),
                                    DelegationView.terms(
                                            ApiBody.object(request), clock.instant())));
            case END -> {
                var _ = ApiQuery.read(request);
                yield shown(rights.end(principal, id));
            }
        };
    }

    private ObjectNode list(Principal principal, ApiQuery query) throws Refusal {
        int limit = query.limit(Delegations.LIST_MAX);
        return list("delegations", rights.visible(principal, limit), this::shown);
    }

    private ObjectNode shown(Delegated answer) throws Refusal {
        return switch (answer) {
            case Delegated.Accepted(var delegation) -> shown(delegation);
            case Delegated.Refused refused -> throw error(refused).refusal();
        };
    }

    private ObjectNode shown(Delegation delegation) {
        return view.of(delegation, rights.state(delegation));
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
