package dev.sallyport.server.approval;

import static dev.sallyport.server.approval.Desk.AGENT;
import static dev.sallyport.server.approval.Desk.ANA;
import static dev.sallyport.server.approval.Desk.BEN;
import static dev.sallyport.server.approval.Desk.CORA;
import static dev.sallyport.server.approval.Desk.DBA;
import static dev.sallyport.server.approval.Desk.TWO_DBAS;
import static dev.sallyport.server.approval.Desk.accepted;
import static dev.sallyport.server.approval.Desk.refused;
import static dev.sallyport.server.approval.GlassBook.NIGHT;
import static dev.sallyport.server.approval.GlassBook.ONCALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.Approvals.Outcome;
import dev.sallyport.server.state.TestDatabase;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

/// By what other gate processes see that something has changed.
class ChangeFeedTest extends GlassFixture {
    ChangeFeedTest(TestDatabase database, @TempDir Path directory) {
        super(database, directory);
    }

    private String seen() {
        return otherDesk.store.read(RequestLists::fingerprint);
    }

    /// What does it changes what others see.
    private void changes(Runnable what) {
        var before = seen();
        what.run();
        assertThat(seen()).isNotEqualTo(before);
    }

    @Test
    void whatIsRefusedTellsNobodyOfAChange() {
        var request = desk.hold("update 1", NIGHT);
        var broken = book.broken("update 2");
        var before = seen();

        assertThat(refused(desk.decide(request, AGENT, Set.of(), Verdict.APPROVE)))
                .isEqualTo(Decided.Code.NOT_HUMAN);
        assertThat(refused(desk.decide(request, ANA, Set.of("reader"), Verdict.APPROVE)))
                .isEqualTo(Decided.Code.NO_ROLE);
        assertThat(refused(desk.approvals.cancel(request.id(), BEN, Set.of(), "")))
                .isEqualTo(Decided.Code.NO_ROLE);
        assertThat(refused(book.breakGlass(request, BEN, DBA))).isEqualTo(Decided.Code.NO_ROLE);
        assertThat(GlassBook.refused(book.review(broken, CORA, DBA)))
                .isEqualTo(Reviewed.Code.OWN_BREAKING);
        assertThat(desk.approvals.claim(request.id())).isEmpty();

        assertThat(seen()).isEqualTo(before);
    }

    @Test
    void everyChangeOfWhatIsOpenIsSeen() {
        changes(() -> desk.hold("update 1", TWO_DBAS));
        var request = desk.approvals.list(Optional.empty(), 1, r -> r).getFirst();
        changes(() -> accepted(desk.decide(request, ANA, DBA, Verdict.APPROVE)));
        changes(() -> accepted(desk.decide(request, BEN, DBA, Verdict.APPROVE)));
        changes(() -> assertThat(desk.approvals.claim(request.id())).isPresent());
        var reply = JsonNodeFactory.instance.objectNode();
        changes(() -> desk.approvals.finish(request.id(), Outcome.COMPLETED, reply, false));

        var broken = desk.hold("update 2", NIGHT);
        changes(() -> accepted(book.breakGlass(broken, CORA, ONCALL)));
        changes(() -> GlassBook.reviewed(book.review(broken, ANA, DBA)));
        changes(() -> accepted(desk.approvals.cancel(broken.id(), AGENT, Set.of(), "")));
    }
}
