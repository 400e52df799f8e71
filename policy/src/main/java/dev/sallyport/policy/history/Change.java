package dev.sallyport.policy.history;

import java.util.Optional;

/// How one verdict differs from another over the same call.
public enum Change {
    PERMIT_TO_DENY("permit -> deny"),
    PERMIT_TO_HOLD("permit -> hold"),
    HOLD_TO_DENY("hold -> deny"),
    HOLD_TO_PERMIT("hold -> permit"),
    DENY_TO_PERMIT("deny -> permit"),
    DENY_TO_HOLD("deny -> hold"),
    /// Still held, by others.
    APPROVERS("approvers changed"),
    /// Still permitted or held, under other masks, filters or limits.
    OBLIGATIONS("obligations changed");

    private final String text;

    Change(String text) {
        this.text = text;
    }

    /// As reports spell it: `permit -> deny`.
    public String text() {
        return text;
    }

    /// @return empty when the call is treated alike; denials are alike whatever their reason
    static Optional<Change> between(Verdict before, Verdict after) {
        return switch (before) {
            case Verdict.Permitted(var old) ->
                    switch (after) {
                        case Verdict.Permitted(var now) ->
                                old.equals(now) ? Optional.empty() : Optional.of(OBLIGATIONS);
                        case Verdict.Held _ -> Optional.of(PERMIT_TO_HOLD);
                        case Verdict.Denied _ -> Optional.of(PERMIT_TO_DENY);
                    };
            case Verdict.Held(var asked, var old) ->
                    switch (after) {
                        case Verdict.Permitted _ -> Optional.of(HOLD_TO_PERMIT);
                        case Verdict.Held(var approvers, _) when !approvers.equals(asked) ->
                                Optional.of(APPROVERS);
                        case Verdict.Held(_, var now) ->
                                old.equals(now) ? Optional.empty() : Optional.of(OBLIGATIONS);
                        case Verdict.Denied _ -> Optional.of(HOLD_TO_DENY);
                    };
            case Verdict.Denied _ ->
                    switch (after) {
                        case Verdict.Permitted _ -> Optional.of(DENY_TO_PERMIT);
                        case Verdict.Held _ -> Optional.of(DENY_TO_HOLD);
                        case Verdict.Denied _ -> Optional.empty();
                    };
        };
    }
}
