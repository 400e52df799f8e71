package dev.sallyport.server.api;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.api.ApiError.Refusal;
import dev.sallyport.server.api.ApiWays.Way;
import dev.sallyport.server.approval.ApprovalRequest;
import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.approval.BrokenGlass;
import dev.sallyport.server.approval.Glass;
import dev.sallyport.server.approval.GlassRights;
import dev.sallyport.server.approval.Reviewed;
import dev.sallyport.server.identity.CredentialBounds;
import dev.sallyport.server.identity.RequestPrincipal;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/// Reviews of broken glass over HTTP: listed and given. Belongs at [#MAPPING], behind the same door as the rest.
///
/// [GlassRights] says who sees and reviews what. Whoever may not see reviews cannot tell whether there are any.
public final class ReviewsServlet extends ApiServlet<ReviewsServlet.Route> {
    private static final long serialVersionUID = 1L;

    private static final String COLLECTION = "/api/reviews";
    public static final String MAPPING = COLLECTION + "/*";

    /// What there is to do.
    enum Route {
        LIST,
        REVIEW
    }

    static final ApiWays<Route> WAYS =
            new ApiWays<>(
                    COLLECTION,
                    Map.of(
                            Route.LIST, Way.get(""),
                            Route.REVIEW, Way.post("/{id}")));

    private final transient GlassRights glass;
    private final transient ApprovalView view;

    /// @param shown passes every text that a human is shown
    public ReviewsServlet(GlassRights glass, ApprovalRights rights, ShownText shown) {
        super(WAYS);
        this.glass = glass;
        this.view = new ApprovalView(shown, rights);
    }

    @Override
    ObjectNode answer(Route route, Principal principal, String id, HttpServletRequest request)
            throws IOException, Refusal {
        return switch (route) {
            case LIST -> list(principal, ApiQuery.read(request, "state", "limit"));
            case REVIEW ->
                    review(
                            principal,
                            id,
                            RequestPrincipal.bounds(request),
                            ApiBody.read(request, Set.of("verdict", "note")));
        };
    }

    private ObjectNode list(Principal principal, ApiQuery query) throws Refusal {
        boolean waiting = query.isState("waiting", "reviewed", "waiting");
        int limit = query.limit(Glass.LIST_MAX);
        if (!glass.seesAll(principal)) {
            throw ApiError.FORBIDDEN.refusal();
        }
        return list(
                "reviews",
                glass.list(!waiting, limit, request -> shown(principal, request)),
                Function.identity());
    }

    /// @param bounds of what the principal is known by
    private ObjectNode review(
            Principal principal, String id, CredentialBounds bounds, Map<String, String> body)
            throws Refusal {
        var verdict =
                BrokenGlass.Verdict.parse(body.getOrDefault("verdict", ""))
                        .orElseThrow(() ->
                                ApiError.bad(
                                                "WRONG_VERDICT",
                                                "`verdict` must be `justified` or `not_justified`")
                                        .refusal());
        var answer =
                glass.review(
                        principal,
                        id,
                        bounds.keyId(),
                        bounds.presence(),
                        verdict,
                        body.getOrDefault("note", ""));
        return switch (answer) {
            case Reviewed.Accepted(var request) -> shown(principal, request);
            case Reviewed.Refused refused ->
                    throw (glass.seesAll(principal) ? error(refused) : ApiError.FORBIDDEN)
                            .refusal();
        };
    }

    private ObjectNode shown(Principal principal, ApprovalRequest request) {
        return view.brief(request).put("you_may_review", glass.mayReview(principal, request));
    }

    private ApiError error(Reviewed.Refused refused) {
        int status =
                switch (refused.code()) {
                    case FRESH_SIGN_IN_NEEDED -> 401;
                    case NOT_FOUND -> 404;
                    case WRONG_NOTE -> 400;
                    case NOT_HUMAN, OWN_BREAKING, APPROVED_IT, OWN_REQUEST, NO_ROLE, KEY_ENDED ->
                            403;
                    case REVIEWED_ALREADY, TAMPERED -> 409;
                };
        return refused.code() == Reviewed.Code.FRESH_SIGN_IN_NEEDED
                ? ApiError.freshSignInNeeded(refused.message(), glass.freshSignIn().within())
                : new ApiError(status, refused.code().name(), refused.message());
    }
}
