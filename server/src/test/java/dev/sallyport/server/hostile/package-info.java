/// What outsiders write to deceive humans, and whether a human is shown it raw.
@NullMarked
package dev.sallyport.server.hostile;

import org.jspecify.annotations.NullMarked;
