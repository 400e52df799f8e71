/// A real git server on loopback, for tests and the demo: smart HTTP over bare repositories, and a seeded
/// project.
@NullMarked
package dev.sallyport.examples.git;

import org.jspecify.annotations.NullMarked;
