/// The JSON API behind console and CLI. Whoever asks was authenticated at the door; who may see and decide what is
/// settled here. What it says of itself is served as OpenAPI.
@NullMarked
package dev.sallyport.server.api;

import org.jspecify.annotations.NullMarked;
