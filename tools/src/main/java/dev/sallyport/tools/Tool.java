package dev.sallyport.tools;

import dev.sallyport.policy.Obligations;
import java.util.Optional;

/// One thing an agent can ask for. Safe from many threads; every method may block (virtual threads).
///
/// Texts that a tool returns must hold no credential, no foreign exception text and no stack trace. A
/// method that throws is a defect: the pipeline answers `INTERNAL` and denies.
public interface Tool {

    ToolDescription description();

    /// Works out what the call would do. Reads metadata only and changes nothing.
    ///
    /// What is not fully understood is refused here.
    Planning plan(ToolCall call);

    /// The real effect of a planned call, for the human who decides on it: a diff, a row estimate, a dry run.
    /// Changes nothing that remains. Called only for calls that the policy holds.
    Previewing preview(Plan plan, Obligations obligations);

    /// Runs the stored plan, never the raw arguments, under the obligations.
    ///
    /// @param reviewed what the approvers saw, where the call was held; when the state has moved away
    ///     from it, the answer is a refusal with code `STATE_CHANGED` and nothing is done
    Execution execute(
            Plan plan, Obligations obligations, Optional<Preview> reviewed, CallControl control);

    /// Whether the plan may take away what no later call of the gate's tools brings back: rows, objects, history, or
    /// every value of a column. Such a plan is approved for itself, never granted for a time.
    ///
    /// @return true also where the tool cannot tell
    default boolean irreversible(Plan plan) {
        return true;
    }

    /// The answer of [#plan].
    sealed interface Planning {
        record Planned(Plan plan) implements Planning {}

        /// @param touching what was understood to be accessed before the refusal. The pipeline shows the
        ///     refusal only when the policy would let the caller have all of it, so that the wording
        ///     cannot tell what exists from what does not.
        record Refused(Refusal refusal, java.util.List<dev.sallyport.policy.Access> touching)
                implements Planning {
            public Refused {
                touching = java.util.List.copyOf(touching);
            }
        }
    }

    /// The answer of [#preview].
    sealed interface Previewing {
        record Previewed(Preview preview) implements Previewing {}

        record Refused(Refusal refusal) implements Previewing {}
    }

    /// The answer of [#execute].
    sealed interface Execution {
        /// @param result matches the tool's result schema; not yet masked by detectors
        /// @param rows how many rows (database) or objects the call returned or changed
        record Done(tools.jackson.databind.node.ObjectNode result, long rows)
                implements Execution {}

        /// Nothing was done.
        record Refused(Refusal refusal) implements Execution {}

        /// @param cause for the operator's log alone
        /// @param effect whether anything was changed before it failed
        record Failed(Refusal failure, Optional<Throwable> cause, Effect effect)
                implements Execution {}

        enum Effect {
            NONE,
            PARTIAL,
            UNKNOWN
        }
    }
}
