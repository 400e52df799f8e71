package dev.sallyport.server.console;

/// Asks once more before a key ends.
///
/// @param own whether the reader is the key's principal, and will be signed out by it
record KeyRevokePage(Frame frame, KeysPage.Row key, boolean own) implements Page {

    @Override
    public String template() {
        return "keyrevoke.jte";
    }
}
