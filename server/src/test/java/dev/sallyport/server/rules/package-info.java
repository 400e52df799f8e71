@NullMarked
package dev.sallyport.server.rules;

import org.jspecify.annotations.NullMarked;
