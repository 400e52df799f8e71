package dev.sallyport.server;

import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.approval.DelegationRights;
import dev.sallyport.server.approval.GrantRights;
import dev.sallyport.server.console.ApprovalEventsServlet;
import dev.sallyport.server.console.ApprovalPagesServlet;
import dev.sallyport.server.console.AssetsServlet;
import dev.sallyport.server.console.DecisionPages;
import dev.sallyport.server.console.DelegationPagesServlet;
import dev.sallyport.server.console.GrantPagesServlet;
import dev.sallyport.server.console.HomeServlet;
import dev.sallyport.server.console.SignIn;
import dev.sallyport.server.http.HttpFront;
import java.net.URI;
import java.time.Clock;
import java.util.function.Supplier;

/// The console on the HTTP listener: its first page, and how humans sign in.
final class ConsoleDoor {

    private ConsoleDoor() {}

    /// @param address of the listener; where there is a `public_url`, browsers use that
    /// @return how humans sign in
    static SignIn open(
            HttpFront.Builder builder,
            Gate gate,
            ApprovalRights rights,
            GrantRights granting,
            Supplier<URI> address) {
        var publicUrl = gate.configuration().server().publicUrl().map(ConsoleDoor::withoutSlash);
        var signIn = gate.signIn(() -> publicUrl.orElseGet(address));
        var events = new ApprovalEventsServlet(signIn, gate.approvals(), rights);
        builder.servlet(ApprovalEventsServlet.MAPPING, events);
        builder.onClose(events::close);
        signIn.install(builder);
        var pages =
                new DecisionPages(
                        rights, granting, gate.policy(), gate::maskedForHumans, Clock.systemUTC());
        builder.servlet(
                ApprovalPagesServlet.MAPPING,
                new ApprovalPagesServlet(
                        signIn, gate.approvals(), rights, pages, Clock.systemUTC()));
        builder.servlet(
                GrantPagesServlet.MAPPING,
                new GrantPagesServlet(
                        signIn, gate.grants(), granting, rights, pages, Clock.systemUTC()));
        builder.servlet(
                DelegationPagesServlet.MAPPING,
                new DelegationPagesServlet(
                        signIn,
                        new DelegationRights(gate.delegations(), rights),
                        rights,
                        Clock.systemUTC()));
        builder.servlet(AssetsServlet.MAPPING, new AssetsServlet());
        builder.servlet(
                HomeServlet.MAPPING,
                new HomeServlet(
                        signIn,
                        gate.tools(),
                        gate.policy(),
                        rights::decidesForOthers,
                        Clock.systemUTC()));
        return signIn;
    }

    private static URI withoutSlash(URI url) {
        return URI.create(url.toString().replaceAll("/+$", ""));
    }
}
