package dev.sallyport.server.approval;

import static dev.sallyport.server.approval.Desk.ANA;
import static dev.sallyport.server.approval.Desk.BEN;
import static dev.sallyport.server.approval.Desk.CORA;
import static dev.sallyport.server.approval.Desk.DBA;
import static dev.sallyport.server.approval.Desk.accepted;
import static dev.sallyport.server.approval.Desk.refused;
import static dev.sallyport.server.approval.GlassBook.NIGHT;
import static dev.sallyport.server.approval.GlassBook.ONCALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sallyport.server.approval.ApprovalJournal.Kind;
import dev.sallyport.server.state.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Reviews that nobody made in time are told of.
class GlassOverdueTest extends GlassFixture {
    GlassOverdueTest(TestDatabase database, @TempDir Path directory) {
        super(database, directory);
    }

    @Test
    void anOverdueReviewIsToldOnceOverAllProcessesAndStopsTheHuman() throws Exception {
        var broken = book.broken("update 1");
        assertThat(book.glass.tellOverdue()).isZero();

        clock.advance(DAY);
        var counts = Race.run(List.of(book.glass::tellOverdue, other.glass::tellOverdue));

        assertThat(counts).containsExactlyInAnyOrder(0, 1);
        assertThat(book.glass.tellOverdue() + other.glass.tellOverdue()).isZero();
        assertThat(told).containsExactly(Kind.BROKE_GLASS, Kind.REVIEW_OVERDUE);
        assertThat(
                        refused(
                                book.breakGlass(
                                        desk.hold("update 2", NIGHT), Desk.human("CORA"), ONCALL)))
                .isEqualTo(Decided.Code.REVIEW_OVERDUE);
        var _ = accepted(book.breakGlass(desk.hold("update 3", NIGHT), BEN, ONCALL));
        var _ = GlassBook.reviewed(book.review(broken, ANA, DBA));
        var _ = accepted(book.breakGlass(desk.hold("update 2", NIGHT), CORA, ONCALL));
    }

    @Test
    void whatWasTamperedWithKeepsNoOtherFromBeingTold() {
        for (int i = 0; i < Glass.TOLD_AT_A_TIME; i++) {
            var request = desk.hold("update " + i, NIGHT);
            var _ = accepted(book.breakGlass(request, Desk.human("oncall" + i), ONCALL));
        }
        clock.advance(Duration.ofMillis(1));
        var id = book.broken("update last").id();
        var _ =
                desk.store.write(h ->
                        h.execute(
                                "UPDATE approval_review SET breaker = 'x' WHERE request_id <> ?",
                                id));
        clock.advance(DAY);

        assertThat(book.glass.tellOverdue()).isEqualTo(1);
        assertThat(book.journal.heard).endsWith("overdue " + id);
        assertThat(book.glass.tellOverdue()).isZero();
    }

    @Test
    void whatCannotBeToldKeepsNoOtherFromBeingTold() {
        var first = book.broken("update 1");
        clock.advance(Duration.ofMillis(1));
        var second = book.broken("update 2");
        clock.advance(DAY);
        var broken =
                new GlassBook(
                        otherDesk,
                        _ ->
                                (_, _, request) -> {
                                    if (request.id().equals(first.id())) {
                                        throw new IllegalStateException("this one cannot be told");
                                    }
                                });

        assertThatIllegalStateException().isThrownBy(broken.glass::tellOverdue);

        assertThat(overdue(second)).isPresent();
        assertThat(overdue(first)).isEmpty();
        assertThat(book.glass.tellOverdue()).isEqualTo(1);
    }

    private Optional<Instant> overdue(ApprovalRequest request) {
        return desk.approvals
                .find(request.id())
                .flatMap(ApprovalRequest::glass)
                .flatMap(BrokenGlass::overdue);
    }

    @Test
    void theLastInstantIsInTime() {
        var broken = book.broken("update 1");

        clock.advance(DAY.minusMillis(1));

        assertThat(book.glass.tellOverdue()).isZero();
        assertThat(broken.glass().orElseThrow().isOverdue(clock.instant())).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(broken.glass().orElseThrow().isOverdue(clock.instant())).isTrue();
    }
}
