package dev.sallyport.server.tls;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// Why the files of `server.tls` cannot be used, in one sentence for the operator.
public final class TlsFileException extends IOException {

    @Serial private static final long serialVersionUID = 1L;

    TlsFileException(String problem) {
        super(problem);
    }

    TlsFileException(String problem, @Nullable Throwable cause) {
        super(problem, cause);
    }
}
