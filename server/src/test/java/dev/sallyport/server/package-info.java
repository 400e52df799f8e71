@NullMarked
package dev.sallyport.server;

import org.jspecify.annotations.NullMarked;
