package dev.sallyport.server.rules;

import java.util.List;

/// A role map that cannot be put in force; its message has a line for each problem.
public final class PolicyFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PolicyFileException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
    }
}
