@NullMarked
package dev.sallyport.server.schema;

import org.jspecify.annotations.NullMarked;
