/// The command line. Every command exits 0 on success, 1 on a negative answer, 2 on bad usage or configuration.
@NullMarked
package dev.sallyport.server.cli;

import org.jspecify.annotations.NullMarked;
