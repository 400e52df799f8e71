package dev.sallyport.server.cli;

import dev.sallyport.audit.AuditOpenException;
import dev.sallyport.server.Gate;
import dev.sallyport.server.GateServer;
import dev.sallyport.server.config.Configuration;
import dev.sallyport.server.http.HttpFront;
import dev.sallyport.server.rules.PolicyFileException;
import dev.sallyport.server.state.StateException;
import java.util.function.Supplier;

/// Opens what commands need, and says in one sentence why it does not open.
public final class Opening {

    private Opening() {}

    /// @throws CliException when a part does not open
    public static Gate gate(Configuration configuration) {
        return explained(() -> Gate.open(configuration));
    }

    /// @throws CliException when the listener does not start
    public static GateServer server(Gate gate) {
        try {
            return GateServer.start(gate);
        } catch (HttpFront.StartFailed e) {
            throw CliException.usage(String.valueOf(e.getMessage()), e);
        }
    }

    static <T> T explained(Supplier<T> opening) {
        try {
            return opening.get();
        } catch (AuditOpenException e) {
            throw CliException.usage("the log does not open: " + e.getMessage(), e);
        } catch (StateException e) {
            throw CliException.usage("the state does not open: " + e.getMessage(), e);
        } catch (PolicyFileException e) {
            throw CliException.usage("the role map cannot be used:\n" + e.getMessage(), e);
        }
    }
}
