/// `sallyport.yaml`, read once and strictly: an unknown key, a missing file or half-configured security stops the
/// start with file, line, key and fix.
@NullMarked
package dev.sallyport.server.config;

import org.jspecify.annotations.NullMarked;
