package dev.sallyport.server.console;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.approval.GlassRights;
import dev.sallyport.server.approval.HiddenValues;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Held calls, one page of them: those that are pending with the nearest deadline first, or all with the newest first.
///
/// @param number of this page, from 1
/// @param pages how many there are; at least 1
/// @param total of requests, on all pages
/// @param reviews of broken glass that somebody owes, a sentence each
record InboxPage(
        Frame frame,
        boolean pendingOnly,
        int number,
        int pages,
        int total,
        List<Row> rows,
        List<String> reviews)
        implements Page {

    static final int SIZE = 50;

    InboxPage {
        rows = List.copyOf(rows);
        reviews = List.copyOf(reviews);
    }

    /// One request.
    ///
    /// @param asker who asks, for whom, and by what program
    /// @param time how long is left, or when it was asked
    /// @param votes given and needed, by role
    /// @param hides how many values nobody is shown, in words; empty for none
    /// @param yours whether the human can decide it
    /// @param inPlaceOf in whose place; empty for the human's own right
    record Row(
            String id,
            String headline,
            String tool,
            String target,
            String asker,
            Words.Standing standing,
            String time,
            String votes,
            String hides,
            boolean yours,
            String inPlaceOf) {}

    @Override
    public String template() {
        return "inbox.jte";
    }

    String path() {
        return path(pendingOnly, number);
    }

    static String path(boolean pendingOnly, int number) {
        return Frame.Place.INBOX.path()
                + "?state="
                + (pendingOnly ? "pending" : "all")
                + (number == 1 ? "" : "&page=" + number);
    }

    String totalInWords() {
        return switch (total) {
            case 0 -> "";
            case 1 -> pendingOnly ? "1 call waits" : "1 call";
            default -> total + (pendingOnly ? " calls wait" : " calls");
        };
    }

    /// Reads what one page needs, and no more.
    ///
    /// @param number a page beyond the last is the last
    static InboxPage read(
            Frame frame,
            ApprovalRights rights,
            GlassRights glass,
            UnaryOperator<String> masker,
            Principal reader,
            boolean pendingOnly,
            int number,
            Instant now) {
        var sight = rights.sight(reader);
        int total = sight.count(pendingOnly);
        int pages = Math.max(1, Math.ceilDiv(total, SIZE));
        int page = Math.min(number, pages);
        var rows =
                sight.page(
                        pendingOnly,
                        (page - 1) * SIZE,
                        SIZE,
                        request -> row(request, rights, masker, reader, now));
        return new InboxPage(
                frame, pendingOnly, page, pages, total, rows, reviews(glass, reader, now));
    }

    /// A review.
    private record Owed(boolean yours, boolean overdue) {}

    private static List<String> reviews(GlassRights glass, Principal reader, Instant now) {
        if (!glass.seesAll(reader)) {
            return List.of();
        }
        var waiting =
                glass.list(
                        false,
                        ReviewsPage.WAITING_MAX,
                        r ->
                                new Owed(
                                        glass.mayReview(reader, r),
                                        r.glass()
                                                .filter(broken -> broken.isOverdue(now))
                                                .isPresent()));
        int yours = (int) waiting.stream().filter(Owed::yours).count();
        int overdue = (int) waiting.stream().filter(Owed::overdue).count();
        var late = overdue == 0 ? "" : " Overdue: " + overdue + ".";
        var sentences = new ArrayList<String>();
        if (yours > 0) {
            sentences.add(
                    "The glass was broken: "
                            + (yours == 1 ? "1 call awaits" : yours + " calls await")
                            + " your review."
                            + late);
        } else if (!waiting.isEmpty()) {
            sentences.add(
                    "The glass was broken: "
                            + (waiting.size() == 1
                                    ? "1 call awaits"
                                    : waiting.size() + " calls await")
                            + " a review by others."
                            + late);
        }
        return sentences;
    }

    private static Row row(
            ApprovalRequest request,
            ApprovalRights rights,
            UnaryOperator<String> masker,
            Principal reader,
            Instant now) {
        var excerpts = new Excerpts(masker, false);
        boolean pending = request.state() == State.PENDING;
        boolean yours = pending && rights.objection(reader, request).isEmpty();
        return new Row(
                request.id(),
                excerpts.line(headline(request)),
                excerpts.line(request.plan().tool()),
                excerpts.line(request.plan().target()),
                asker(request, excerpts),
                Words.standing(request),
                pending
                        ? Words.span(Duration.between(now, request.deadline())) + " left"
                        : "asked " + Words.span(Duration.between(request.created(), now)) + " ago",
                request.asked().approvers().stream()
                                .map(set ->
                                        request.given(set.role(), now)
                                                + " of "
                                                + set.quorum()
                                                + " by "
                                                + set.role())
                                .collect(Collectors.joining(", "))
                        + (request.glass().isPresent() ? "; by broken glass" : ""),
                HiddenValues.brief(rights.hiddenCount(request)),
                yours,
                yours
                        ? rights.inPlaceOf(reader, request)
                                .map(place -> place.approver().subject())
                                .orElse("")
                        : "");
    }

    static String headline(ApprovalRequest request) {
        var headline = request.asked().preview().headline();
        return headline.isBlank() ? request.plan().summary() : headline;
    }

    private static String asker(ApprovalRequest request, Excerpts excerpts) {
        return request.requester().subject()
                + request.requester().onBehalfOf().map(human -> " for " + human).orElse("")
                + (request.asked().client().isBlank()
                        ? ""
                        : " · " + excerpts.line(request.asked().client()));
    }
}
