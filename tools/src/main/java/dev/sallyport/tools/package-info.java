/// What every tool is: it says exactly what a call would do ([Plan]), shows it to a human ([Preview]) and
/// does it ([Tool#execute]). A package beside this one for each system.
///
/// A tool sees the policy's vocabulary and never its rules, so it cannot authorise itself.
@NullMarked
package dev.sallyport.tools;

import org.jspecify.annotations.NullMarked;
