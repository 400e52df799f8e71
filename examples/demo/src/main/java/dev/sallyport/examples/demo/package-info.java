/// The demo: every part embedded and seeded, on this machine alone.
@NullMarked
package dev.sallyport.examples.demo;

import org.jspecify.annotations.NullMarked;
