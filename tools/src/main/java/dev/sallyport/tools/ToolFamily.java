package dev.sallyport.tools;

import java.util.List;
import java.util.function.Supplier;

/// The tools of one system and what they share: connections, clients, caches. Closing it ends those.
public interface ToolFamily extends AutoCloseable {

    List<Tool> tools();

    /// How to find out of each configured target whether it can be reached and used.
    List<Check> checks();

    /// Whether each configured target can be reached and used, for `sallyport doctor` and readiness: one after the
    /// other, and as long as that takes.
    default List<Health> health() {
        return checks().stream()
                .map(check -> new Health(check.target(), check.problem().get()))
                .toList();
    }

    @Override
    void close();

    /// One question that is not asked yet. Safe from many threads; blocks.
    ///
    /// @param problem as of [Health]
    record Check(String target, Supplier<String> problem) {}

    /// @param problem empty when the target works, else one sentence for the operator, without credentials
    record Health(String target, String problem) {
        public boolean healthy() {
            return problem.isEmpty();
        }
    }
}
