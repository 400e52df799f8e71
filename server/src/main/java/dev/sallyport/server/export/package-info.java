/// Copies of the record for other systems: OCSF events, syslog, OTLP logs, bundles of evidence. The log stays the only
/// source of truth; nothing here writes to it.
@NullMarked
package dev.sallyport.server.export;

import org.jspecify.annotations.NullMarked;
