package dev.sallyport.policy.rolemap;

import java.util.List;

/// How one rule took one access.
///
/// @param keys those that the tool knows; the rule reads for it as if it had no others
/// @param exceptions of the rule that hold for the access, so that it says nothing about it, as a file writes them
/// @param matches whether the rule says something about the access
/// @param opens whether it also allows it: always false for a forbid; for a permit and a hold false where it does not
///     write out a value that only its name opens
/// @param closed the facts whose values the rule would have to write out, by name
public record RuleTrace(
        Rule rule,
        List<KeyTrace> keys,
        List<String> exceptions,
        boolean matches,
        boolean opens,
        List<String> closed) {

    public RuleTrace {
        keys = List.copyOf(keys);
        exceptions = List.copyOf(exceptions);
        closed = List.copyOf(closed);
    }
}
