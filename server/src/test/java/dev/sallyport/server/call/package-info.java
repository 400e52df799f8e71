@NullMarked
package dev.sallyport.server.call;

import org.jspecify.annotations.NullMarked;
