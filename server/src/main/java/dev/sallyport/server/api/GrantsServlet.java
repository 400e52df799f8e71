package dev.sallyport.server.api;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.api.ApiError.Refusal;
import dev.sallyport.server.approval.GrantRights;
import dev.sallyport.server.approval.Grants;
import dev.sallyport.server.approval.Revoked;
import dev.sallyport.server.identity.RequestPrincipal;
import dev.sallyport.server.state.StateException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Grants over HTTP: listed and revoked; [ApprovalsServlet] makes them. Belongs at [#MAPPING], behind the same door.
///
/// For approvers, auditors and administrators; to anyone else every path answers that it is forbidden.
public final class GrantsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    public static final String MAPPING = "/api/grants/*";

    private static final Logger LOG = LoggerFactory.getLogger(GrantsServlet.class);
    private static final Set<String> LIST_KEYS = Set.of("state", "limit");

    private final transient Grants grants;
    private final transient GrantRights rights;
    private final transient GrantView view;

    /// @param shown passes every text that a human is shown
    public GrantsServlet(Grants grants, GrantRights rights, ShownText shown) {
        this.grants = grants;
        this.rights = rights;
        this.view = new GrantView(shown);
    }

    /// Every way in. The OpenAPI document names the same.
    enum Route {
        LIST("GET", ""),
        REVOKE("POST", "/{id}/revoke");

        private final String method;
        private final String tail;

        Route(String method, String tail) {
            this.method = method;
            this.tail = tail;
        }

        String method() {
            return method;
        }

        String path() {
            return "/api/grants" + tail;
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        JsonAnswer answer;
        try {
            answer = new JsonAnswer(200, handle(request, response));
        } catch (Refusal refusal) {
            answer = JsonAnswer.of(refusal.error());
        } catch (StateException e) {
            LOG.error("the API could not answer", e);
            answer = JsonAnswer.of(ApiError.UNAVAILABLE);
        } catch (RuntimeException e) {
            LOG.error("the API failed", e);
            answer = JsonAnswer.of(ApiError.INTERNAL);
        }
        answer.write(response);
    }

    private ObjectNode handle(HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refusal {
        var principal =
                RequestPrincipal.get(request).orElseThrow(() -> ApiError.UNAUTHENTICATED.refusal());
        var path = Optional.ofNullable(request.getPathInfo()).orElse("");
        var route =
                Arrays.stream(Route.values())
                        .filter(each -> ApiQuery.match(each.tail, path).isPresent())
                        .findFirst()
                        .orElseThrow(() -> ApiError.NOT_FOUND.refusal());
        if (!route.method().equals(request.getMethod())) {
            response.setHeader("Allow", route.method());
            throw new ApiError(405, "METHOD_NOT_ALLOWED", "this path does not take this method")
                    .refusal();
        }
        return switch (route) {
            case LIST -> list(principal, ApiQuery.of(request));
            case REVOKE ->
                    revoke(
                            principal,
                            ApiQuery.match(route.tail, path).orElseThrow(),
                            ApiBody.read(request, Set.of("reason")));
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
