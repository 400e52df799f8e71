/// Bodies of the record that a human erases while the gate runs.
@NullMarked
package dev.sallyport.server.erasure;

import org.jspecify.annotations.NullMarked;
