package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.FactValue;

/// How one key of a rule took one fact of an access.
///
/// @param key as the rule writes it, `branch`
/// @param wanted what the rule says about it, as a file writes it, `["agent/*"]`
/// @param fact the fact's name
/// @param found the value the access had
/// @param passes whether the key is no obstacle to the rule's matching
public record KeyTrace(String key, String wanted, String fact, FactValue found, boolean passes) {}
