/// The record: a write-ahead log of every call, its Merkle tree, signed checkpoints, and their verifier.
@NullMarked
package dev.sallyport.audit;

import org.jspecify.annotations.NullMarked;
