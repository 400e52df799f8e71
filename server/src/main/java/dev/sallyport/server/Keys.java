package dev.sallyport.server;

import dev.sallyport.server.config.Configuration;
import dev.sallyport.server.identity.ApiKey;
import dev.sallyport.server.identity.ApiKeys;
import dev.sallyport.server.identity.ApiKeys.Creation;
import dev.sallyport.server.state.StateStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The keys of a configuration, beside a running gate or without one: the state database takes both.
public final class Keys implements AutoCloseable {

    private final StateStore state;
    private final ApiKeys keys;
    private final Clock clock;

    private Keys(StateStore state, Clock clock) {
        this.state = state;
        this.clock = clock;
        this.keys = new ApiKeys(state, clock, new SecureRandom());
    }

    /// @throws dev.sallyport.server.state.StateException when the state cannot be reached
    public static Keys open(Configuration configuration) {
        return new Keys(Gate.openState(configuration), Clock.systemUTC());
    }

    public Creation create(
            String name, Set<String> groups, boolean human, Optional<Duration> lasts) {
        return keys.create(name, groups, human, lasts.map(clock.instant()::plus));
    }

    /// Makes a key that is confined to some of its principal's roles.
    public Creation create(
            String name,
            Set<String> groups,
            boolean human,
            Optional<Set<String>> confinedTo,
            Optional<Duration> lasts) {
        return keys.create(
                new ApiKeys.Order(
                        name, groups, human, confinedTo, lasts.map(clock.instant()::plus)));
    }

    /// Makes a new key in place of a working one, see [ApiKeys#rotate].
    public Creation rotate(String name, Duration overlap, Optional<Duration> lasts) {
        return keys.rotate(name, overlap, lasts);
    }

    public List<ApiKey> list() {
        return keys.list();
    }

    public boolean revoke(String name) {
        return keys.revoke(name);
    }

    @Override
    public void close() {
        state.close();
    }
}
