package dev.sallyport.server.approval;

import static dev.sallyport.server.approval.GrantBook.CARD;
import static dev.sallyport.server.approval.GrantBook.POLICY;
import static dev.sallyport.server.approval.GrantBook.TWO_HOURS;
import static dev.sallyport.server.approval.GrantBook.accepted;
import static dev.sallyport.server.approval.GrantBook.ask;
import static dev.sallyport.server.approval.GrantBook.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.identity.Presence;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Preview;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Grants as the votes that they are: they end with a key, and accept what is hidden of one call.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class GrantVotesTest {
    private final TestClock clock = new TestClock();
    private final Desk desk;
    private final GrantBook book;
    private final KeyBook keys;

    GrantVotesTest(TestDatabase database, @TempDir Path directory) {
        desk = new Desk(database.fresh(directory), clock);
        book = new GrantBook(desk);
        keys = new KeyBook(desk);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void grantEndsWithTheKeyItWasMadeWith() {
        var first = keys.make("ana");
        var grant = accepted(book.grant(book.hold(ask("update 0")), Optional.of(first), 0));
        assertThat(grant.request().votes().getFirst().key())
                .contains(new ApprovalRequest.CastWith(first, Instant.MAX));
        assertThat(book.use("update 1")).isPresent();

        assertThat(keys.revoke("ana")).isTrue();
        assertThat(keys.make("ana")).isNotEqualTo(first); // brings nothing back

        assertThat(book.grants.covered(ask("update 2"), POLICY)).isFalse();
        assertThat(book.use("update 2")).isEmpty();
        assertThat(book.grants.find(grant.id()).orElseThrow().uses()).isEqualTo(2);
    }

    @Test
    void grantEndsWhenTheKeyItWasMadeWithExpires() {
        var ana = keys.make("ana", Optional.of(clock.instant().plus(Duration.ofMinutes(30))));
        var _ = accepted(book.grant(book.hold(ask("update 0")), Optional.of(ana), 0));

        clock.advance(Duration.ofMinutes(30).minusMillis(1));
        assertThat(book.use("update 1")).isPresent();
        clock.advance(Duration.ofMillis(1));

        assertThat(book.grants.covered(ask("update 2"), POLICY)).isFalse();
        assertThat(book.use("update 2")).isEmpty();
    }

    @Test
    void endOfTheKeyIsSeenInTheGrant() {
        var expires = clock.instant().plus(Duration.ofMinutes(30));
        var ana = keys.make("ana", Optional.of(expires));

        var grant = accepted(book.grant(book.hold(ask("update 0")), Optional.of(ana), 0));

        assertThat(grant.ends()).isEqualTo(expires);
        assertThat(grant(ask("update 1"), Optional.of(keys.make("ben")), Optional.empty()).ends())
                .isEqualTo(clock.instant().plus(TWO_HOURS.length()));
    }

    @Test
    void withoutAKeyAGrantLastsAnHourAtMost() {
        var granted = clock.instant();

        var grant = grant(ask("update 0"), Optional.empty(), Optional.empty());

        assertThat(grant.ends()).isEqualTo(granted.plus(Grant.KEYLESS_MAX));
        clock.advance(Grant.KEYLESS_MAX.minusMillis(1));
        assertThat(book.use("update 1")).isPresent();
        clock.advance(Duration.ofMillis(1));
        assertThat(book.grants.covered(ask("update 2"), POLICY)).isFalse();
        assertThat(book.use("update 2")).isEmpty();
    }

    @Test
    void grantEndsWithTheTokenOrSessionItWasMadeWith() {
        var ends = clock.instant().plus(Duration.ofMinutes(5));

        var grant = grant(ask("update 0"), Optional.empty(), Optional.of(ends));

        assertThat(grant.ends()).isEqualTo(ends);
        clock.advance(Duration.ofMinutes(5));
        assertThat(book.use("update 1")).isEmpty();
    }

    @Test
    void whoIsVouchedForNoLongerThanAMinuteGrantsNothing() {
        var request = book.hold(ask("update 0"));
        var terms =
                TWO_HOURS.until(Optional.of(clock.instant().plus(Grant.LENGTH_MIN).minusMillis(1)));

        var refusal = refused(book.grant(request, Desk.ANA, Desk.DBA, terms));

        assertThat(refusal.code()).isEqualTo(Decided.Code.NOT_GRANTABLE);
        assertThat(refusal.message())
                .isEqualTo(
                        "what you are known by ends at 2026-03-01T09:00:59.999Z, a grant ends with it and lasts at"
                                + " least a minute; sign in anew, or approve the call itself");
        assertThat(book.journal.heard).isEmpty();
        assertThat(desk.approvals.find(request.id()).orElseThrow().state())
                .isEqualTo(ApprovalRequest.State.PENDING);
    }

    private Grant grant(NewRequest asked, Optional<String> keyId, Optional<Instant> until) {
        var request = book.hold(asked);
        var ballot = ballot(request, keyId, new Presence.SignedIn(clock.instant()));
        return accepted(
                book.grants.grant(
                        request.id(), Desk.BEN, Desk.DBA, TWO_HOURS.until(until), ballot));
    }

    private static Ballot ballot(
            ApprovalRequest request, Optional<String> keyId, Presence presence) {
        return new Ballot(
                ApprovalRequest.Verdict.APPROVE, request.digest(), "all day", keyId, 0, presence);
    }

    @Test
    void aGrantAsksForAFreshSignInWhateverTheRiskOfTheCall() {
        var request = book.hold(ask("update 0"));
        var within = desk.approvals.freshSignIn().within();
        for (var presence :
                List.of(
                        Presence.UNKNOWN,
                        new Presence.SignedIn(clock.instant().minus(within)),
                        new Presence.SignedIn(clock.instant().plusSeconds(31)))) {
            var refusal =
                    refused(
                            book.grants.grant(
                                    request.id(),
                                    Desk.BEN,
                                    Desk.DBA,
                                    TWO_HOURS,
                                    ballot(request, Optional.empty(), presence)));
            assertThat(refusal.code())
                    .as(presence.toString())
                    .isEqualTo(Decided.Code.FRESH_SIGN_IN_NEEDED);
        }
        assertThat(book.journal.heard).isEmpty();
        assertThat(desk.approvals.find(request.id()).orElseThrow().votes()).isEmpty();

        var justBefore = new Presence.SignedIn(clock.instant().minus(within).plusMillis(1));
        var _ =
                accepted(
                        book.grants.grant(
                                request.id(),
                                Desk.BEN,
                                Desk.DBA,
                                TWO_HOURS,
                                ballot(request, Optional.empty(), justBefore)));
    }

    @Test
    void keyThatEndedGrantsNothing() {
        var ana = keys.make("ana");
        var request = book.hold(ask("update 0"));
        assertThat(keys.revoke("ana")).isTrue();

        assertThat(refused(book.grant(request, Optional.of(ana), 0)).code())
                .isEqualTo(Decided.Code.KEY_ENDED);

        assertThat(book.grants.list(false, 10)).isEmpty();
        assertThat(book.journal.heard).isEmpty();
    }

    @Test
    void hiddenValuesAreAcceptedForTheGrantedCallAlone() {
        var request = book.hold(GrantBook.showing("update 0", "pay " + CARD));

        for (int accepted : List.of(0, 2)) {
            assertThat(refused(book.grant(request, Optional.empty(), accepted)).code())
                    .isEqualTo(Decided.Code.HIDDEN_VALUES);
        }
        assertThat(book.journal.heard).isEmpty();
        var _ = accepted(book.grant(request, Optional.empty(), 1));

        assertThat(book.use("update 1")).isPresent();
        var again = GrantBook.showing("update 2", "pay " + CARD);
        assertThat(book.grants.covered(again, POLICY)).isFalse();
        assertThat(book.grants.use(again, POLICY)).isEmpty();
    }

    @Test
    void callsThatHideAnythingAreNotCovered() {
        var _ = book.grant(TWO_HOURS);
        var asked = ask("update 1");
        var shown = asked.preview();
        var plan = asked.plan();
        var state = shown.state().deepCopy().put("version", "of " + CARD);
        var summary =
                new Plan(
                        plan.tool(),
                        plan.target(),
                        plan.accesses(),
                        plan.normalised(),
                        "update for " + CARD);
        for (var hiding :
                List.of(
                        GrantBook.showing("update 1", "SET iban = '⟦masked:IBAN⟧'"),
                        GrantBook.showing("update 1", CARD),
                        GrantBook.showing(
                                asked, new Preview(CARD, shown.sections(), shown.state())),
                        GrantBook.showing(
                                asked, new Preview(shown.headline(), shown.sections(), state)),
                        new GrantBook.Call().with(summary).asked())) {
            assertThat(book.grants.covered(hiding, POLICY)).isFalse();
            assertThat(book.grants.use(hiding, POLICY)).isEmpty();
        }
        assertThat(book.grants.use(asked, POLICY)).isPresent();
    }

    @Test
    void whereDetectorsFailNothingIsCovered() {
        var _ = book.grant(TWO_HOURS);
        var broken =
                new GrantBook(
                        desk,
                        _ -> {
                            throw new IllegalStateException("a text could not be masked");
                        });

        assertThatThrownBy(() -> broken.grants.covered(ask("update 1"), POLICY))
                .hasMessage("a text could not be masked");
        assertThatThrownBy(() -> broken.grants.use(ask("update 1"), POLICY))
                .hasMessage("a text could not be masked");
        assertThat(broken.journal.heard).isEmpty();
    }

    @Test
    void aWishToGrantThatDoesNotCountAsksNoTarget() {
        var request = book.hold(ask("update 1"));
        var over = desk.holdExecuting("update 2");
        var asked = desk.targetsAsked.get();

        for (var id : List.of(request.id(), over.id())) {
            for (var digest : List.of("wrong", request.digest(), over.digest())) {
                for (var roles : List.of(Set.of("reader"), Desk.DBA, Set.<String>of())) {
                    if (roles.equals(Desk.DBA)
                            && id.equals(request.id())
                            && digest.equals(request.digest())) {
                        continue;
                    }
                    var ballot =
                            new Ballot(
                                    Verdict.APPROVE,
                                    digest,
                                    "",
                                    Optional.empty(),
                                    0,
                                    Presence.WITH_KEY);
                    assertThat(book.grants.grant(id, Desk.BEN, roles, GrantBook.TWO_HOURS, ballot))
                            .isInstanceOf(Granted.Refused.class);
                }
            }
        }
        assertThat(desk.targetsAsked).hasValue(asked);

        var ballot = desk.ballot(request, Verdict.APPROVE, Optional.empty());
        assertThat(book.grants.grant(request.id(), Desk.BEN, Desk.DBA, GrantBook.TWO_HOURS, ballot))
                .isInstanceOf(Granted.Accepted.class);
        assertThat(desk.targetsAsked.get()).isGreaterThan(asked);
    }
}
