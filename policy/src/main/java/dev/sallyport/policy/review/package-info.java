/// What an admin asks of a role map before it goes live: why a call is decided as it is ([Explanation]), whether a
/// table of cases holds ([CaseTable]), who can reach a resource ([ReachReport]), which rules do nothing ([Lints]), what
/// a change of the file means ([PolicyDiff]), and the whole as a report ([ComplianceReport]).
///
/// Everything here reads [dev.sallyport.policy.rolemap.Written] and asks [dev.sallyport.policy.Authorizer]; nothing here
/// takes part in a decision. Results are records of plain values, so that they print as JSON as they are.
@NullMarked
package dev.sallyport.policy.review;

import org.jspecify.annotations.NullMarked;
