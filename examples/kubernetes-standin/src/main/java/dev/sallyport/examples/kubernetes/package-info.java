/// A stand-in for a Kubernetes API server, for tests and the demo. It is no cluster: nothing ever runs in it.
@NullMarked
package dev.sallyport.examples.kubernetes;

import org.jspecify.annotations.NullMarked;
