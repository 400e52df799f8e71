package dev.sallyport.server.approval;

import static dev.sallyport.server.approval.HighRisk.HIDDEN_VALUES;
import static dev.sallyport.server.approval.HighRisk.IRREVERSIBLE;
import static dev.sallyport.server.approval.HighRisk.NOT_INSPECTED;
import static dev.sallyport.server.approval.HighRisk.QUORUM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.server.identity.Presence;
import dev.sallyport.tools.Preview;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is of high risk, and which sign-in is fresh.
class FreshSignInTest {
    private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");
    private static final FreshSignIn FRESH = new FreshSignIn(Duration.ofMinutes(5));

    private static NewRequest asked(List<ApproverSet> approvers, List<String> unseen) {
        var asked = Desk.ask(Desk.AGENT, Desk.plan("update 1"), approvers);
        var shown = asked.preview();
        return GrantBook.showing(
                asked, new Preview(shown.headline(), shown.sections(), shown.state(), unseen));
    }

    @Test
    void aCallThatOneHumanCanTakeBackAndSeesWholeIsOfNoHighRisk() {
        var several = List.of(new ApproverSet("dba", 1), new ApproverSet("sre", 1));

        assertThat(HighRisk.of(asked(Desk.ONE_DBA, List.of()), false, 0)).isEmpty();
        assertThat(HighRisk.of(asked(several, List.of()), false, 0)).isEmpty();
    }

    @Test
    void everyReasonAloneIsEnough() {
        var oneOfTwo = List.of(new ApproverSet("dba", 1), new ApproverSet("sre", 2));

        assertThat(HighRisk.of(asked(Desk.ONE_DBA, List.of()), true, 0))
                .containsExactly(IRREVERSIBLE);
        assertThat(HighRisk.of(asked(Desk.ONE_DBA, List.of("1 binary file")), false, 0))
                .containsExactly(NOT_INSPECTED);
        assertThat(HighRisk.of(asked(Desk.ONE_DBA, List.of()), false, 1))
                .containsExactly(HIDDEN_VALUES);
        assertThat(HighRisk.of(asked(oneOfTwo, List.of()), false, 0)).containsExactly(QUORUM);
    }

    @Test
    void reasonsAreNamedInAFixedOrder() {
        var all = HighRisk.of(asked(Desk.TWO_DBAS, List.of("1 binary file")), true, 2);

        assertThat(all).containsExactly(HighRisk.values());
        assertThat(HighRisk.because(all))
                .isEqualTo(
                        "it cannot be taken back, parts of it were not inspected, values are hidden in it and several"
                                + " humans of one role must agree to it");
        assertThat(HighRisk.because(EnumSet.of(IRREVERSIBLE))).isEqualTo("it cannot be taken back");
        assertThat(HighRisk.because(EnumSet.of(IRREVERSIBLE, QUORUM)))
                .isEqualTo(
                        "it cannot be taken back and several humans of one role must agree to it");
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S,          true",
        "PT4M59.999S,   true",
        "PT5M,          false",
        "PT5M0.001S,    false",
        "PT12H,         false",
        "P9999D,        false",
        "-PT30S,        true",
        "-PT30.001S,    false",
        "-P1D,          false",
    })
    void aSignInIsFreshForFiveMinutesAndNotOfTheFuture(Duration ago, boolean fresh) {
        var at = NOW.minus(ago);

        assertThat(FRESH.isFresh(at, NOW)).isEqualTo(fresh);
        assertThat(FRESH.objection(new Presence.SignedIn(at), NOW, "this", "of that").isEmpty())
                .isEqualTo(fresh);
    }

    @Test
    void whoseSignInNobodyKnowsOfDoesNotCountAndAKeyAlwaysDoes() {
        assertThat(FRESH.objection(Presence.UNKNOWN, NOW, "approving this", "it is so"))
                .hasValue(
                        "approving this asks for a sign-in within the last 5m, because it is so; nothing says when you"
                                + " signed in (`auth_time`), so sign in again, or use an API key");
        assertThat(FRESH.objection(Presence.WITH_KEY, NOW, "approving this", "it is so")).isEmpty();
    }

    @Test
    void noTimeAtAllIsNoSetting() {
        assertThatThrownBy(() -> new FreshSignIn(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
