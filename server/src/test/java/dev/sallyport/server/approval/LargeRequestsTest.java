package dev.sallyport.server.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Preview;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.JsonNodeFactory;

/// Held calls of the greatest size that a tool takes: what agents ask for is read, but is not in the way of whoever looks.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class LargeRequestsTest {
    private static final int MIB = 1 << 20;
    private static final String LINE = "value: \"0123456789 abcdefghij\"\n";
    private static final String MANIFEST = LINE.repeat(MIB / LINE.length());

    private final Desk desk;

    LargeRequestsTest(TestDatabase database, @TempDir Path directory) {
        desk = new Desk(database.fresh(directory), new TestClock());
    }

    @AfterEach
    void close() {
        desk.close();
    }

    /// With 1 MiB to do and 1 MiB to show.
    private Requested ask(Principal requester, int number) {
        var plan = Desk.plan("update " + number);
        var large =
                new Plan(
                        plan.tool(),
                        plan.target(),
                        plan.accesses(),
                        JsonNodeFactory.instance.objectNode().put("manifest", number + MANIFEST),
                        plan.summary());
        var asked = Desk.ask(requester, large, Desk.ONE_DBA);
        var shown =
                new Preview(
                        "apply 1 object",
                        List.of(new Preview.Section("Change", Preview.Kind.DIFF, MANIFEST)),
                        asked.preview().state());
        var requested = desk.approvals.request(GrantBook.showing(asked, shown));
        desk.journal.transitions.clear();
        return requested;
    }

    private static Principal agent(int number) {
        return new Principal(
                "client:agent-" + number, Principal.Kind.AGENT, Optional.empty(), Set.of("agents"));
    }

    private static long mebibytesInUse() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) / MIB;
    }

    @Test
    void aListKeepsNothingOfLargeCallsButWhatItShows() {
        for (int i = 0; i < 60; i++) {
            assertThat(ask(agent(i % 3), i)).isInstanceOf(Requested.Held.class);
        }
        long before = mebibytesInUse();
        var most = new ArrayList<Long>();
        var read = new AtomicInteger();

        var list =
                desk.approvals.list(
                        Optional.empty(),
                        500,
                        request -> {
                            assertThat(request.asked().preview().sections().getFirst().content())
                                    .hasSize(MANIFEST.length());
                            if (read.incrementAndGet() % 10 == 0) {
                                most.add(mebibytesInUse() - before);
                            }
                            return request.asked().preview().headline();
                        });

        assertThat(list).hasSize(60).containsOnly("apply 1 object");
        assertThat(most).as("MiB more than before").hasSize(6).allMatch(more -> more < 50);

        long least = Long.MAX_VALUE;
        for (int i = 0; i < 2; i++) {
            long start = System.nanoTime();
            assertThat(desk.approvals.page(true, 0, 50, ApprovalRequest::id)).hasSize(50);
            least = Math.min(least, System.nanoTime() - start);
        }
        System.out.printf("a page of 50 calls of 2 MiB: %.0f ms%n", least / 1e6);
    }

    @Test
    void whoseCallsOf64MebibytesWaitAsksForNothingFurther() {
        var first = ((Requested.Held) ask(Desk.AGENT, 0)).request();
        int held = 1;
        while (ask(Desk.AGENT, held) instanceof Requested.Held) {
            held++;
        }

        assertThat(held).as("of some 2.2 MiB once they are written").isEqualTo(30);
        assertThat(ask(Desk.AGENT, held))
                .isEqualTo(
                        new Requested.Refused(
                                Requested.Code.TOO_MANY_PENDING,
                                "calls of yours with 64 MiB of content wait for approval already, and that is"
                                        + " the most"));
        assertThat(ask(agent(1), held)).as("another's").isInstanceOf(Requested.Held.class);
        var _ =
                Desk.accepted(
                        desk.decide(first, Desk.ANA, Desk.DBA, ApprovalRequest.Verdict.REJECT));
        assertThat(ask(Desk.AGENT, held)).isInstanceOf(Requested.Held.class);
    }
}
