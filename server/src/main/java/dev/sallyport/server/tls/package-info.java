/// TLS of the gate's own listener: its files, and the client certificates that they vouch for.
@NullMarked
package dev.sallyport.server.tls;

import org.jspecify.annotations.NullMarked;
