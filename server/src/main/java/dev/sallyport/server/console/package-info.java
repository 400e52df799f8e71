/// The console for humans: how they sign in (OpenID Connect Core 1.0, authorization code with PKCE; or, where no provider
/// is configured, with an API key or a one-time link), their sessions, the first page, and held calls: listed, shown and
/// decided.
///
/// A page is a record and a template in `src/main/jte`; [Pages] writes it, and every text on it passes one output.
///
/// A session is a random secret in the browser's cookie; the state database holds its hash alone, and the provider's
/// tokens sealed under it. What may be done with a session is decided where everything else is: by the role map.
@NullMarked
package dev.sallyport.server.console;

import org.jspecify.annotations.NullMarked;
