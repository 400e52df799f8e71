@NullMarked
package dev.sallyport.server.relay;

import org.jspecify.annotations.NullMarked;
