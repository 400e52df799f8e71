@NullMarked
package dev.sallyport.server.api;

import org.jspecify.annotations.NullMarked;
