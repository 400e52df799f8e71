@NullMarked
package dev.sallyport.server.identity;

import org.jspecify.annotations.NullMarked;
