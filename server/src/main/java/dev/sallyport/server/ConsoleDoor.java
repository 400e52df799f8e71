package dev.sallyport.server;

import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.approval.DelegationRights;
import dev.sallyport.server.approval.GlassRights;
import dev.sallyport.server.approval.GrantRights;
import dev.sallyport.server.console.ApprovalPagesServlet;
import dev.sallyport.server.console.AssetsServlet;
import dev.sallyport.server.console.CallPagesServlet;
import dev.sallyport.server.console.DecisionPages;
import dev.sallyport.server.console.DelegationPagesServlet;
import dev.sallyport.server.console.EventStreams;
import dev.sallyport.server.console.EventsServlet;
import dev.sallyport.server.console.GlassPagesServlet;
import dev.sallyport.server.console.GrantPagesServlet;
import dev.sallyport.server.console.HomeServlet;
import dev.sallyport.server.console.KeysServlet;
import dev.sallyport.server.console.LogServlet;
import dev.sallyport.server.console.OverviewServlet;
import dev.sallyport.server.console.PolicyServlet;
import dev.sallyport.server.console.PolicyTester;
import dev.sallyport.server.console.Reception;
import dev.sallyport.server.console.RecordReaders;
import dev.sallyport.server.console.RefusedForms;
import dev.sallyport.server.console.SessionPagesServlet;
import dev.sallyport.server.console.SignIn;
import dev.sallyport.server.console.TargetHealth;
import dev.sallyport.server.console.TargetsServlet;
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
            GlassRights breaking,
            Supplier<URI> address) {
        var publicUrl = gate.configuration().server().publicUrl().map(ConsoleDoor::withoutSlash);
        var signIn = gate.signIn(() -> publicUrl.orElseGet(address));
        var streams = new EventStreams(signIn);
        builder.onClose(streams::close);
        builder.servlet(
                EventsServlet.APPROVALS_MAPPING,
                EventsServlet.ofApprovals(streams, gate.approvals(), rights));
        signIn.install(builder);
        record(builder, gate, signIn, streams);
        var pages =
                new DecisionPages(
                        rights,
                        granting,
                        breaking,
                        gate.policy(),
                        gate::maskedForHumans,
                        Clock.systemUTC());
        var refusedForms = new RefusedForms(gate.approvals(), Clock.systemUTC());
        builder.servlet(
                ApprovalPagesServlet.MAPPING,
                new ApprovalPagesServlet(
                        signIn,
                        gate.approvals(),
                        rights,
                        breaking,
                        pages,
                        refusedForms,
                        Clock.systemUTC()));
        builder.servlet(
                GlassPagesServlet.MAPPING,
                new GlassPagesServlet(
                        signIn, breaking, rights, pages, refusedForms, Clock.systemUTC()));
        builder.servlet(
                GrantPagesServlet.MAPPING,
                new GrantPagesServlet(
                        signIn,
                        gate.grants(),
                        granting,
                        rights,
                        pages,
                        refusedForms,
                        Clock.systemUTC()));
        builder.servlet(
                DelegationPagesServlet.MAPPING,
                new DelegationPagesServlet(
                        signIn,
                        new DelegationRights(gate.delegations(), rights),
                        rights,
                        Clock.systemUTC()));
        var reception = new Reception(signIn, gate.policy(), Clock.systemUTC());
        builder.servlet(
                PolicyServlet.MAPPING,
                new PolicyServlet(
                        reception,
                        gate.configuration().policy().toString(),
                        gate::policyStanding,
                        new PolicyTester(gate.terms(), gate.configuration().targetLabels())));
        var health = new TargetHealth(gate.targetChecks(), Clock.systemUTC());
        builder.onClose(health::close);
        builder.servlet(
                TargetsServlet.MAPPING,
                new TargetsServlet(reception, gate.configuration(), health, gate::maskedForHumans));
        builder.servlet(
                KeysServlet.MAPPING, new KeysServlet(reception, gate.keys(), gate.keyRecords()));
        builder.servlet(
                LogServlet.MAPPING,
                new LogServlet(reception, gate.logCheck(), gate::exports, gate.witnesses()));
        builder.servlet(OverviewServlet.MAPPING, new OverviewServlet(reception, gate.history()));
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

    /// The pages over the record.
    private static void record(
            HttpFront.Builder builder, Gate gate, SignIn signIn, EventStreams streams) {
        var readers = new RecordReaders(gate.policy(), Clock.systemUTC());
        var history = gate.history();
        builder.servlet(
                EventsServlet.CALLS_MAPPING, EventsServlet.ofCalls(streams, history, readers));
        builder.servlet(CallPagesServlet.MAPPING, new CallPagesServlet(signIn, readers, history));
        builder.servlet(
                SessionPagesServlet.MAPPING, new SessionPagesServlet(signIn, readers, history));
    }

    private static URI withoutSlash(URI url) {
        return URI.create(url.toString().replaceAll("/+$", ""));
    }
}
