@NullMarked
package dev.sallyport.server.approval;

import org.jspecify.annotations.NullMarked;
