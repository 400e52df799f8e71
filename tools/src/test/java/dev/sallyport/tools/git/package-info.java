@NullMarked
package dev.sallyport.tools.git;

import org.jspecify.annotations.NullMarked;
