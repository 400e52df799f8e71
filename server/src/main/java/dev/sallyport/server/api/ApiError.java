package dev.sallyport.server.api;

import java.time.Duration;

/// A refusal of a request to the API.
///
/// @param status the HTTP status
/// @param code stable, upper case
/// @param message one sentence, starting in lower case, holding nothing the caller may not know
/// @param challenge the `WWW-Authenticate` of a 401, and of no meaning elsewhere
record ApiError(int status, String code, String message, String challenge) {

    static final ApiError UNAUTHENTICATED =
            new ApiError(401, "UNAUTHENTICATED", "a bearer token is needed");
    static final ApiError FORBIDDEN =
            new ApiError(403, "FORBIDDEN", "you do not have the right to do this");
    static final ApiError NOT_FOUND = new ApiError(404, "NOT_FOUND", "there is no such thing here");
    static final ApiError UNAVAILABLE =
            new ApiError(503, "UNAVAILABLE", "the gate cannot answer now; nothing was changed");
    static final ApiError INTERNAL =
            new ApiError(500, "INTERNAL", "the gate failed to answer; its operator can see why");

    ApiError(int status, String code, String message) {
        this(status, code, message, "Bearer");
    }

    /// Asks a client to have its human sign in again (RFC 9470 §3).
    ///
    /// @param within how long ago that may be, for the issuer
    static ApiError freshSignInNeeded(String message, Duration within) {
        return new ApiError(
                401,
                "FRESH_SIGN_IN_NEEDED",
                message,
                "Bearer error=\"insufficient_user_authentication\",max_age=\""
                        + within.toSeconds()
                        + '"');
    }

    static ApiError bad(String code, String message) {
        return new ApiError(400, code, message);
    }

    /// Ends a request with this answer.
    Refusal refusal() {
        return new Refusal(this);
    }

    /// Carries an answer out of parsing. It has no cause and no stack.
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient ApiError error;

        private Refusal(ApiError error) {
            super(error.code(), null, false, false);
            this.error = error;
        }

        ApiError error() {
            return error;
        }
    }
}
