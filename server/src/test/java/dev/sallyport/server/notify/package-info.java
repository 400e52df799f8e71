@NullMarked
package dev.sallyport.server.notify;

import org.jspecify.annotations.NullMarked;
