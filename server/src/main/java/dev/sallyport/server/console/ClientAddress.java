package dev.sallyport.server.console;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.HexFormat;

/// From where a request comes, for counting.
final class ClientAddress {

    private static final int IPV4_BYTES = 4;

    /// One client has all addresses below these 64 bits.
    private static final int IPV6_NETWORK_BYTES = 8;

    private ClientAddress() {}

    /// The peer of the connection. Headers in which proxies name another are not believed, so behind a proxy all clients
    /// count together.
    static String of(HttpServletRequest request) {
        return network(String.valueOf(request.getRemoteAddr()));
    }

    /// An IPv4 address, or the network of an IPv6 address, in hex.
    static String network(String address) {
        try {
            var plain = address.replaceAll("^\\[|]$|%.*$", "");
            var bytes = InetAddress.ofLiteral(plain).getAddress();
            return HexFormat.of()
                    .formatHex(
                            bytes, 0, bytes.length == IPV4_BYTES ? IPV4_BYTES : IPV6_NETWORK_BYTES);
        } catch (IllegalArgumentException e) {
            return "unknown";
        }
    }
}
