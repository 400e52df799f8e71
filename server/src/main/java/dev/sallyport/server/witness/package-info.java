/// Witnesses: who outside cosigns the log's checkpoints, by C2SP tlog-witness.
@NullMarked
package dev.sallyport.server.witness;

import org.jspecify.annotations.NullMarked;
