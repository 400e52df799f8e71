package dev.sallyport.server.console;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest;
import dev.sallyport.server.approval.BrokenGlass;
import dev.sallyport.server.approval.Glass;
import dev.sallyport.server.approval.GlassRights;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Calls that one human released by breaking the glass: those that nobody has reviewed with the nearest deadline first,
/// and those that somebody has, the newest review first.
///
/// @param fresh what the sign-in of who reviews must be; empty where this human can review none of them
/// @param said what became of the human's last attempt; empty when there was none
record ReviewsPage(
        Frame frame,
        List<Row> waiting,
        List<Row> reviewed,
        Optional<FreshNote> fresh,
        Optional<String> said)
        implements Page {

    static final int WAITING_MAX = 200;
    static final int REVIEWED_MAX = 50;

    ReviewsPage {
        waiting = List.copyOf(waiting);
        reviewed = List.copyOf(reviewed);
    }

    /// One call.
    ///
    /// @param request the page of the call
    /// @param standing of the review
    /// @param by who broke the glass, and when
    /// @param reason theirs, as a whole
    /// @param call what it is, who asked for it, and what has become of it
    /// @param time until when it is to be reviewed; empty when it was
    /// @param review who reviewed it, and when; empty when nobody has
    /// @param note theirs, as a whole; perhaps none
    /// @param yours whether this human can review it
    record Row(
            String id,
            String headline,
            String request,
            Words.Standing standing,
            String by,
            String reason,
            String call,
            String time,
            String review,
            String note,
            boolean yours) {}

    @Override
    public String template() {
        return "reviews.jte";
    }

    static String path() {
        return Frame.Place.REVIEWS.path();
    }

    /// Where the form of a review goes.
    static String reviewPath(String id) {
        return path() + "/" + id;
    }

    static int noteMax() {
        return BrokenGlass.TEXT_LENGTH_MAX;
    }

    static ReviewsPage read(
            Frame frame,
            GlassRights rights,
            UnaryOperator<String> masker,
            ConsoleSession session,
            Instant now,
            Optional<String> said) {
        var rows = new Rows(rights, masker, session.principal(), now);
        var waiting = rows.of(false, WAITING_MAX);
        return new ReviewsPage(
                frame,
                waiting,
                rows.of(true, REVIEWED_MAX),
                waiting.stream().anyMatch(Row::yours)
                        ? Optional.of(
                                FreshNote.of(
                                        rights.freshSignIn(),
                                        session.presence(),
                                        "Reviewing",
                                        Glass.REVIEW_BECAUSE,
                                        path(),
                                        now))
                        : Optional.empty(),
                said);
    }

    /// Makes rows for one reader.
    private record Rows(
            GlassRights rights, UnaryOperator<String> masker, Principal reader, Instant now) {

        List<Row> of(boolean reviewed, int max) {
            return rights.list(reviewed, max, r -> row(r, r.glass().orElseThrow()));
        }

        private Row row(ApprovalRequest request, BrokenGlass glass) {
            var excerpts = new Excerpts(masker, false);
            return new Row(
                    request.id(),
                    excerpts.line(InboxPage.headline(request)),
                    DecisionPage.path(request.id()),
                    Words.standing(glass, now),
                    glass.breaker().subject() + " at " + Words.time(glass.at()),
                    excerpts.masked(glass.reason()),
                    excerpts.line(request.plan().tool())
                            + " on "
                            + excerpts.line(request.plan().target())
                            + ", asked by "
                            + request.requester().subject()
                            + request.requester()
                                    .onBehalfOf()
                                    .map(human -> " for " + human)
                                    .orElse("")
                            + "; now: "
                            + Words.standing(request).name().toLowerCase(java.util.Locale.ROOT),
                    glass.review().isPresent() ? "" : deadline(glass),
                    glass.review()
                            .map(review ->
                                    review.reviewer().subject() + " at " + Words.time(review.at()))
                            .orElse(""),
                    glass.review().map(review -> excerpts.masked(review.note())).orElse(""),
                    rights.mayReview(reader, request));
        }

        private String deadline(BrokenGlass glass) {
            return glass.isOverdue(now)
                    ? "was to be reviewed until " + Words.time(glass.due())
                    : Words.span(Duration.between(now, glass.due()))
                            + " left to review it, until "
                            + Words.time(glass.due());
        }
    }
}
