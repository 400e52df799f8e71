package dev.sallyport.server;

import java.util.Optional;

/// The version that runs.
public final class Version {

    /// From the jar's manifest, or `development`.
    public static final String TEXT =
            Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                    .orElse("development");

    private Version() {}
}
