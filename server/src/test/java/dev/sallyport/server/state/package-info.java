@NullMarked
package dev.sallyport.server.state;

import org.jspecify.annotations.NullMarked;
