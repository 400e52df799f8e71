package dev.sallyport.policy.review;

import java.util.List;
import java.util.Map;

/// Who can reach a resource, and how: each subject and each group for itself, as the file binds it. A principal who is
/// several of them has what they have together, under the forbids, holds, masks, filters and limits of all.
///
/// @param on the resource: values by place key; a key that is absent is left open
/// @param reachers those that can reach it at all, sorted
public record ReachReport(Map<String, String> on, List<Reacher> reachers) {

    public ReachReport {
        on = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(on));
        reachers = List.copyOf(reachers);
    }

    /// @param who with its kind in front
    public record Reacher(String who, List<ToolReach> tools) {
        public Reacher {
            tools = List.copyOf(tools);
        }
    }

    /// What one of them can do with one tool.
    ///
    /// @param verdict `permit` where some way needs no approval, else `hold`
    /// @param ways permits and holds, and the forbids that take some of it away again
    /// @param obligations masks and filters that bind there
    public record ToolReach(String tool, String verdict, List<Way> ways, List<String> obligations) {
        public ToolReach {
            ways = List.copyOf(ways);
            obligations = List.copyOf(obligations);
        }

        public String verdictInWords() {
            return verdict.equals("permit") ? "permitted" : "held for approval";
        }
    }

    /// One rule that bears on the resource.
    ///
    /// @param roles from the role that is bound to the one that has the rule
    /// @param when the period of the binding, as a file writes it; empty for always
    /// @param conditions what the rule wants beyond the resource, as a file writes it; none for always
    /// @param obligations its limits, and the masks that it lifts
    /// @param approvers who must agree, of a hold
    public record Way(
            String effect,
            List<String> roles,
            String when,
            String rule,
            int line,
            String description,
            List<String> conditions,
            List<String> obligations,
            List<String> approvers) {
        public Way {
            roles = List.copyOf(roles);
            conditions = List.copyOf(conditions);
            obligations = List.copyOf(obligations);
            approvers = List.copyOf(approvers);
        }

        /// What it says, without its place and its description: `hold through developer > lead, if branch: [main],
        /// released by 2 of …`.
        public String inWords() {
            return effect
                    + " through "
                    + String.join(" > ", roles)
                    + (conditions.isEmpty() ? "" : ", if " + String.join(", ", conditions))
                    + (obligations.isEmpty() ? "" : ", with " + String.join(", ", obligations))
                    + (approvers.isEmpty()
                            ? ""
                            : ", released by " + String.join(" and ", approvers))
                    + (when.isEmpty() ? "" : ", bound " + when);
        }

        /// Whether it bears on every access there, at all times.
        boolean isAlways() {
            return conditions.isEmpty() && when.isEmpty();
        }
    }
}
