/// The gate with a real identity provider, a real browser and public MCP clients; here is the provider.
@NullMarked
package dev.sallyport.examples.identity;

import org.jspecify.annotations.NullMarked;
