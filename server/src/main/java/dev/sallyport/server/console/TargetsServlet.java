package dev.sallyport.server.console;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.server.config.Configuration;
import java.io.IOException;
import java.io.Serial;
import java.util.Set;
import java.util.function.UnaryOperator;

/// `GET /targets`: the configured targets, and whether they can be used. Safe from many threads.
public final class TargetsServlet extends RightedServlet {

    public static final String MAPPING = "/targets/*";

    @Serial private static final long serialVersionUID = 1L;

    private final transient Configuration configuration;
    private final transient TargetHealth health;
    private final transient UnaryOperator<String> masker;

    /// @param masker for what a target says of itself
    public TargetsServlet(
            Reception reception,
            Configuration configuration,
            TargetHealth health,
            UnaryOperator<String> masker) {
        super(reception, Frame.Place.TARGETS, Set.of(ConsoleRight.AUDIT, ConsoleRight.ADMINISTER));
        this.configuration = configuration;
        this.health = health;
        this.masker = masker;
    }

    @Override
    void get(Visit visit) throws IOException {
        if (visit.path().isEmpty()) {
            visit.show(
                    TargetsPage.of(
                            visit.frame("Targets", true), configuration, health.look(), masker));
        } else {
            visit.notFound();
        }
    }
}
