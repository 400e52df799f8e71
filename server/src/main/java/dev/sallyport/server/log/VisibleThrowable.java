package dev.sallyport.server.log;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;

/// An exception with its causes and stacks, shown as [VisibleMessage] shows a message. `logback.xml` names it `%cause`.
public final class VisibleThrowable extends ThrowableProxyConverter {

    @Override
    protected String throwableProxyToString(IThrowableProxy thrown) {
        return "    "
                + VisibleMessage.shown(super.throwableProxyToString(thrown).stripTrailing())
                + "\n";
    }
}
