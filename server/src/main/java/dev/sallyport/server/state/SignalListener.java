package dev.sallyport.server.state;

/// Hears signals of gate processes on the same database, its own among them. Quick; safe from many threads.
public interface SignalListener {

    /// @param text as it was given to [StateStore#signal]
    void heard(String text);

    /// Signals may have been missed: whatever waits for one should look itself.
    void perhapsMissed();
}
