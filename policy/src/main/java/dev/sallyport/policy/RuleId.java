package dev.sallyport.policy;

/// Names one rule of the role map for records and operators; never shown to agents.
///
/// @param role the role that carries the rule
/// @param effect what the rule says
/// @param fingerprint the first 12 hex digits of SHA-256 over the rule's canonical form, so that a rule
///     keeps its name when others are moved around it
/// @param line the line it starts at, 1-based
public record RuleId(String role, Effect effect, String fingerprint, int line) {

    @Override
    public String toString() {
        return role + "/" + effect.name().toLowerCase(java.util.Locale.ROOT) + "/" + fingerprint;
    }
}
