package dev.sallyport.server.api;

import dev.sallyport.server.api.ApiError.Refusal;
import dev.sallyport.server.api.ApiWays.Way;
import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.history.CallSearch;
import dev.sallyport.server.history.CallStatus;
import dev.sallyport.server.history.History;
import dev.sallyport.server.history.SearchWords;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Calls on record over HTTP: searched, and shown with all their records. Belongs at [#MAPPING], behind the same door as
/// the rest of the API.
public final class CallsServlet extends RecordApi<CallsServlet.Route> {
    private static final long serialVersionUID = 1L;

    private static final String COLLECTION = "/api/calls";
    public static final String MAPPING = COLLECTION + "/*";

    /// Nothing that the record has names for is longer.
    private static final int VALUE_MAX = 500;

    /// What there is to do.
    enum Route {
        SEARCH,
        SHOW
    }

    static final ApiWays<Route> WAYS =
            new ApiWays<>(
                    COLLECTION, Map.of(Route.SEARCH, Way.get(""), Route.SHOW, Way.get("/{id}")));

    private final transient RecordView view;

    /// @param shown of it only what makes texts visible: the record went through the detectors
    public CallsServlet(History history, ApprovalRights rights, ShownText shown) {
        super(WAYS, history, rights);
        this.view = new RecordView(shown.visible());
    }

    @Override
    ObjectNode read(Route route, String id, HttpServletRequest request, History asked)
            throws Refusal {
        return switch (route) {
            case SEARCH ->
                    search(
                            ApiQuery.read(
                                    request,
                                    "q",
                                    "principal",
                                    "tool",
                                    "target",
                                    "status",
                                    "code",
                                    "held",
                                    "rule",
                                    "since",
                                    "until",
                                    "before",
                                    "after",
                                    "limit"),
                            asked);
            case SHOW -> {
                var _ = ApiQuery.read(request);
                yield view.whole(asked.call(id).orElseThrow(() -> ApiError.NOT_FOUND.refusal()));
            }
        };
    }

    private ObjectNode search(ApiQuery query, History asked) throws Refusal {
        var search = wanted(query);
        var part = part(query);
        // Before the search: what it finds may then be newer than this says, and never older.
        var state = asked.state();
        var found = asked.calls(search, part);
        var json = RecordView.placed(list("calls", found.entries(), view::call), found);
        json.put("indexed", state.indexed());
        json.put("recorded", state.recorded());
        return json;
    }

    private static CallSearch wanted(ApiQuery query) throws Refusal {
        var since = time(query, "since");
        var until = time(query, "until");
        if (since.isPresent() && until.isPresent() && !since.get().isBefore(until.get())) {
            throw wrong("`since` must be before `until`");
        }
        return new CallSearch(
                words(query),
                text(query, "principal"),
                text(query, "tool"),
                text(query, "target"),
                status(query),
                text(query, "code"),
                held(query),
                text(query, "rule"),
                since,
                until);
    }

    private static SearchWords words(ApiQuery query) throws Refusal {
        try {
            return SearchWords.parse(text(query, "q").orElse(""));
        } catch (IllegalArgumentException e) {
            throw wrong("`q` cannot be searched for: " + e.getMessage());
        }
    }

    private static Optional<String> text(ApiQuery query, String name) throws Refusal {
        var text = query.one(name);
        if (text.isPresent() && (text.get().isBlank() || text.get().length() > VALUE_MAX)) {
            throw wrong("`" + name + "` has 1 to " + VALUE_MAX + " characters");
        }
        return text;
    }

    private static Optional<CallStatus> status(ApiQuery query) throws Refusal {
        var text = query.one("status");
        var status = text.flatMap(CallStatus::parse);
        if (text.isPresent() && status.isEmpty()) {
            throw wrong("there is no such `status`; the API's description names them");
        }
        return status;
    }

    private static Optional<Boolean> held(ApiQuery query) throws Refusal {
        var text = query.one("held");
        if (text.isPresent() && !text.get().equals("true") && !text.get().equals("false")) {
            throw wrong("`held` is `true` or `false`");
        }
        return text.map("true"::equals);
    }

    private static Optional<Instant> time(ApiQuery query, String name) throws Refusal {
        var text = query.one(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            var time = Instant.parse(text.get());
            if (time.isAfter(Instant.EPOCH) && time.isBefore(LATEST)) {
                return Optional.of(time);
            }
        } catch (DateTimeException e) {
            // Answered below, like a time out of range.
        }
        throw wrong("`" + name + "` is a time in UTC like 2026-03-01T12:30:00Z");
    }

    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");
}
