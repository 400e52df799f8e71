/// Secrets that tests put wherever a text from outside can go, and a search for them in all that a gate leaves.
@NullMarked
package dev.sallyport.server.planted;

import org.jspecify.annotations.NullMarked;
