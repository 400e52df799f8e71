/// From the record back to calls: those that were decided, to be decided again ([RecordedCall]), and all of them, to be
/// found and looked at ([History]).
@NullMarked
package dev.sallyport.server.history;

import org.jspecify.annotations.NullMarked;
