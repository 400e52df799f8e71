package dev.sallyport.server.identity.oidc;

/// Ends the reading of a token. The message is the reason, for the operator's log: it starts in lower case and
/// shows what the token says only as [dev.sallyport.policy.yaml.Quoted] does.
final class RefusedTokenException extends Exception {

    private static final long serialVersionUID = 1L;

    RefusedTokenException(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
