/// Finds and hides personal data and secrets in everything that leaves the gate. Pure: no clock, file or network.
@NullMarked
package dev.sallyport.masking;

import org.jspecify.annotations.NullMarked;
