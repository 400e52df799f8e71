package dev.sallyport.server.api;

import dev.sallyport.audit.BodyKeyFound;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.api.ApiError.Refusal;
import dev.sallyport.server.api.ApiWays.Way;
import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.erasure.BodyErasures;
import dev.sallyport.server.erasure.Erasing;
import dev.sallyport.server.identity.RequestPrincipal;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Erasures of bodies over HTTP: which data keys there are, and their destruction. [BodyErasures] says who may. Belongs at
/// [#MAPPING], behind the same door as the rest of the API.
public final class LogErasuresServlet extends ApiServlet<LogErasuresServlet.Route> {
    private static final long serialVersionUID = 1L;

    private static final String COLLECTION = "/api/log/erasures";
    public static final String MAPPING = COLLECTION + "/*";

    private static final int LIST_MAX = 500;

    /// What there is to do.
    enum Route {
        LIST,
        ERASE
    }

    static final ApiWays<Route> WAYS =
            new ApiWays<>(COLLECTION, Map.of(Route.LIST, Way.get(""), Route.ERASE, Way.post("")));

    private final transient BodyErasures erasures;
    private final transient ApprovalRights rights;

    /// @param rights say how old a sign-in may be
    public LogErasuresServlet(BodyErasures erasures, ApprovalRights rights) {
        super(WAYS);
        this.erasures = erasures;
        this.rights = rights;
    }

    @Override
    ObjectNode answer(Route route, Principal principal, String id, HttpServletRequest request)
            throws IOException, Refusal {
        return switch (route) {
            case LIST -> list(principal, ApiQuery.read(request, "limit"));
            case ERASE -> {
                var body = ApiBody.read(request, Set.of("keys", "reason"));
                var presence = RequestPrincipal.bounds(request).presence();
                yield answer(
                        erasures.erase(
                                principal,
                                presence,
                                body.getOrDefault("keys", ""),
                                body.getOrDefault("reason", "")));
            }
        };
    }

    private ObjectNode list(Principal principal, ApiQuery query) throws Refusal {
        int limit = query.limit(LIST_MAX);
        if (!erasures.maySee(principal)) {
            throw ApiError.FORBIDDEN.refusal();
        }
        var newest = erasures.keys().reversed().stream().limit(limit).toList();
        return list("keys", newest, LogErasuresServlet::shown);
    }

    private static ObjectNode shown(BodyKeyFound key) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("key", key.id().toString())
                .put("month", key.id().month().toString())
                .put("state", key.state().name().toLowerCase(Locale.ROOT))
                .put("bytes", key.bytes());
    }

    private ObjectNode answer(Erasing erasing) throws Refusal {
        return switch (erasing) {
            case Erasing.Done(var index, var keys) -> {
                var json = JsonNodeFactory.instance.objectNode().put("record", index);
                var erased = json.putArray("erased");
                keys.forEach(key -> erased.add(key.toString()));
                yield json;
            }
            case Erasing.Refused refused -> throw error(refused).refusal();
        };
    }

    private ApiError error(Erasing.Refused refused) {
        int status =
                switch (refused.code()) {
                    case FRESH_SIGN_IN_NEEDED -> 401;
                    case FORBIDDEN -> 403;
                    case WRONG_KEYS, WRONG_REASON -> 400;
                    case NO_DATA_KEY -> 404;
                    case ERASED_ALREADY, TOO_MANY_KEYS -> 409;
                    case LOG_FAILED, NOT_SIGNED, UNFINISHED -> 503;
                };
        return refused.code() == Erasing.Code.FRESH_SIGN_IN_NEEDED
                ? ApiError.freshSignInNeeded(refused.message(), rights.freshSignIn().within())
                : new ApiError(status, refused.code().name(), refused.message());
    }
}
