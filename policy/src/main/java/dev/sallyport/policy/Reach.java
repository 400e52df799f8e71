package dev.sallyport.policy;

import java.util.List;
import java.util.Map;

/// One way in which a principal could get somewhere with a tool: a permit or hold rule, seen from outside.
///
/// @param effect [Effect#PERMIT] or [Effect#HOLD]
/// @param on the globs of each fact of the rule's place, by fact name; an absent fact means anything
public record Reach(String tool, Effect effect, Map<String, List<String>> on) {

    public Reach {
        on = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(on));
    }
}
