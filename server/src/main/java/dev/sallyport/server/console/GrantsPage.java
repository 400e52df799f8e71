package dev.sallyport.server.console;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.Coverage;
import dev.sallyport.server.approval.Grant;
import dev.sallyport.server.approval.GrantRights;
import dev.sallyport.server.approval.Grants;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// What runs without being asked about: grants that have not ended, and those that ended lately, the newest first.
///
/// @param more whether there are grants that have not ended and that it does not show
/// @param said what became of the human's last attempt; empty when there was none
record GrantsPage(
        Frame frame, List<Row> lasting, List<Row> ended, boolean more, Optional<String> said)
        implements Page {

    /// More at once nobody looks through; those that end a grant by its id have the API.
    static final int LASTING_MAX = 200;

    static final int ENDED_MAX = 50;

    /// How far back grants that ended go.
    static final Duration LATELY = Duration.ofDays(7);

    GrantsPage {
        lasting = List.copyOf(lasting);
        ended = List.copyOf(ended);
    }

    /// One grant.
    ///
    /// @param request the page of the call that was approved with it; empty for those who may not see it
    /// @param standing of the grant
    /// @param uses taken and left
    /// @param time until when, and how long that is
    /// @param by who granted it, and when
    /// @param reason the grantor's; perhaps none
    /// @param ending who took it back, when and why; empty when nobody did
    /// @param revocable whether this human can take it back
    record Row(
            String id,
            String headline,
            Optional<String> request,
            Covered covered,
            Words.Standing standing,
            String uses,
            String time,
            String by,
            String reason,
            String ending,
            boolean revocable) {}

    @Override
    public String template() {
        return "grants.jte";
    }

    static String path() {
        return Frame.Place.GRANTS.path();
    }

    /// Where the form of a grant goes that takes it back.
    static String revokePath(String id) {
        return path() + "/" + id + "/revoke";
    }

    /// @param seesRequests whether the reader may look at held calls, too
    static GrantsPage read(
            Frame frame,
            Grants grants,
            GrantRights rights,
            UnaryOperator<String> masker,
            Principal reader,
            boolean seesRequests,
            Instant now,
            Optional<String> said) {
        var lasting = grants.list(true, LASTING_MAX + 1);
        var ended =
                grants.list(false, Grants.LIST_MAX).stream()
                        .filter(grant -> grant.state(now) != Grant.State.ACTIVE)
                        .filter(grant -> grant.granted().isAfter(now.minus(LATELY)))
                        .limit(ENDED_MAX);
        var rows = new Rows(rights, masker, reader, seesRequests, now);
        return new GrantsPage(
                frame,
                lasting.stream().limit(LASTING_MAX).map(rows::row).toList(),
                ended.map(rows::row).toList(),
                lasting.size() > LASTING_MAX,
                said);
    }

    /// Makes rows for one reader.
    private record Rows(
            GrantRights rights,
            UnaryOperator<String> masker,
            Principal reader,
            boolean seesRequests,
            Instant now) {

        Row row(Grant grant) {
            var excerpts = new Excerpts(masker, false);
            boolean lasts = grant.state(now) == Grant.State.ACTIVE;
            int left = grant.usesMax() - grant.uses();
            return new Row(
                    grant.id(),
                    excerpts.line(InboxPage.headline(grant.request())),
                    seesRequests
                            ? Optional.of(DecisionPage.path(grant.request().id()))
                            : Optional.empty(),
                    Covered.of(Coverage.of(grant.request()), excerpts),
                    Words.standing(rights.standing(grant)),
                    grant.uses()
                            + " of "
                            + Words.count(grant.usesMax(), "use", "uses")
                            + " taken"
                            + (lasts ? ", " + left + " left" : ""),
                    (lasts
                                    ? Words.span(Duration.between(now, grant.ends()))
                                            + " left, until "
                                    : "was to last until ")
                            + Words.time(grant.ends()),
                    grant.grantor().subject() + " at " + Words.time(grant.granted()),
                    excerpts.line(grant.reason()),
                    grant.revoked()
                            .map(revoked ->
                                    revoked.by()
                                            + " at "
                                            + Words.time(revoked.at())
                                            + (revoked.reason().isBlank()
                                                    ? ""
                                                    : ": " + excerpts.line(revoked.reason())))
                            .orElse(""),
                    lasts && rights.mayRevoke(reader, grant));
        }
    }
}
