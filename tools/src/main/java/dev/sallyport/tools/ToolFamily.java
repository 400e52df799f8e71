package dev.sallyport.tools;

import java.util.List;

/// The tools of one system and what they share: connections, clients, caches. Closing it ends those.
public interface ToolFamily extends AutoCloseable {

    List<Tool> tools();

    /// Whether each configured target can be reached and used, for `sallyport doctor` and readiness.
    List<Health> health();

    @Override
    void close();

    /// @param problem empty when the target works, else one sentence for the operator, without credentials
    record Health(String target, String problem) {
        public boolean healthy() {
            return problem.isEmpty();
        }
    }
}
