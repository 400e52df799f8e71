/// The git door: plain git clients at `/git/{repository}.git`.
@NullMarked
package dev.sallyport.server.git;

import org.jspecify.annotations.NullMarked;
