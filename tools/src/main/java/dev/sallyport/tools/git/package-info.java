/// Git repositories behind the gate: `push_branch` and `read_repository`.
///
/// Every call works on a bounded bare mirror that is fetched afresh. A push is built there as objects, judged
/// as a difference of two trees, and sent with the gate's credential and a lease on the branch's head.
@NullMarked
package dev.sallyport.tools.git;

import org.jspecify.annotations.NullMarked;
