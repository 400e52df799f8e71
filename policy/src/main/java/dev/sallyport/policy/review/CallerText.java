package dev.sallyport.policy.review;

import dev.sallyport.policy.Principal;
import dev.sallyport.policy.yaml.Quoted;
import java.util.Optional;
import java.util.Set;

/// Who calls, as a person writes it: `client:coding-agent`, on behalf of `user:ana`.
public final class CallerText {

    private static final String CLIENT = "client:";
    private static final String USER = "user:";

    private CallerText() {}

    /// What reading comes to.
    public sealed interface Read {
        record Good(Principal principal) implements Read {}

        /// @param problem what was expected, in one sentence that starts in lower case
        record Bad(String problem) implements Read {}
    }

    /// @param groups of the caller, without the `group:` prefix
    /// @param onBehalfOf the human behind an agent
    /// @param humanGroups of that human
    public static Read read(
            String as, Set<String> groups, Optional<String> onBehalfOf, Set<String> humanGroups) {
        if (!isSubject(as)) {
            return new Read.Bad(
                    Quoted.of(as) + " names nobody who calls; write `client:NAME` or `user:NAME`");
        }
        boolean isHuman = as.startsWith(USER);
        if (onBehalfOf.isEmpty()) {
            return humanGroups.isEmpty()
                    ? good(as, isHuman, Optional.empty(), groups)
                    : new Read.Bad("groups of a human need the human: name the `user:NAME`");
        }
        var human = onBehalfOf.get();
        if (isHuman || !human.startsWith(USER) || !isSubject(human)) {
            return new Read.Bad(
                    "a `client:NAME` acts on behalf of a `user:NAME`, not "
                            + Quoted.of(as)
                            + " on behalf of "
                            + Quoted.of(human));
        }
        return good(as, false, Optional.of(Principal.human(human, humanGroups)), groups);
    }

    private static Read good(
            String as, boolean isHuman, Optional<Principal> human, Set<String> groups) {
        return new Read.Good(
                new Principal(
                        as, isHuman ? Principal.Kind.HUMAN : Principal.Kind.AGENT, human, groups));
    }

    private static boolean isSubject(String text) {
        return (text.startsWith(CLIENT) && text.length() > CLIENT.length())
                || (text.startsWith(USER) && text.length() > USER.length());
    }
}
