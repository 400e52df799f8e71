package dev.sallyport.server.console;

import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.Principal;
import java.time.Clock;
import java.util.Set;
import java.util.function.Supplier;

/// Who reads the record in the console, by the policy that is live now: humans with the right `audit`, and nobody for
/// another right's sake. Safe from many threads.
public final class RecordReaders {

    private final Supplier<? extends Authorizer> policy;
    private final Clock clock;

    public RecordReaders(Supplier<? extends Authorizer> policy, Clock clock) {
        this.policy = policy;
        this.clock = clock;
    }

    boolean mayRead(Principal principal) {
        return principal.kind() == Principal.Kind.HUMAN
                && rights(principal).contains(ConsoleRight.AUDIT);
    }

    Set<ConsoleRight> rights(Principal principal) {
        return policy.get().consoleRights(principal, clock.instant());
    }
}
