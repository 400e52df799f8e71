@NullMarked
package dev.sallyport.policy.history;

import org.jspecify.annotations.NullMarked;
