/// The HTTP front: one listener, the checks every request passes before any servlet sees it, and the servlets
/// that other packages register by path.
@NullMarked
package dev.sallyport.server.http;

import org.jspecify.annotations.NullMarked;
