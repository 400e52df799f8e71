package dev.sallyport.server.call;

import dev.sallyport.tools.CallControl;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// What every wire drives: the tools one caller may see, and calls of them. Safe from many threads.
///
/// Methods block and belong on virtual threads.
public interface ToolGate {

    /// The code of a denial for want of a scope: another token of the same caller may do.
    String INSUFFICIENT_SCOPE = "DENIED_INSUFFICIENT_SCOPE";

    /// The tools this caller may see now, sorted by name.
    List<OfferedTool> offered(Caller caller);

    /// Takes one call along its whole path. Never throws for anything the caller did.
    ///
    /// A hidden tool answers [Answer.UnknownTool], exactly as one that does not exist; its arguments are
    /// not even looked at.
    Answer call(Caller caller, String tool, ObjectNode arguments, CallControl control);

    /// What a call comes to.
    sealed interface Answer {

        /// A reply of the tool contract, `status` and all; it goes out as `structuredContent` and as text.
        record Reply(ObjectNode structured, boolean isError) implements Answer {}

        /// A JSON-RPC error (−32602), the same for hidden and absent tools.
        record UnknownTool() implements Answer {}
    }
}
