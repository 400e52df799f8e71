package dev.sallyport.server.call;

import dev.sallyport.policy.DenyReason;

/// The stable code of each way in which the policy denies.
public final class DenialCode {

    private DenialCode() {}

    public static String of(DenyReason reason) {
        return switch (reason) {
            case DenyReason.NoRule _ -> "DENIED_NO_RULE";
            case DenyReason.Forbidden _ -> "DENIED_FORBIDDEN";
            case DenyReason.Separated _ -> "DENIED_SEPARATED";
            case DenyReason.NothingUnderstood _ -> "DENIED_NOT_UNDERSTOOD";
            case DenyReason.NoPolicy _ -> "DENIED_NO_POLICY";
        };
    }
}
