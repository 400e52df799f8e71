/// What whole commands take.
@NullMarked
package dev.sallyport.examples.benchmark;

import org.jspecify.annotations.NullMarked;
