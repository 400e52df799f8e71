package dev.sallyport.server.api;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.api.ApiError.Refusal;
import dev.sallyport.server.http.BoundedBody;
import dev.sallyport.server.identity.RequestPrincipal;
import dev.sallyport.server.state.StateException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A collection of the API: finds the way that a request takes, and answers what goes wrong on it. Safe from many threads.
///
/// Unknown paths answer 404, other methods 405 with `Allow`, a state database that does not answer 503, and what
/// nobody foresaw 500 without a word of it.
///
/// @param <R> the routes, each of which has a way in
abstract class ApiServlet<R extends Enum<R>> extends HttpServlet {

    @Serial private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(ApiServlet.class);

    private final transient ApiWays<R> ways;

    ApiServlet(ApiWays<R> ways) {
        this.ways = ways;
    }

    /// @param id in the path; empty where the way has none
    abstract ObjectNode answer(R route, Principal principal, String id, HttpServletRequest request)
            throws IOException, Refusal;

    @Override
    protected final void service(HttpServletRequest request, HttpServletResponse response)
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
        BoundedBody.discard(request);
        answer.write(response);
    }

    private ObjectNode handle(HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refusal {
        var principal =
                RequestPrincipal.get(request).orElseThrow(() -> ApiError.UNAUTHENTICATED.refusal());
        var path = Optional.ofNullable(request.getPathInfo()).orElse("");
        var allowed = new ArrayList<String>();
        for (var entry : ways.ways().entrySet()) {
            var way = entry.getValue();
            var id = way.match(path);
            if (id.isPresent()) {
                if (way.method().equals(request.getMethod())) {
                    return answer(entry.getKey(), principal, id.get(), request);
                }
                allowed.add(way.method());
            }
        }
        if (allowed.isEmpty()) {
            throw ApiError.NOT_FOUND.refusal();
        }
        response.setHeader("Allow", String.join(", ", allowed));
        throw new ApiError(405, "METHOD_NOT_ALLOWED", "this path does not take this method")
                .refusal();
    }

    /// @param name of the list
    /// @param shown makes one of its items
    static <T> ObjectNode list(String name, List<T> items, Function<T, ObjectNode> shown) {
        var json = JsonNodeFactory.instance.objectNode();
        var list = json.putArray(name);
        items.forEach(item -> list.add(shown.apply(item)));
        return json;
    }
}
