/// What the gate itself must remember: keys, held calls, votes. One small database, SQLite for one process or
/// PostgreSQL for several, behind the same SQL.
@NullMarked
package dev.sallyport.server.state;

import org.jspecify.annotations.NullMarked;
