package dev.sallyport.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DenyAllTest {

    @Test
    void withoutAPolicyNobodyMayDoAnything() {
        var admin =
                new Principal(
                        "user:admin", Principal.Kind.HUMAN, Optional.empty(), Set.of("admins"));
        var access = new Access("db.read", "shop", Map.of("database", FactValue.text("shop")));
        var request = new Request(admin, "query_database", List.of(access), Instant.EPOCH);

        assertThat(Authorizer.DENY_ALL.decide(request))
                .isEqualTo(new Decision.Deny(new DenyReason.NoPolicy()));
        assertThat(Authorizer.DENY_ALL.reach(admin, "query_database", Instant.EPOCH)).isEmpty();
        assertThat(Authorizer.DENY_ALL.roles(admin, Instant.EPOCH)).isEmpty();
        assertThat(Authorizer.DENY_ALL.consoleRights(admin, Instant.EPOCH)).isEmpty();
        assertThat(Authorizer.DENY_ALL.digest()).isNotEmpty();
    }
}
