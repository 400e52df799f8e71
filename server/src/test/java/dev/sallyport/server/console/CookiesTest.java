package dev.sallyport.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever sibling hosts may set, only a cookie that bears our name from its first character is ours.
class CookiesTest {

    private static final Cookies COOKIES = new Cookies(true);

    /// A request with these `Cookie` headers, as they came.
    private static HttpServletRequest request(String... headers) {
        return (HttpServletRequest)
                Proxy.newProxyInstance(
                        CookiesTest.class.getClassLoader(),
                        new Class<?>[] {HttpServletRequest.class},
                        (_, method, arguments) -> {
                            if (method.getName().equals("getHeaders")
                                    && "Cookie".equals(arguments[0])) {
                                return Collections.enumeration(List.of(headers));
                            }
                            throw new UnsupportedOperationException(method.getName());
                        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "__Host-sallyport-login=mine",
                "theme=dark; __Host-sallyport-login=mine",
                "__Host-sallyport-login=mine;other=a=b",
                "y=\"; __Host-sallyport-login=mine",
                "x ,__Host-sallyport-login=planted; __Host-sallyport-login=mine",
                "__Host-Sallyport-login=planted; __Host-sallyport-login=mine",
                "$Version=1; __Host-sallyport-login=mine; $Path=/"
            })
    void ourCookieIsFoundAmongOthers(String header) {
        assertThat(COOKIES.login(request(header))).contains("mine");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x ,__Host-sallyport-login=planted",
                "x,__Host-sallyport-login=planted",
                "x=1,__Host-sallyport-login=planted",
                "x=\"a; b\", __Host-sallyport-login=planted",
                "=__Host-sallyport-login=planted",
                "__Host-sallyport-login",
                "sallyport-login=planted",
                "\u00a0__Host-sallyport-login=planted",
                "\u000b__Host-sallyport-login=planted",
                "$Version=1,__Host-sallyport-login=planted",
                "__Host-sallyport-login=mine; __Host-sallyport-login=planted"
            })
    void whatASiblingHostMaySetIsNotOurs(String header) {
        assertThat(COOKIES.login(request(header))).isEmpty();
    }

    @Test
    void twoHeadersAreOneList() {
        assertThat(COOKIES.login(request("a=b", "__Host-sallyport-login=mine"))).contains("mine");
        assertThat(
                        COOKIES.login(
                                request(
                                        "__Host-sallyport-login=mine",
                                        "__Host-sallyport-login=planted")))
                .isEmpty();
        assertThat(COOKIES.login(request())).isEmpty();
        assertThat(COOKIES.sent(request("__Host-sallyport=anything"))).isTrue();
        assertThat(COOKIES.sent(request("x ,__Host-sallyport=anything"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"!", "%", " ", "=", "ä"})
    void aWaitingSignInHoldsNothingButOurSecrets(String letter) {
        var good = "a".repeat(43);
        var bad = letter.repeat(43);
        var now = Instant.ofEpochSecond(1_000);

        assertThat(
                        PendingLogin.parse(
                                String.join(".", good, good, good, "1000", "Lw", "usual"), now))
                .isPresent();
        for (var parts :
                List.of(
                        List.of(bad, good, good),
                        List.of(good, bad, good),
                        List.of(good, good, bad))) {
            assertThat(PendingLogin.parse(String.join(".", parts) + ".1000.Lw.usual", now))
                    .isEqualTo(Optional.empty());
        }
    }
}
