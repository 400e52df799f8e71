package dev.sallyport.server.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads a request's body whole, up to a bound. Blocks; belongs on a virtual thread.
public final class BoundedBody {

    private static final Logger LOG = LoggerFactory.getLogger(BoundedBody.class);

    /// Bytes read and dropped of a body that nobody wants; what comes after them ends the connection.
    private static final int DISCARDED_MAX = 1024 * 1024;

    private BoundedBody() {}

    /// Reads and drops what is left of a body, 1 MiB at most. A client that is still sending would be cut off before it
    /// could read the answer, and one that has read it would send its next request into a connection that is about to be
    /// closed. One that is known to be longer is not read at all, nor one that its sender waits to be asked for
    /// (`Expect: 100-continue`, RFC 9110 section 10.1.1): reading would ask for it.
    public static void discard(HttpServletRequest request) {
        if (request.getContentLengthLong() > DISCARDED_MAX || request.getHeader("Expect") != null) {
            return;
        }
        try {
            var _ = request.getInputStream().skip(DISCARDED_MAX);
        } catch (IOException e) {
            LOG.debug("the rest of a request did not come", e);
        }
    }

    /// @param bytesMax the longest body to take, in bytes
    /// @return the body, or empty when it is longer; the rest is dropped then, as by [#discard]
    /// @throws IOException when the client goes away before the end
    public static Optional<byte[]> read(HttpServletRequest request, int bytesMax)
            throws IOException {
        if (request.getContentLengthLong() <= bytesMax) {
            var bytes = request.getInputStream().readNBytes(bytesMax + 1);
            if (bytes.length <= bytesMax) {
                return Optional.of(bytes);
            }
        }
        discard(request);
        return Optional.empty();
    }
}
