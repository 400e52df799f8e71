/// Kubernetes: manifests judged by what they would do, reads, and deletes.
///
/// A manifest is read once and strictly ([ManifestReader]) into one tree. That tree is judged ([PodSecurity],
/// [ManifestDoors], [ObjectFacts]), stored in the plan as canonical text, and that text is what the cluster gets.
@NullMarked
package dev.sallyport.tools.kubernetes;

import org.jspecify.annotations.NullMarked;
