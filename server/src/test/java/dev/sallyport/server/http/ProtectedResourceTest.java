package dev.sallyport.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.server.config.Configuration.Server;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which URLs a gate takes for its own, since a proof that is made for one must not be handed on to another.
class ProtectedResourceTest {

    /// As one that another server hands on, whose address the listener would take for one of its own.
    private static final HttpServletRequest HANDED_ON =
            (HttpServletRequest)
                    Proxy.newProxyInstance(
                            ProtectedResourceTest.class.getClassLoader(),
                            new Class<?>[] {HttpServletRequest.class},
                            (_, method, _) ->
                                    switch (method.getName()) {
                                        case "getScheme" -> "http";
                                        case "getHeader" -> "6.6.6.6:8640";
                                        case "getRequestURI" -> "/mcp";
                                        default ->
                                                throw new UnsupportedOperationException(
                                                        method.getName());
                                    });

    private static ProtectedResource resource(Optional<URI> publicUrl, boolean anyAddress) {
        return new ProtectedResource(
                publicUrl, List.of("https://idp.example.com"), new TreeSet<>(), anyAddress);
    }

    @Test
    void aGateOnEveryAddressKnowsItsUrlsByItsPublicOneAlone() {
        var publicUrl = Optional.of(URI.create("https://gate.example.com"));

        assertThat(resource(Optional.empty(), true).url(HANDED_ON)).isEmpty();
        assertThat(resource(publicUrl, true).url(HANDED_ON))
                .isEqualTo("https://gate.example.com/mcp");
        assertThat(resource(Optional.empty(), false).url(HANDED_ON))
                .isEqualTo("http://6.6.6.6:8640/mcp");
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, true",
        "::, true",
        "0:0:0:0:0:0:0:0, true",
        "no.such.host.invalid, true",
        "127.0.0.1, false",
        "::1, false",
        "10.0.0.7, false"
    })
    void whatListensOnEveryAddressIsKnown(String host, boolean every) {
        assertThat(
                        new Server(host, 8640, Optional.empty(), Optional.empty())
                                .listensOnEveryAddress())
                .isEqualTo(every);
    }
}
