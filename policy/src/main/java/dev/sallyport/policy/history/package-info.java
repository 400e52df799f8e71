/// What past calls tell about a policy: what another one would have made of them ([Replay]), and the smallest one that
/// would have sufficed ([Suggestion]).
///
/// Calls come from the record, with everything that was decided on. Nothing here reads a log or a clock.
///
/// # How accesses compare
///
/// An access lies *within* another of the same tool when each of its facts does: the same text, fewer texts, a
/// smaller number, a stricter level; and not applicable lies within everything, everything within unknown. Permits
/// match downwards: one that matches an access matches what lies within it. Holds and forbids match upwards. So a
/// policy that permits an access permits all that lies within it and has a value wherever the access has one: an
/// exception to a hold or forbid needs the values that it names. One that denies an access because of a forbid without
/// exceptions denies all that it lies within. That is what makes it safe to write a rule for what was seen.
///
/// The fact that names the target is the exception: for rules that speak of labels, a target that does not apply is
/// unknown. Tools name a target in every access; a call that did not is left out of a suggestion.
@NullMarked
package dev.sallyport.policy.history;

import org.jspecify.annotations.NullMarked;
