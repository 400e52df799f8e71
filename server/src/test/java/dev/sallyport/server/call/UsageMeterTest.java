package dev.sallyport.server.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.UsageLimit;
import dev.sallyport.policy.UsageLimit.Kind;
import dev.sallyport.policy.UsageLimit.Scope;
import dev.sallyport.server.call.UsageMeter.Admission;
import dev.sallyport.server.call.UsageMeter.Use;
import dev.sallyport.server.state.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What fits within limits on use, by a clock that stands still.
class UsageMeterTest {

    private static final UsageLimit THREE_CALLS = own(Kind.CALLS_PER_MINUTE, "client:a", 3);
    private static final UsageLimit TEN_ROWS = own(Kind.ROWS_PER_HOUR, "client:a", 10);
    private static final UsageLimit TWO_AT_ONCE = own(Kind.CONCURRENT_CALLS, "client:a", 2);

    private final TestClock clock = new TestClock();
    private final UsageMeter meter = new UsageMeter(clock);

    private static UsageLimit own(Kind kind, String subject, long value) {
        return new UsageLimit(kind, Scope.PRINCIPAL, subject, "role", value);
    }

    private Admission ask(UsageLimit... limits) {
        return meter.admit(List.of(limits), OptionalLong.empty());
    }

    private Use admitted(long rows, UsageLimit... limits) {
        var rowsMax = rows < 0 ? OptionalLong.empty() : OptionalLong.of(rows);
        return switch (meter.admit(List.of(limits), rowsMax)) {
            case Admission.Admitted(var use) -> use;
            case Admission.Refused refused -> throw new AssertionError(refused);
        };
    }

    private void call(UsageLimit... limits) {
        admitted(-1, limits).close();
    }

    private Admission.Refused refused(UsageLimit... limits) {
        return switch (ask(limits)) {
            case Admission.Refused refused -> refused;
            case Admission.Admitted admitted -> throw new AssertionError(admitted);
        };
    }

    @Test
    void callsFitIntoAnyMinute() {
        call(THREE_CALLS);
        clock.advance(Duration.ofSeconds(30));
        call(THREE_CALLS);
        call(THREE_CALLS);

        var now = refused(THREE_CALLS);
        assertThat(now.limit()).isEqualTo(THREE_CALLS);
        assertThat(now.again()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(31));

        clock.advance(now.again());
        call(THREE_CALLS);
        assertThat(refused(THREE_CALLS).again())
                .isBetween(Duration.ofSeconds(29), Duration.ofSeconds(31));
    }

    /// Whatever the moments, no window of a minute has more than the limit, and a call is let in once a minute and a
    /// second have nothing in them.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void noWindowHoldsMoreThanTheLimit(long seed) {
        var random = new Random(seed);
        var let = new java.util.ArrayList<Long>();
        for (int i = 0; i < 2_000; i++) {
            clock.advance(Duration.ofMillis(random.nextInt(20_000)));
            long now = clock.millis();
            if (ask(THREE_CALLS) instanceof Admission.Admitted) {
                let.add(now);
                assertThat(let.stream().filter(at -> at > now - 60_000).count())
                        .isLessThanOrEqualTo(3);
            } else {
                assertThat(let.stream().filter(at -> at > now - 61_000).count())
                        .isGreaterThanOrEqualTo(3);
            }
        }
        assertThat(let).hasSizeGreaterThan(100);
    }

    @Test
    void whatIsRefusedDoesNotCount() {
        for (int i = 0; i < 3; i++) {
            call(THREE_CALLS);
        }
        for (int i = 0; i < 50; i++) {
            var _ = refused(THREE_CALLS);
        }
        clock.advance(Duration.ofSeconds(61));

        call(THREE_CALLS);
        call(THREE_CALLS);
        call(THREE_CALLS);
    }

    @Test
    void aRefusalByOneLimitCountsForNoOther() {
        var one = own(Kind.CALLS_PER_MINUTE, "client:b", 1);
        call(one);
        for (int i = 0; i < 10; i++) {
            assertThat(refused(TWO_AT_ONCE, THREE_CALLS, one).limit()).isEqualTo(one);
        }

        call(TWO_AT_ONCE, THREE_CALLS);
    }

    @Test
    void callsThatRunAtOneTimeAreGivenBack() {
        var first = admitted(-1, TWO_AT_ONCE);
        var second = admitted(-1, TWO_AT_ONCE);
        assertThat(refused(TWO_AT_ONCE).again()).isEqualTo(Duration.ofSeconds(1));

        first.close();
        first.close();
        var third = admitted(-1, TWO_AT_ONCE);
        assertThat(ask(TWO_AT_ONCE)).isInstanceOf(Admission.Refused.class);

        second.close();
        third.close();
        assertThat(meter.size()).isZero();
    }

    @Test
    void rowsThatLeftTheGateCountForAnHour() {
        try (var use = admitted(100, TEN_ROWS)) {
            assertThat(use.rowsMax()).hasValue(10);
            use.returned(4);
        }
        try (var use = admitted(5, TEN_ROWS)) {
            assertThat(use.rowsMax()).hasValue(5);
            use.returned(5);
        }
        try (var use = admitted(100, TEN_ROWS)) {
            assertThat(use.rowsMax()).hasValue(1);
            use.returned(1);
        }

        assertThat(refused(TEN_ROWS).again())
                .isBetween(Duration.ofMinutes(60), Duration.ofMinutes(61));
        clock.advance(Duration.ofMinutes(59));
        assertThat(ask(TEN_ROWS)).isInstanceOf(Admission.Refused.class);
        clock.advance(Duration.ofMinutes(2));
        assertThat(admitted(100, TEN_ROWS).rowsMax()).hasValue(10);
    }

    @Test
    void callsAtOneTimeShareTheRowsThatAreLeft() {
        var first = admitted(6, TEN_ROWS);
        var second = admitted(100, TEN_ROWS);

        assertThat(second.rowsMax()).hasValue(4);
        assertThat(refused(TEN_ROWS).again()).isEqualTo(Duration.ofSeconds(1));

        first.close();
        assertThat(admitted(100, TEN_ROWS).rowsMax()).hasValue(6);
    }

    @Test
    void aCallWithoutABoundOnRowsCountsWhatItReturned() {
        try (var use = admitted(-1, TEN_ROWS)) {
            assertThat(use.rowsMax()).isEmpty();
            use.returned(25);
        }

        assertThat(refused(TEN_ROWS).limit()).isEqualTo(TEN_ROWS);
    }

    @Test
    void limitsOfSeveralRolesCountTheSameCalls() {
        var tighter =
                new UsageLimit(Kind.CALLS_PER_MINUTE, Scope.PRINCIPAL, "client:a", "other", 2);
        call(THREE_CALLS, tighter);
        call(THREE_CALLS, tighter);

        assertThat(refused(THREE_CALLS, tighter).limit()).isEqualTo(tighter);
        call(THREE_CALLS);
        assertThat(refused(THREE_CALLS).limit()).isEqualTo(THREE_CALLS);
    }

    @Test
    void aRoleCountsAllItsHoldersAndNoSubjectOfItsName() {
        var role = new UsageLimit(Kind.CALLS_PER_MINUTE, Scope.ROLE, "client:a", "client:a", 1);
        call(THREE_CALLS);

        call(role);
        assertThat(refused(role).limit()).isEqualTo(role);
        call(THREE_CALLS);
    }

    @Test
    void aClockThatGoesBackGivesNothingBack() {
        for (int i = 0; i < 3; i++) {
            call(THREE_CALLS);
        }
        clock.advance(Duration.ofMinutes(-10));

        assertThat(ask(THREE_CALLS)).isInstanceOf(Admission.Refused.class);
    }

    @Test
    void idleCountersAreForgotten() {
        for (int i = 0; i < 5_000; i++) {
            clock.advance(Duration.ofSeconds(1));
            call(own(Kind.CALLS_PER_MINUTE, "client:" + i, 3));
        }

        assertThat(meter.size()).isLessThanOrEqualTo(1_001);
    }

    @Test
    void withoutLimitsNothingIsCounted() {
        for (int i = 0; i < 10; i++) {
            assertThat(admitted(7).rowsMax()).hasValue(7);
        }

        assertThat(meter.size()).isZero();
    }
}
