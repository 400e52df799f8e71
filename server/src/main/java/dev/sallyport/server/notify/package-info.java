/// Tells humans of held calls: an outbox in the state database, and the channels that empty it.
@NullMarked
package dev.sallyport.server.notify;

import org.jspecify.annotations.NullMarked;
