package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.RuleId;

/// A clause in its place.
public record Rule(RuleId id, Clause clause) {}
