@NullMarked
package dev.sallyport.server.git;

import org.jspecify.annotations.NullMarked;
