package dev.sallyport.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sallyport.server.api.ApiWays.Way;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApiWaysTest {

    private enum Route {
        LIST,
        END
    }

    @Test
    void everyRouteHasAWay() {
        var _ =
                new ApiWays<>(
                        "/api/x", Map.of(Route.END, Way.get("/{id}"), Route.LIST, Way.get("")));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ApiWays<>("/api/x", Map.of(Route.LIST, Way.get(""))))
                .withMessage("a route of /api/x has no way");
    }

    @Test
    void aTailWithoutAnIdIsNoWay() {
        var way = Way.post("/{id}/revoke");

        assertThat(way.match("/grt_1/revoke")).contains("grt_1");
        assertThat(way.match("/revoke")).isEmpty();
        assertThat(way.match("//revoke")).isEmpty();
        assertThat(way.match("/")).isEmpty();
    }

    @Test
    void waysKeepTheOrderOfTheirRoutes() {
        var ways =
                new ApiWays<>(
                        "/api/x", Map.of(Route.END, Way.delete("/{id}"), Route.LIST, Way.get("")));

        assertThat(ways.named()).containsExactly("get /api/x", "delete /api/x/{id}");
    }
}
