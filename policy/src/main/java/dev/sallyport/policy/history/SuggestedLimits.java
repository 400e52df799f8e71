package dev.sallyport.policy.history;

import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.UsageLimit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// How much may be used, as it is in force: the record does not have it.
final class SuggestedLimits {

    private SuggestedLimits() {}

    static List<String> of(Collection<Principal> principals, Authorizer inForce, Seen seen) {
        SortedMap<UsageLimit.Kind, Long> smallest = new TreeMap<>();
        for (var principal : principals) {
            // What binds a whole role binds one of its principals no less.
            inForce.usageLimits(principal, seen.last())
                    .forEach(limit -> smallest.merge(limit.kind(), limit.value(), Math::min));
        }
        if (smallest.isEmpty()) {
            return List.of();
        }
        return List.of(
                "limits:",
                smallest.entrySet().stream()
                        .map(e -> e.getKey().name().toLowerCase(Locale.ROOT) + ": " + e.getValue())
                        .collect(Collectors.joining(", ", "  principal: { ", " }")));
    }
}
