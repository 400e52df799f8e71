package dev.sallyport.server.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;

/// Reads a request's body whole, up to a bound. Blocks; belongs on a virtual thread.
public final class BoundedBody {

    private BoundedBody() {}

    /// @param bytesMax the longest body to take, in bytes
    /// @return the body, or empty when it is longer; at most one byte more than the bound is read then
    /// @throws IOException when the client goes away before the end
    public static Optional<byte[]> read(HttpServletRequest request, int bytesMax)
            throws IOException {
        if (request.getContentLengthLong() > bytesMax) {
            return Optional.empty();
        }
        var bytes = request.getInputStream().readNBytes(bytesMax + 1);
        return bytes.length > bytesMax ? Optional.empty() : Optional.of(bytes);
    }
}
