package dev.sallyport.server.http;

import dev.sallyport.policy.Principal;
import java.util.Optional;

/// Hears of every request that was answered 4xx, before or behind authentication. Called on the request's own
/// thread, from many at a time; must be quick and must not throw.
@FunctionalInterface
public interface RefusalListener {

    /// @param door `/mcp`, `/sse`, `/api`, `/git` or `other`: never the request's own words
    /// @param status 400 to 499
    /// @param principal who asked, where that was known by then
    void refused(String door, int status, Optional<Principal> principal);
}
