package dev.sallyport.server.console;

/// A part of an address that is wrong. Its sentence is for the human who sent it.
final class BadParameterException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String sentence;

    BadParameterException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }
}
