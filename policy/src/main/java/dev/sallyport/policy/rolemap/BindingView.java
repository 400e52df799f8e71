package dev.sallyport.policy.rolemap;

/// One subject or group that has a role, as the file binds it.
///
/// @param who with its kind in front: `client:coding-agent`, `user:ana@example.com`, `group:agents`
/// @param binding the whole of it
public record BindingView(String role, String who, Binding binding) {

    /// Whether it is in force at all times.
    public boolean always() {
        return binding.period().isAlways();
    }

    /// When it is in force, as a file writes it; empty for always.
    public String when() {
        return Canonical.period(binding.period());
    }
}
