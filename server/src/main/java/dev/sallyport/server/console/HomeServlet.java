package dev.sallyport.server.console;

import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.call.Caller;
import dev.sallyport.server.call.ToolGate;
import dev.sallyport.server.console.Page.Notice;
import dev.sallyport.server.console.SignIn.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// `/`: who you are to the gate and what you may do; or how to sign in. Safe from many threads.
public final class HomeServlet extends ConsoleServlet {

    /// The root alone; other unknown paths stay unknown.
    public static final String MAPPING = "";

    @Serial private static final long serialVersionUID = 1L;

    static final String AWAY =
            "Your identity provider has not answered for a while, so nobody can say whether you may still be here.";

    private final transient SignIn signIn;
    private final transient ToolGate tools;
    private final transient Supplier<Authorizer> policy;
    private final transient Predicate<Principal> forOthers;
    private final transient Clock clock;

    /// @param forOthers whether a human decides held calls in the place of another now
    public HomeServlet(
            SignIn signIn,
            ToolGate tools,
            Supplier<Authorizer> policy,
            Predicate<Principal> forOthers,
            Clock clock) {
        this.signIn = signIn;
        this.tools = tools;
        this.policy = policy;
        this.forOthers = forOthers;
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
                            home(own, session),
                            signIn.logoutOrigin());
            case Visitor.Nobody() -> {
                if (secret.isPresent()) {
                    signIn.cookies().clearSession(response);
                }
                Pages.write(response, HttpServletResponse.SC_OK, new Page.SignInPage("/"));
            }
            case Visitor.Unavailable() ->
                    Pages.write(
                            response,
                            HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                            Notice.notSignedIn(AWAY));
        }
    }

    private Page.Home home(SessionSecret secret, ConsoleSession session) {
        var principal = session.principal();
        var now = clock.instant();
        var rules = policy.get();
        var rights = rules.consoleRights(principal, now);
        return new Page.Home(
                new Frame(
                        "Sallyport",
                        Optional.of(
                                Frame.Who.of(secret, session, rights, forOthers.test(principal))),
                        Optional.of(Frame.Place.HOME),
                        false),
                session.shownName().isEmpty()
                        ? "You are signed in"
                        : "You are " + session.shownName(),
                principal.subject(),
                principal.groups().stream().sorted().toList(),
                rules.roles(principal, now).stream().sorted().toList(),
                rights.stream().sorted().toList(),
                offers(rules, principal));
    }

    private List<Page.Offer> offers(Authorizer rules, Principal principal) {
        var caller = new Caller(principal, "console", "console", "console", Duration.ZERO);
        var now = clock.instant();
        return tools.offered(caller).stream()
                .map(tool ->
                        new Page.Offer(
                                tool.name(),
                                tool.title(),
                                rules.reach(principal, tool.name(), now)))
                .filter(offer -> !offer.ways().isEmpty())
                .toList();
    }
}
