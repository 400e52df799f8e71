@NullMarked
package dev.sallyport.server.witness;

import org.jspecify.annotations.NullMarked;
