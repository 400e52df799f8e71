/// Held calls: what was asked, who decided, that it runs once. The record is durable; the wait is not.
@NullMarked
package dev.sallyport.server.approval;

import org.jspecify.annotations.NullMarked;
