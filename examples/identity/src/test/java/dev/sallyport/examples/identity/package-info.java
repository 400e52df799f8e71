/// The gate with a real identity provider, a real browser and public MCP clients.
@NullMarked
package dev.sallyport.examples.identity;

import org.jspecify.annotations.NullMarked;
