@NullMarked
package dev.sallyport.server.history;

import org.jspecify.annotations.NullMarked;
