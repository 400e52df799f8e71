package dev.sallyport.server;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Principal.Kind;
import dev.sallyport.policy.rolemap.BindingView;
import dev.sallyport.policy.rolemap.RoleMap;
import dev.sallyport.server.console.LinkFor;
import dev.sallyport.server.console.SignIn;
import dev.sallyport.server.identity.ApiKey;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How the first human gets into the console of a gate.
public sealed interface FirstSignIn {

    /// At the provider, or with a key that somebody has.
    record NotNeeded() implements FirstSignIn {}

    /// By a link, once.
    ///
    /// @param subject who is signed in
    record Link(String subject, URI link) implements FirstSignIn {
        /// Keeps the code out of logs.
        @Override
        public String toString() {
            return "Link[" + subject + "]";
        }
    }

    /// Not at all: no human is bound by name to a role with a right on the console.
    record NobodyBound() implements FirstSignIn {}

    /// Not at all: whoever is on the way from a browser to the gate could read along.
    record InTheClear() implements FirstSignIn {}

    static FirstSignIn of(Gate gate, SignIn signIn) {
        var keys = gate.keys().list();
        var identity = gate.configuration().identity();
        // Where there is a provider, or was a key, humans have or had their way in; a link would go
        // round it.
        if (identity.console().isPresent()
                || !identity.issuers().isEmpty()
                || keys.stream().anyMatch(key -> key.principal().kind() == Kind.HUMAN)) {
            return new NotNeeded();
        }
        if (!gate.configuration().server().isPrivate()) {
            return new InTheClear();
        }
        return human(gate.roleMap(), Instant.now())
                .flatMap(subject ->
                        signIn.link(new LinkFor.Subject(subject))
                                .<FirstSignIn>map(link -> new Link(subject, link)))
                .orElseGet(NobodyBound::new);
    }

    /// Whether a human can sign in with the key now.
    static boolean isUsable(ApiKey key) {
        return key.principal().kind() == Principal.Kind.HUMAN && key.works(Instant.now());
    }

    /// The first human in the alphabet who is bound by name, at all times, to a role that administers; where there is
    /// none, to one that approves.
    static Optional<String> human(RoleMap roles, Instant now) {
        return List.of(ConsoleRight.ADMINISTER, ConsoleRight.APPROVE).stream()
                .flatMap(right ->
                        roles.written().bindings().stream()
                                .filter(binding -> binding.always() && gives(roles, binding, right))
                                .map(BindingView::who)
                                .filter(who -> who.startsWith("user:"))
                                // Roles that must not meet give nothing.
                                .filter(who ->
                                        roles.consoleRights(Principal.human(who, Set.of()), now)
                                                .contains(right))
                                .sorted())
                .findFirst();
    }

    private static boolean gives(RoleMap roles, BindingView binding, ConsoleRight right) {
        return roles.written().withIncludes(Set.of(binding.role())).stream()
                .flatMap(role -> roles.written().findRole(role).stream())
                .anyMatch(role -> role.console().contains(right));
    }
}
