package dev.sallyport.server.api;

import dev.sallyport.server.api.ApiError.Refusal;
import dev.sallyport.server.api.ApiWays.Way;
import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.history.FoundCall;
import dev.sallyport.server.history.History;
import dev.sallyport.server.history.Part;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// Sessions on record over HTTP: listed, and replayed call by call, the oldest first. A session is named by where the log has
/// its first record. Belongs at [#MAPPING], behind the same door as the rest of the API.
public final class SessionsServlet extends RecordApi<SessionsServlet.Route> {
    private static final long serialVersionUID = 1L;

    private static final String COLLECTION = "/api/sessions";
    public static final String MAPPING = COLLECTION + "/*";

    private static final String FROM = "from";

    /// What there is to do.
    enum Route {
        LIST,
        REPLAY
    }

    static final ApiWays<Route> WAYS =
            new ApiWays<>(
                    COLLECTION, Map.of(Route.LIST, Way.get(""), Route.REPLAY, Way.get("/{id}")));

    private final transient RecordView view;

    /// @param shown of it only what makes texts visible: the record went through the detectors
    public SessionsServlet(History history, ApprovalRights rights, ShownText shown) {
        super(WAYS, history, rights);
        this.view = new RecordView(shown.visible());
    }

    @Override
    ObjectNode read(Route route, String id, HttpServletRequest request, History asked)
            throws Refusal {
        return switch (route) {
            case LIST -> {
                var found =
                        asked.sessions(part(ApiQuery.read(request, "before", "after", "limit")));
                yield RecordView.placed(list("sessions", found.entries(), view::session), found);
            }
            case REPLAY -> replay(id, ApiQuery.read(request, FROM, "limit"), asked);
        };
    }

    private ObjectNode replay(String id, ApiQuery query, History asked) throws Refusal {
        if (!id.matches("[0-9]{1,18}")) {
            throw ApiError.NOT_FOUND.refusal();
        }
        long first = Long.parseLong(id);
        var session = asked.session(first).orElseThrow(() -> ApiError.NOT_FOUND.refusal());
        long from = position(query, FROM).orElse(first);
        int limit = query.limit(Part.LIMIT_MAX);
        var stretch =
                asked.stretch(first, from, limit)
                        .orElseThrow(() -> wrong("`from` is no call of this session"));
        var json = view.session(session);
        json.put("number", stretch.number() + stretch.at());
        var ahead = stretch.calls().subList(stretch.at(), stretch.calls().size());
        List<FoundCall> shown = ahead.subList(0, Math.min(limit, ahead.size()));
        var calls = json.putArray("timeline");
        shown.forEach(call -> calls.add(view.call(call)));
        if (ahead.size() > limit) {
            json.put("next", ahead.get(limit).first());
        }
        return json;
    }
}
