package dev.sallyport.policy;

import java.time.Instant;
import java.util.List;

/// One question to the policy: may this principal do all of this with this tool, now?
///
/// @param accesses everything the call would do; an empty list is denied
/// @param time the instant of the question; rules and bindings that expire are judged by it
public record Request(Principal principal, String tool, List<Access> accesses, Instant time) {

    public Request {
        accesses = List.copyOf(accesses);
    }
}
