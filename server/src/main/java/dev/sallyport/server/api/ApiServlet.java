package dev.sallyport.server.api;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.api.ApiError.Refusal;
import dev.sallyport.server.identity.RequestPrincipal;
import dev.sallyport.server.state.StateException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// A collection of the API: finds the way that a request takes, and answers what goes wrong on it. Safe from many threads.
///
/// Unknown paths answer 404, other methods 405 with `Allow`, a state database that does not answer 503, and what
/// nobody foresaw 500 without a word of it.
///
/// @param <R> the ways in
abstract class ApiServlet<R extends ApiServlet.Way> extends HttpServlet {

    @Serial private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(ApiServlet.class);

    private final transient List<R> ways;

    /// @param ways every way in; the OpenAPI document names the same
    ApiServlet(R[] ways) {
        this.ways = List.of(ways);
    }

    /// One method on one path.
    interface Way {
        String method();

        /// What follows the collection's path: empty, or `/{id}` and more.
        String tail();
    }

    /// @param id in the path; empty where the way has none
    abstract ObjectNode answer(R way, Principal principal, String id, HttpServletRequest request)
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
        answer.write(response);
    }

    private ObjectNode handle(HttpServletRequest request, HttpServletResponse response)
            throws IOException, Refusal {
        var principal =
                RequestPrincipal.get(request).orElseThrow(() -> ApiError.UNAUTHENTICATED.refusal());
        var path = Optional.ofNullable(request.getPathInfo()).orElse("");
        var matching =
                ways.stream().filter(way -> ApiQuery.match(way.tail(), path).isPresent()).toList();
        if (matching.isEmpty()) {
            throw ApiError.NOT_FOUND.refusal();
        }
        for (var way : matching) {
            if (way.method().equals(request.getMethod())) {
                var id = ApiQuery.match(way.tail(), path).orElseThrow();
                return answer(way, principal, id, request);
            }
        }
        response.setHeader("Allow", String.join(", ", matching.stream().map(Way::method).toList()));
        throw new ApiError(405, "METHOD_NOT_ALLOWED", "this path does not take this method")
                .refusal();
    }
}
