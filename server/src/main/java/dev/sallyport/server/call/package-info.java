/// The path of a call, from what the wire received to the reply.
@NullMarked
package dev.sallyport.server.call;

import org.jspecify.annotations.NullMarked;
