/// From the record back to the calls that were decided.
@NullMarked
package dev.sallyport.server.history;

import org.jspecify.annotations.NullMarked;
