/// The gate itself: wiring, configuration and command line.
@NullMarked
package dev.sallyport.server;

import org.jspecify.annotations.NullMarked;
