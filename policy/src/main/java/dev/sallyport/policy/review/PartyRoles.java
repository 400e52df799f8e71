package dev.sallyport.policy.review;

import dev.sallyport.policy.Principal;
import dev.sallyport.policy.review.Explanation.Party;
import dev.sallyport.policy.rolemap.BindingView;
import dev.sallyport.policy.rolemap.RuleTrace;
import dev.sallyport.policy.rolemap.Written;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The roles that one party of a call has at one time.
///
/// @param roles includes expanded
/// @param allowing those that may allow anything
record PartyRoles(String subject, Set<String> roles, Set<String> allowing, Party party) {

    private static final String GROUP = "group:";

    /// The caller, and the human behind it.
    ///
    /// @param brevity is asked at each binding whether to go on
    static List<PartyRoles> of(
            Written written, Principal principal, Instant time, Brevity brevity) {
        var parties = new ArrayList<PartyRoles>();
        parties.add(one(written, principal, time, brevity));
        principal.human().ifPresent(human -> parties.add(one(written, human, time, brevity)));
        return parties;
    }

    private static PartyRoles one(
            Written written, Principal principal, Instant time, Brevity brevity) {
        var bound = new TreeSet<String>();
        var asleep = new TreeSet<String>();
        for (var binding : written.bindings()) {
            if (concerns(binding, principal)) {
                brevity.goOn();
                if (binding.binding().period().contains(time)) {
                    bound.add(binding.role());
                } else {
                    asleep.add(binding.role() + " (" + binding.when() + ")");
                }
            }
        }
        var roles = new TreeSet<>(written.withIncludes(bound));
        var allowing = new TreeSet<>(roles);
        principal
                .confinedTo()
                .ifPresent(confined -> allowing.retainAll(written.withIncludes(confined)));
        var separated =
                written.separations().stream()
                        .filter(separation -> roles.containsAll(separation.roles()))
                        .findFirst()
                        .map(separation -> List.copyOf(separation.roles()))
                        .orElse(List.of());
        return new PartyRoles(
                principal.subject(),
                roles,
                allowing,
                new Party(
                        principal.subject(),
                        List.copyOf(roles),
                        List.copyOf(allowing),
                        List.copyOf(asleep),
                        separated));
    }

    private static boolean concerns(BindingView binding, Principal principal) {
        var who = binding.who();
        return who.startsWith(GROUP)
                ? principal.groups().contains(who.substring(GROUP.length()))
                : who.equals(principal.subject());
    }

    boolean opens(RuleTrace trace) {
        return allowing.contains(trace.rule().id().role());
    }
}
