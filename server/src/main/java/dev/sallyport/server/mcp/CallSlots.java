package dev.sallyport.server.mcp;

import java.util.HashMap;
import java.util.Map;

/// How many requests each principal has under way, over all wires. Safe from many threads.
final class CallSlots {

    private final int perPrincipalMax;

    // Guarded by this. Holds only principals with a request under way.
    private final Map<String, Integer> taken = new HashMap<>();

    CallSlots(int perPrincipalMax) {
        this.perPrincipalMax = perPrincipalMax;
    }

    synchronized boolean take(String subject) {
        var now = taken.getOrDefault(subject, 0);
        if (now >= perPrincipalMax) {
            return false;
        }
        taken.put(subject, now + 1);
        return true;
    }

    synchronized void give(String subject) {
        taken.computeIfPresent(subject, (_, count) -> count == 1 ? null : count - 1);
    }
}
