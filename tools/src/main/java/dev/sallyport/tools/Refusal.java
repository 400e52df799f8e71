package dev.sallyport.tools;

/// Why a tool would not or could not, in words for the agent: no foreign text, credential or path.
///
/// @param kind whether the gate refuses or the target failed
/// @param code stable, `DENIED_…` for [Kind#DENIED]; listed in the operator's guide
/// @param message what happened, starting in lower case, input quoted in backticks
/// @param next what the agent can do now; empty where nothing helps
public record Refusal(Kind kind, String code, String message, String next) {

    public enum Kind {
        DENIED,
        FAILED
    }

    public Refusal {
        if ((kind == Kind.DENIED) != code.startsWith("DENIED_")) {
            throw new IllegalArgumentException(
                    "codes of denials, and only they, start with DENIED_: " + code);
        }
    }

    public static Refusal denied(String code, String message, String next) {
        return new Refusal(Kind.DENIED, code, message, next);
    }

    public static Refusal failed(String code, String message, String next) {
        return new Refusal(Kind.FAILED, code, message, next);
    }
}
