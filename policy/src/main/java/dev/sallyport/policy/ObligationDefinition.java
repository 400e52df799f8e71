package dev.sallyport.policy;

/// An obligation that a tool can honour, and by that a key a permit or hold may carry for the tool.
public sealed interface ObligationDefinition {

    String name();

    String description();

    /// A bound where the smallest of all matching rules wins: `rows: 1000`, `timeout: 10s`.
    ///
    /// Where the fallback is 0, it is an allowance: a matching rule that says nothing gives none.
    ///
    /// @param fallback what holds when no rule says anything, in the unit
    record LimitObligation(String name, FactDefinition.Unit unit, long fallback, String description)
            implements ObligationDefinition {}

    /// Column masks under `mask:` (a list of `{column: glob, with: mask}`) and `unmask:` (a list of globs).
    ///
    /// Masks carry over: a mask that any permit or hold of the caller puts on a place binds every tool that
    /// declares this obligation and acts on the same place, whichever tools the rule names. What
    /// may not be read through one tool cannot be read through another.
    record MaskObligation(String description) implements ObligationDefinition {
        @Override
        public String name() {
            return "mask";
        }
    }

    /// Row filters under `filter:` (a list of `{table: glob, where: text}`); they carry over as masks do.
    record FilterObligation(String description) implements ObligationDefinition {
        @Override
        public String name() {
            return "filter";
        }
    }
}
