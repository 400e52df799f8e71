/// The record: a write-ahead log of every call, its Merkle tree, signed checkpoints, and their verifier.
///
/// An [dev.sallyport.audit.AuditRecord] goes into the [dev.sallyport.audit.AuditLog], where it is durable
/// before `append` returns; soon after, it is a leaf of a Merkle tree under a signed
/// [dev.sallyport.audit.Checkpoint]. The [dev.sallyport.audit.AuditVerifier] needs the log's directory and
/// nothing else; the [dev.sallyport.audit.AuditReader] shows what is in it.
@NullMarked
package dev.sallyport.audit;

import org.jspecify.annotations.NullMarked;
