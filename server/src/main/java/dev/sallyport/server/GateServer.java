package dev.sallyport.server;

import dev.sallyport.masking.Visible;
import dev.sallyport.server.api.ApprovalsServlet;
import dev.sallyport.server.api.CallsServlet;
import dev.sallyport.server.api.DelegationsServlet;
import dev.sallyport.server.api.GrantsServlet;
import dev.sallyport.server.api.LogErasuresServlet;
import dev.sallyport.server.api.OpenApiServlet;
import dev.sallyport.server.api.ReviewsServlet;
import dev.sallyport.server.api.SessionsServlet;
import dev.sallyport.server.api.ShownText;
import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.approval.DelegationRights;
import dev.sallyport.server.approval.GlassRights;
import dev.sallyport.server.approval.GrantRights;
import dev.sallyport.server.call.ToolGate;
import dev.sallyport.server.config.Configuration;
import dev.sallyport.server.config.Identity.Issuer;
import dev.sallyport.server.config.Identity.Subjects;
import dev.sallyport.server.console.LinkFor;
import dev.sallyport.server.console.SessionFilter;
import dev.sallyport.server.console.SignIn;
import dev.sallyport.server.http.AuthenticationFilter;
import dev.sallyport.server.http.AuthenticationFilter.Scheme;
import dev.sallyport.server.http.HttpFront;
import dev.sallyport.server.http.ProtectedResource;
import dev.sallyport.server.http.ResourceMetadataServlet;
import dev.sallyport.server.identity.CredentialStanding;
import dev.sallyport.server.mcp.Admission;
import dev.sallyport.server.mcp.McpCore;
import dev.sallyport.server.mcp.McpLimits;
import dev.sallyport.server.mcp.McpWires;
import dev.sallyport.server.mcp.ServerInfo;
import dev.sallyport.server.mcp.TaskCancellation;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;

/// A gate on its HTTP listener: MCP, the API, the git door, probes.
public final class GateServer implements AutoCloseable {

    /// What a model is told about this server.
    private static final String INSTRUCTIONS =
            "Sallyport guards databases, repositories and clusters. You see only what you may use; `my_access` lists"
                    + " it. A call may answer `pending_approval`: a human decides, and `await_approval` waits for it"
                    + " and returns the result. A denial says what to do next; repeating the same call does not help."
                    + " Values shown as `⟦masked…⟧` are hidden from you; never write them back.";

    private final HttpFront front;

    private final Gate gate;
    private final SignIn signIn;

    private GateServer(Gate gate, HttpFront front, SignIn signIn) {
        this.gate = gate;
        this.front = front;
        this.signIn = signIn;
    }

    /// Starts listening.
    ///
    /// @throws HttpFront.StartFailed when the address is unknown, the port is in use, or the TLS files are wrong
    public static GateServer start(Gate gate) throws HttpFront.StartFailed {
        var server = gate.configuration().server();
        var builder =
                HttpFront.listen(server.host(), server.port())
                        .ready(gate::ready)
                        .refusals(gate.refusedRequests());
        server.publicUrl().ifPresent(builder::publicUrl);
        server.tls().ifPresent(builder::tls);
        var resource = resource(gate.configuration());
        builder.servlet(ResourceMetadataServlet.MAPPING, new ResourceMetadataServlet(resource));
        McpWires.install(
                builder,
                core(gate.tools(), gate.taskCancellation()),
                gate.authenticator(),
                resource,
                Admission.ALL,
                new CredentialStanding(gate.keys(), Clock.systemUTC())::stands);
        var address = new AtomicReference<URI>(server.localUrl());
        var bearer = new AuthenticationFilter(gate.authenticator(), Scheme.BEARER, resource);
        var rights =
                new ApprovalRights(
                        gate.approvals(), gate.policy(), gate::maskedForHumans, Clock.systemUTC());
        var granting = new GrantRights(gate.grants(), rights, gate.policy(), Clock.systemUTC());
        var breaking = new GlassRights(gate.glass(), rights);
        var signIn = ConsoleDoor.open(builder, gate, rights, granting, breaking, address::get);
        builder.filter("/api/*", new SessionFilter(signIn, bearer));
        var shown = new ShownText(gate::maskedForHumans, Visible::block);
        builder.servlet(
                ApprovalsServlet.MAPPING, new ApprovalsServlet(rights, granting, breaking, shown));
        builder.servlet(ReviewsServlet.MAPPING, new ReviewsServlet(breaking, rights, shown));
        builder.servlet(GrantsServlet.MAPPING, new GrantsServlet(gate.grants(), granting, shown));
        var delegating = new DelegationRights(gate.delegations(), rights);
        builder.servlet(
                DelegationsServlet.MAPPING,
                new DelegationsServlet(delegating, shown, Clock.systemUTC()));
        builder.servlet(CallsServlet.MAPPING, new CallsServlet(gate.history(), rights, shown));
        builder.servlet(
                SessionsServlet.MAPPING, new SessionsServlet(gate.history(), rights, shown));
        builder.servlet(
                LogErasuresServlet.MAPPING,
                new LogErasuresServlet(gate.bodyErasures(rights), rights));
        builder.servlet(OpenApiServlet.MAPPING, new OpenApiServlet());
        builder.filter(
                "/git/*", new AuthenticationFilter(gate.authenticator(), Scheme.BASIC, resource));
        builder.servlet("/git/*", gate.gitDoor());
        var front = builder.start();
        address.set(front.address());
        return new GateServer(gate, front, signIn);
    }

    /// Workloads bring their tokens along, so no client is sent to their issuers.
    private static ProtectedResource resource(Configuration configuration) {
        var issuers =
                configuration.identity().issuers().stream()
                        .filter(issuer -> issuer.subjects() == Subjects.AUTO)
                        .toList();
        var scopes = new TreeSet<String>();
        issuers.forEach(issuer -> scopes.addAll(issuer.scopes().keySet()));
        return new ProtectedResource(
                configuration.server().publicUrl(),
                issuers.stream().map(Issuer::issuer).toList(),
                scopes,
                configuration.server().listensOnEveryAddress());
    }

    /// MCP over a gate, for any wire.
    ///
    /// @param cancellation what becomes of a held call whose task is cancelled
    public static McpCore core(ToolGate tools, TaskCancellation cancellation) {
        return McpCore.serving(
                tools,
                cancellation,
                new ServerInfo("sallyport", "Sallyport", Version.TEXT, INSTRUCTIONS),
                McpLimits.DEFAULT,
                Clock.systemUTC(),
                new SecureRandom());
    }

    /// The port it listens on.
    public int port() {
        return front.port();
    }

    /// Under which it listens: `https://127.0.0.1:8640`.
    public URI address() {
        return front.address();
    }

    /// How the first human gets into the console. Of a link there is a new one each time.
    public FirstSignIn firstSignIn() {
        return FirstSignIn.of(gate, signIn);
    }

    /// A link with which the human who has the working key of this name signs in once; empty where there is no such
    /// key, or a provider is configured.
    public Optional<URI> oneTimeLink(String keyName) {
        return gate.keys().list().stream()
                .filter(key -> key.name().equals(keyName) && FirstSignIn.isUsable(key))
                .findFirst()
                .flatMap(key -> signIn.link(new LinkFor.Key(key.keyId(), key.principal())));
    }

    @Override
    public void close() {
        front.close();
    }
}
