package dev.sallyport.server.api;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.api.ApiError.Refusal;
import dev.sallyport.server.api.ApiWays.Way;
import dev.sallyport.server.approval.ApprovalRequest;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.approval.Approvals;
import dev.sallyport.server.approval.Ballot;
import dev.sallyport.server.approval.Decided;
import dev.sallyport.server.approval.GlassRights;
import dev.sallyport.server.approval.GrantRights;
import dev.sallyport.server.approval.Granted;
import dev.sallyport.server.identity.CredentialBounds;
import dev.sallyport.server.identity.RequestPrincipal;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/// Held calls over HTTP: listed, shown, decided, granted, released in an emergency, cancelled. Belongs at [#MAPPING], behind the door that checks
/// Host, Origin and token and sets [RequestPrincipal]; without a principal it refuses.
///
/// [ApprovalRights] says who sees and decides what. Whoever sees only what they asked for themselves may cancel it, and
/// cannot tell whether there is anything else.
public final class ApprovalsServlet extends ApiServlet<ApprovalsServlet.Route> {
    private static final long serialVersionUID = 1L;

    private static final String COLLECTION = "/api/approvals";
    public static final String MAPPING = COLLECTION + "/*";

    /// What there is to do.
    enum Route {
        LIST,
        SHOW,
        DECIDE,
        GRANT,
        BREAK_GLASS,
        CANCEL
    }

    static final ApiWays<Route> WAYS =
            new ApiWays<>(
                    COLLECTION,
                    Map.of(
                            Route.LIST, Way.get(""),
                            Route.SHOW, Way.get("/{id}"),
                            Route.DECIDE, Way.post("/{id}/decision"),
                            Route.GRANT, Way.post("/{id}/grant"),
                            Route.BREAK_GLASS, Way.post("/{id}/break-glass"),
                            Route.CANCEL, Way.post("/{id}/cancel")));

    private static final String HIDDEN_ACCEPTED = "hidden_accepted";
    private static final String DELEGATION = "delegation";
    private static final String STATE = "state";

    private final transient ApprovalRights rights;
    private final transient GrantRights grants;
    private final transient GlassRights glass;
    private final transient ApprovalView view;
    private final transient GrantView grantView;

    /// @param shown passes every text that a human is shown
    public ApprovalsServlet(
            ApprovalRights rights, GrantRights grants, GlassRights glass, ShownText shown) {
        super(WAYS);
        this.rights = rights;
        this.grants = grants;
        this.glass = glass;
        this.view = new ApprovalView(shown, rights);
        this.grantView = new GrantView(shown);
    }

    @Override
    ObjectNode answer(Route route, Principal principal, String id, HttpServletRequest request)
            throws IOException, Refusal {
        return switch (route) {
            case LIST -> list(principal, ApiQuery.read(request, STATE, "limit"));
            case SHOW -> {
                var _ = ApiQuery.read(request);
                yield shown(principal, visibleRequest(principal, id));
            }
            case DECIDE ->
                    decide(
                            principal,
                            id,
                            RequestPrincipal.bounds(request),
                            ApiBody.read(
                                    request,
                                    Set.of("decision", "digest", "reason", DELEGATION),
                                    Set.of(HIDDEN_ACCEPTED)));
            case GRANT ->
                    grant(
                            principal,
                            id,
                            RequestPrincipal.bounds(request),
                            ApiBody.read(
                                    request,
                                    Set.of("for", "digest", "reason"),
                                    Set.of("uses", HIDDEN_ACCEPTED)));
            case BREAK_GLASS ->
                    breakGlass(
                            principal,
                            id,
                            RequestPrincipal.bounds(request),
                            ApiBody.read(
                                    request, Set.of("digest", "reason"), Set.of(HIDDEN_ACCEPTED)));
            case CANCEL -> cancel(principal, id, ApiBody.read(request, Set.of("reason")));
        };
    }

    private ObjectNode list(Principal principal, ApiQuery query) throws Refusal {
        var state = state(query.one(STATE));
        int limit = query.limit(Approvals.LIST_MAX);
        var sight = rights.sight(principal);
        return list(
                "approvals",
                sight.list(state, limit, r -> sight.has(r) ? view.brief(r) : view.own(r)),
                Function.identity());
    }

    /// @param bounds of what the principal is known by
    private ObjectNode decide(
            Principal principal, String id, CredentialBounds bounds, Map<String, String> body)
            throws Refusal {
        var verdict =
                switch (body.getOrDefault("decision", "")) {
                    case "approve" -> Verdict.APPROVE;
                    case "reject" -> Verdict.REJECT;
                    default ->
                            throw ApiError.bad(
                                            "WRONG_DECISION",
                                            "`decision` must be `approve` or `reject`")
                                    .refusal();
                };
        var ballot = ballot(verdict, bounds, body).by(Optional.ofNullable(body.get(DELEGATION)));
        return decided(principal, rights.decide(principal, id, ballot));
    }

    private ObjectNode decided(Principal principal, Decided decided) throws Refusal {
        return switch (decided) {
            case Decided.Accepted(var request) -> shown(principal, request);
            case Decided.Refused refused -> throw undecided(principal, refused);
        };
    }

    /// @param bounds of what the principal is known by
    private ObjectNode breakGlass(
            Principal principal, String id, CredentialBounds bounds, Map<String, String> body)
            throws Refusal {
        return decided(
                principal, glass.breakGlass(principal, id, ballot(Verdict.APPROVE, bounds, body)));
    }

    private static Ballot ballot(Verdict verdict, CredentialBounds bounds, Map<String, String> body)
            throws Refusal {
        return new Ballot(
                verdict,
                digest(body),
                body.getOrDefault("reason", ""),
                bounds.keyId(),
                hiddenAccepted(body),
                bounds.presence());
    }

    private static String digest(Map<String, String> body) throws Refusal {
        var digest = body.get("digest");
        if (digest == null) {
            throw ApiError.bad(
                            "NO_DIGEST",
                            "`digest` must be that of the request as it was shown to you")
                    .refusal();
        }
        return digest;
    }

    /// Who may not decide at all learns nothing about what there is to decide.
    private Refusal undecided(Principal principal, Decided.Refused refused) {
        return (rights.decides(principal) || rights.decidesForOthers(principal)
                        ? error(refused)
                        : ApiError.FORBIDDEN)
                .refusal();
    }

    /// @param bounds of what the principal is known by, with which a grant ends
    private ObjectNode grant(
            Principal principal, String id, CredentialBounds bounds, Map<String, String> body)
            throws Refusal {
        var terms = GrantView.terms(body).until(bounds.expires());
        var ballot = ballot(Verdict.APPROVE, bounds, body);
        var answer = grants.grant(principal, id, terms, ballot);
        return switch (answer) {
            case Granted.Accepted(var grant) -> grantView.of(grant, grants.state(grant));
            case Granted.Refused(var why) -> throw undecided(principal, why);
        };
    }

    private static int hiddenAccepted(Map<String, String> body) throws Refusal {
        long number = Long.parseLong(body.getOrDefault(HIDDEN_ACCEPTED, "0"));
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw ApiError.bad(
                            "WRONG_HIDDEN_ACCEPTED",
                            "`hidden_accepted` must be the `count` under `hidden` of the request")
                    .refusal();
        }
        return (int) number;
    }

    private ObjectNode cancel(Principal principal, String id, Map<String, String> body)
            throws Refusal {
        var decided = rights.cancel(principal, id, body.getOrDefault("reason", ""));
        switch (decided) {
            case Decided.Accepted(var request) -> {
                return shown(principal, request);
            }
            case Decided.Refused refused -> {
                var _ = visibleRequest(principal, id);
                throw error(refused).refusal();
            }
        }
    }

    private ApprovalRequest visibleRequest(Principal principal, String id) throws Refusal {
        return rights.find(principal, id).orElseThrow(() -> ApiError.NOT_FOUND.refusal());
    }

    private ObjectNode shown(Principal principal, ApprovalRequest request) {
        return rights.sight(principal).has(request)
                ? view.full(request, principal)
                : view.own(request);
    }

    private ApiError error(Decided.Refused refused) {
        int status =
                switch (refused.code()) {
                    case FRESH_SIGN_IN_NEEDED -> 401;
                    case NOT_FOUND -> 404;
                    case WRONG_REASON -> 400;
                    case NOT_HUMAN, OWN_REQUEST, NO_ROLE, KEY_ENDED, NOT_FROM_PAGE -> 403;
                    case NOT_PENDING,
                            NOT_OPENED,
                            DIGEST_MISMATCH,
                            HIDDEN_VALUES,
                            OTHER_RIGHT,
                            ALREADY_VOTED,
                            NOT_GRANTABLE,
                            SAID_NO,
                            REVIEW_OVERDUE,
                            TAMPERED ->
                            409;
                };
        return refused.code() == Decided.Code.FRESH_SIGN_IN_NEEDED
                ? ApiError.freshSignInNeeded(refused.message(), rights.freshSignIn().within())
                : new ApiError(status, refused.code().name(), refused.message());
    }

    private static Optional<State> state(Optional<String> name) throws Refusal {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                Arrays.stream(State.values())
                        .filter(s -> s.name().toLowerCase(Locale.ROOT).equals(name.get()))
                        .findFirst()
                        .orElseThrow(() ->
                                ApiError.bad("UNKNOWN_STATE", "there is no such state").refusal()));
    }
}
