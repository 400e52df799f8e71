package dev.sallyport.tools;

import dev.sallyport.policy.Principal;
import tools.jackson.databind.node.ObjectNode;

/// The arguments of a call, already checked against the tool's input schema, and who makes it.
///
/// @param callId quoted in commits and field managers where the target keeps a note of its own
public record ToolCall(ObjectNode arguments, Principal principal, String callId) {}
