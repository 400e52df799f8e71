package dev.sallyport.server.console;

import dev.sallyport.policy.Principal;
import tools.jackson.databind.node.ObjectNode;

/// Names a human by the claims of an ID token, exactly as bearer tokens of the same issuer name the same human, so that
/// no one is two people to the role map. Safe from many threads.
public interface HumanNames {

    Named name(ObjectNode claims);

    /// The answer.
    sealed interface Named {
        record Human(Principal principal) implements Named {}

        /// @param reason for the operator's log
        record Refused(String reason) implements Named {}
    }
}
