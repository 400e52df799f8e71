package dev.sallyport.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.api.ApiError.Refusal;
import dev.sallyport.server.api.ApiWays.Way;
import dev.sallyport.server.approval.Desk;
import dev.sallyport.server.identity.Presence;
import jakarta.servlet.http.HttpServletRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A body that comes after its request was refused.
final class LateBodyTest {

    private static final Principal ANA = Desk.human("ana");

    private TestApi api;

    private enum Route {
        ALL
    }

    private static final class Refusing extends ApiServlet<Route> {
        private static final long serialVersionUID = 1L;

        Refusing() {
            super(new ApiWays<>("/api/things", Map.of(Route.ALL, Way.post(""))));
        }

        @Override
        ObjectNode answer(Route route, Principal principal, String id, HttpServletRequest request)
                throws Refusal {
            if (request.getContentLength() > 0) {
                throw ApiError.FORBIDDEN.refusal();
            }
            return JsonNodeFactory.instance.objectNode();
        }
    }

    @BeforeEach
    void start() throws Exception {
        api = new TestApi(Presence.Unknown::new, ANA).with("/api/things/*", new Refusing()).start();
    }

    @AfterEach
    void stop() throws Exception {
        api.stop();
    }

    private static String post(String body) {
        return "POST /api/things HTTP/1.1\r\nHost: localhost\r\nX-Who: user:ana\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n";
    }

    @Test
    void keepsTheConnectionForTheNextRequest() throws IOException {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), api.to("/").build().uri().getPort())) {
            var out = socket.getOutputStream();
            var in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            out.write(post("{}").getBytes(StandardCharsets.US_ASCII));
            // Answered before, it would be refused with a connection that closes behind the answer.
            socket.setSoTimeout(300);
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(in::read);
            socket.setSoTimeout(20_000);
            out.write(("{}" + post("")).getBytes(StandardCharsets.US_ASCII));

            assertThat(in.readLine()).startsWith("HTTP/1.1 403");
            assertThat(in.lines().filter(line -> line.contains("HTTP/1.1")).findFirst())
                    .hasValueSatisfying(line -> assertThat(line).contains("HTTP/1.1 200"));
        }
    }
}
