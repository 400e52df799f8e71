package dev.sallyport.policy;

import java.util.stream.LongStream;

/// The random inputs that a property meets.
public final class Seeds {
    private Seeds() {}

    /// @param usual how many, unless `-Dsallyport.seeds` says another number for all properties
    public static LongStream upTo(int usual) {
        return LongStream.range(0, Integer.getInteger("sallyport.seeds", usual));
    }
}
