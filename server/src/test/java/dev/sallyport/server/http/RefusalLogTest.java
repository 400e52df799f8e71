package dev.sallyport.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.server.LogLines;
import dev.sallyport.server.http.AuthenticationFilter.Scheme;
import dev.sallyport.server.identity.Authenticator;
import dev.sallyport.server.identity.Authenticator.Authentication;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a stranger writes into a request must not write the operator's log.
class RefusalLogTest {

    private static final Authenticator NOBODY =
            _ -> new Authentication.Refused("the token's signature is wrong");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/x%0AINFO%20forged",
                "/api/x%0D%0Aforged",
                "/api/%1B[31mred",
                "/api/%C2%85next",
                "/api/%E2%80%A8line",
                "/api/%E2%80%AEdrow",
                "/api/%00",
            })
    void aRefusedRequestMakesOneLineOfVisibleText(String path) throws Exception {
        try (var log = new LogLines(AuthenticationFilter.class.getName());
                var front =
                        HttpFront.listen("127.0.0.1", 0)
                                .filter(
                                        "/*",
                                        new AuthenticationFilter(
                                                NOBODY,
                                                Scheme.BEARER,
                                                ProtectedResource.WITHOUT_ISSUERS))
                                .start()) {
            var answer = get(front, path);
            var end = get(front, "/end");
            var line = log.await("refused a token");

            assertThat(answer).containsAnyOf("400 Bad Request", "401 Unauthorized");
            assertThat(end).contains("401 Unauthorized");
            assertThat(line).matches("[ -~]+");
        }
    }

    private static String get(HttpFront front, String path) throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), front.port())) {
            var request =
                    "GET "
                            + path
                            + " HTTP/1.1\r\nHost: 127.0.0.1:"
                            + front.port()
                            + "\r\nAuthorization: Bearer a.b.c\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
