/// JSON Schemas (draft 2020-12) of the files that admins write, so that editors complete and check them.
///
/// A schema says which keys there are, what they mean and what form a value has. What depends on more than one place of
/// a file (a role that is not defined, a mask that lifts nothing) only `sallyport policy check` finds.
@NullMarked
package dev.sallyport.server.schema;

import org.jspecify.annotations.NullMarked;
