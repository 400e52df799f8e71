/// What the operator reads in the log of the process.
@NullMarked
package dev.sallyport.server.log;

import org.jspecify.annotations.NullMarked;
