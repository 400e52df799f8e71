package dev.sallyport.server.config;

import java.util.List;

/// A configuration that cannot be used; its message has a line for each problem.
public final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ConfigurationException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
    }
}
