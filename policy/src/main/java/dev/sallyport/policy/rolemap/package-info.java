/// The role map: who may do what.
@NullMarked
package dev.sallyport.policy.rolemap;

import org.jspecify.annotations.NullMarked;
