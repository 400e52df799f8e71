@NullMarked
package dev.sallyport.server.log;

import org.jspecify.annotations.NullMarked;
