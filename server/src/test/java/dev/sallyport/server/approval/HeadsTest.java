package dev.sallyport.server.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.ApprovalRequest.Vote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How many humans stand behind votes.
class HeadsTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, 0",
                "a, 1",
                "a b c, 3",
                "a A, 1",
                "b>a, 1",
                "a b>a, 1",
                "b>a a, 1",
                "b>a c>a, 1",
                "b>a c, 2",
                "b>a a>c, 1",
                "b>a a>c c, 2",
                "a>c b>a c, 2",
                "a>b b>a, 1",
                "a>b b>c c>a, 1",
                "a>b b>c c>d d>a, 2",
                "b>a c>d, 2",
                "b>A c>a, 1"
            })
    void eachHumanCountsOnce(String votes, int heads) {
        var cast = votes == null ? List.<Vote>of() : votes(votes);

        assertThat(Heads.count(cast)).isEqualTo(heads);
        assertThat(Heads.count(cast.reversed())).isEqualTo(heads);
    }

    /// Against the best of all choices, tried one by one.
    @Test
    void noneIsLostAndNoneIsCountedTwice() {
        var random = new Random(17);
        for (int round = 0; round < 5_000; round++) {
            var votes = new ArrayList<Vote>();
            int humans = 1 + random.nextInt(7);
            for (int caster = 0; caster < humans; caster++) {
                if (random.nextInt(4) > 0) {
                    votes.add(vote("h" + caster, "h" + random.nextInt(humans)));
                }
            }
            assertThat(Heads.count(votes))
                    .as(votes.stream().map(Vote::by).toList().toString())
                    .isEqualTo(best(votes, 0, new ArrayList<>()));
        }
    }

    private static int best(List<Vote> votes, int next, List<String> seen) {
        if (next == votes.size()) {
            return 0;
        }
        int without = best(votes, next + 1, seen);
        var humans =
                Set.copyOf(
                        List.of(
                                votes.get(next).approver().subject(),
                                votes.get(next).authority().subject()));
        if (humans.stream().anyMatch(seen::contains)) {
            return without;
        }
        var more = new ArrayList<>(seen);
        more.addAll(humans);
        return Math.max(without, 1 + best(votes, next + 1, more));
    }

    private static List<Vote> votes(String text) {
        return Arrays.stream(text.split(" ", -1))
                .map(one -> one.split(">", -1))
                .map(names -> vote(names[0], names[names.length - 1]))
                .toList();
    }

    private static Vote vote(String caster, String right) {
        return new Vote(
                human(caster),
                Verdict.APPROVE,
                Set.of("dba"),
                "",
                "",
                Instant.EPOCH,
                Optional.empty(),
                caster.equals(right)
                        ? Optional.empty()
                        : Optional.of(new InPlaceOf("dlg_x", human(right), Instant.MAX)));
    }

    private static Principal human(String name) {
        return Desk.human(name);
    }
}
