package dev.sallyport.server.config;

/// A secret from the configuration. Prints as dots.
public record Secret(String value) {

    @Override
    public String toString() {
        return "••••";
    }
}
