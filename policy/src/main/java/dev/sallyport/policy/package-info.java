/// The policy's vocabulary: who calls, what a call would do, what may be decided about it.
///
/// Tools speak this vocabulary and never see the rules, which live in `dev.sallyport.policy.rolemap`.
/// Everything here is immutable and reads no clock, file, network or environment.
@NullMarked
package dev.sallyport.policy;

import org.jspecify.annotations.NullMarked;
