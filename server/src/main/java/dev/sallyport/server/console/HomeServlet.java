package dev.sallyport.server.console;

import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.call.Caller;
import dev.sallyport.server.call.ToolGate;
import dev.sallyport.server.console.SignIn.Visitor;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// `/`: who you are to the gate and what you may do; or how to sign in. Safe from many threads.
public final class HomeServlet extends HttpServlet {

    /// The root alone; other unknown paths stay unknown.
    public static final String MAPPING = "";

    @Serial private static final long serialVersionUID = 1L;

    private final transient SignIn signIn;
    private final transient ToolGate tools;
    private final transient Supplier<Authorizer> policy;
    private final transient Clock clock;

    public HomeServlet(SignIn signIn, ToolGate tools, Supplier<Authorizer> policy, Clock clock) {
        this.signIn = signIn;
        this.tools = tools;
        this.policy = policy;
        this.clock = clock;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var secret = signIn.cookies().session(request);
        switch (signIn.visitor(secret)) {
            case Visitor.SignedIn(var own, var session) ->
                    Pages.write(
                            response,
                            HttpServletResponse.SC_OK,
                            Pages.self(self(own, session)),
                            signIn.logoutOrigin());
            case Visitor.Nobody() -> {
                if (secret.isPresent()) {
                    signIn.cookies().clearSession(response);
                }
                Pages.write(response, HttpServletResponse.SC_OK, Pages.signIn(), Optional.empty());
            }
            case Visitor.Unavailable() ->
                    Pages.write(
                            response,
                            HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                            Pages.notSignedIn(
                                    "Your identity provider has not answered for a while, so nobody can say whether"
                                            + " you may still be here."),
                            Optional.empty());
        }
    }

    private Pages.Self self(SessionSecret secret, ConsoleSession session) {
        var principal = session.principal();
        var now = clock.instant();
        var rules = policy.get();
        return new Pages.Self(
                session.shownName(),
                principal.subject(),
                principal.groups(),
                rules.roles(principal, now),
                rules.consoleRights(principal, now),
                offers(rules, principal),
                secret.csrfToken());
    }

    private List<Pages.Offer> offers(Authorizer rules, Principal principal) {
        var caller = new Caller(principal, "console", "console", "console", Duration.ZERO);
        var now = clock.instant();
        return tools.offered(caller).stream()
                .map(tool ->
                        new Pages.Offer(
                                tool.name(),
                                tool.title(),
                                rules.reach(principal, tool.name(), now)))
                .filter(offer -> !offer.ways().isEmpty())
                .toList();
    }
}
