package dev.sallyport.policy.history;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.DenyReason;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Request;
import dev.sallyport.policy.RuleId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What the policy in force says of accesses that nobody may have seen, to each of those whom a suggestion is for.
final class InForce {

    /// Of more faces than these it is not asked.
    static final int PRINCIPALS_MAX = 16;

    private final Authorizer policy;
    private final List<Principal> principals;
    private final Instant time;

    /// @param time when it is asked, for bindings that are not always in force
    InForce(Authorizer policy, Collection<Principal> principals, Instant time) {
        this.policy = policy;
        this.principals = principals.size() > PRINCIPALS_MAX ? List.of() : List.copyOf(principals);
        this.time = time;
    }

    /// What it says to one of them of one access alone.
    enum Answer {
        PERMITS,
        HOLDS,
        /// No rule matches.
        NOTHING,
        /// Denied, and so is whatever the access lies within.
        NEVER
    }

    /// @param rules by which rules it permits or holds the access
    /// @param approvers who is asked where it holds it
    /// @param owed under which obligations; where no rule matches for two parties together, those of each alone
    record Word(Answer answer, List<RuleId> rules, List<ApproverSet> approvers, Obligations owed) {
        public Word {
            rules = List.copyOf(rules);
            approvers = List.copyOf(approvers);
        }

        boolean allows() {
            return answer == Answer.PERMITS || answer == Answer.HOLDS;
        }
    }

    /// A word to each of them, in the same order every time; none where there are too many.
    List<Word> words(Shape shape) {
        return principals.stream().map(principal -> word(principal, shape)).toList();
    }

    /// @return under which obligations it permits the access to all of them; empty where it does not
    Optional<Obligations> permits(Shape shape) {
        var words = words(shape);
        if (words.isEmpty() || !words.stream().allMatch(w -> w.answer == Answer.PERMITS)) {
            return Optional.empty();
        }
        return words.stream().map(Word::owed).reduce(Terms::stricter);
    }

    private Word word(Principal principal, Shape shape) {
        return switch (decide(principal, shape)) {
            case Decision.Permit(var rules, var owed) ->
                    new Word(Answer.PERMITS, rules, List.of(), owed);
            case Decision.Hold(var rules, var approvers, var owed) ->
                    new Word(Answer.HOLDS, rules, approvers, owed);
            case Decision.Deny(DenyReason.NoRule _) ->
                    new Word(Answer.NOTHING, List.of(), List.of(), ofEach(principal, shape));
            case Decision.Deny _ -> new Word(Answer.NEVER, List.of(), List.of(), Obligations.NONE);
        };
    }

    private Decision decide(Principal principal, Shape shape) {
        return policy.decide(new Request(principal, shape.tool(), List.of(shape.access()), time));
    }

    /// What each party owes alone, and with all its roles: it limits also what another party or role has to open.
    private Obligations ofEach(Principal principal, Shape shape) {
        if (principal.human().isEmpty() && principal.confinedTo().isEmpty()) {
            return Obligations.NONE;
        }
        return Stream.concat(Stream.of(principal), principal.human().stream())
                .map(party ->
                        new Principal(
                                party.subject(),
                                party.kind(),
                                Optional.empty(),
                                party.groups(),
                                Optional.empty()))
                .map(party ->
                        switch (decide(party, shape)) {
                            case Decision.Permit(_, var owed) -> owed;
                            case Decision.Hold(_, _, var owed) -> owed;
                            case Decision.Deny _ -> Obligations.NONE;
                        })
                .reduce(Obligations.NONE, Terms::stricter);
    }
}
