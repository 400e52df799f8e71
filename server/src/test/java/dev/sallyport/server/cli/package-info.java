@NullMarked
package dev.sallyport.server.cli;

import org.jspecify.annotations.NullMarked;
