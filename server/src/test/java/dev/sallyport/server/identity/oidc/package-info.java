@NullMarked
package dev.sallyport.server.identity.oidc;

import org.jspecify.annotations.NullMarked;
