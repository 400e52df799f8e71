package dev.sallyport.server.identity;

import java.time.Instant;

/// How it is known that the human behind a request is there, and not just their browser. Immutable.
public sealed interface Presence {

    /// An API key came with the request itself; no browser sends one by itself.
    record WithKey() implements Presence {}

    /// The human signed in at that time. That a provider vouched for them again, by a refresh or without asking them,
    /// is no sign-in.
    record SignedIn(Instant at) implements Presence {}

    /// Nobody says when the human signed in.
    record Unknown() implements Presence {}

    Presence WITH_KEY = new WithKey();

    Presence UNKNOWN = new Unknown();
}
