package dev.sallyport.server.api;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.api.ApiError.Refusal;
import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.history.History;
import dev.sallyport.server.history.HistoryException;
import dev.sallyport.server.history.Part;
import jakarta.servlet.http.HttpServletRequest;
import java.io.Serial;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// What is on record, over HTTP: for humans with the console right `audit`, as the console's pages. It is only read. Safe
/// from many threads.
///
/// @param <R> the routes
abstract class RecordApi<R extends Enum<R>> extends ApiServlet<R> {

    @Serial private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(RecordApi.class);

    /// As position in the log.
    private static final int DIGITS_MAX = 18;

    private final transient History history;
    private final transient ApprovalRights rights;

    RecordApi(ApiWays<R> ways, History history, ApprovalRights rights) {
        super(ways);
        this.history = history;
        this.rights = rights;
    }

    /// What a reader asks for.
    ///
    /// @param asked the history, asked by this reader
    abstract ObjectNode read(R route, String id, HttpServletRequest request, History asked)
            throws Refusal;

    @Override
    final ObjectNode answer(R route, Principal principal, String id, HttpServletRequest request)
            throws Refusal {
        if (principal.kind() != Principal.Kind.HUMAN
                || !rights.rights(principal).contains(ConsoleRight.AUDIT)) {
            throw ApiError.FORBIDDEN.refusal();
        }
        try {
            return read(route, id, request, history.askedBy(principal.subject()));
        } catch (HistoryException e) {
            LOG.warn("the record could not be read for the API", e);
            throw unanswered(e.why()).refusal();
        }
    }

    private static ApiError unanswered(HistoryException.Why why) {
        return switch (why) {
            case UNAVAILABLE ->
                    new ApiError(
                            503,
                            "UNAVAILABLE",
                            "the record cannot be read now; `sallyport audit` reads it without the index");
            case BUSY ->
                    new ApiError(
                            503, "BUSY", "others are searching the record; try again in a moment");
            case TOO_LONG ->
                    new ApiError(
                            503,
                            "TOO_LONG",
                            "the search took too long; ask for less: a shorter time, whole words instead of stars");
        };
    }

    /// `before` or `after`, and `limit`.
    static Part part(ApiQuery query) throws Refusal {
        var before = position(query, "before");
        var after = position(query, "after");
        if (before.isPresent() && after.isPresent()) {
            throw wrong("give `before` or `after`, not both");
        }
        return new Part(before, after, query.limit(Part.LIMIT_MAX));
    }

    static OptionalLong position(ApiQuery query, String name) throws Refusal {
        var text = query.one(name);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!text.get().matches("[0-9]{1," + DIGITS_MAX + "}")) {
            throw wrong("`" + name + "` is a position in the log, a number from 0 on");
        }
        return OptionalLong.of(Long.parseLong(text.get()));
    }

    static Refusal wrong(String message) {
        return ApiError.bad("INVALID_QUERY", message).refusal();
    }
}
