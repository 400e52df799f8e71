/// The role map's file: read, checked and exchanged while calls run.
@NullMarked
package dev.sallyport.server.rules;

import org.jspecify.annotations.NullMarked;
