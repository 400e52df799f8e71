package dev.sallyport.masking;

import java.util.SortedMap;

/// Masks a text that arrives in pieces, such as a log that is followed. However it is cut, the pieces that
/// come out make up the same text. Used by one thread.
///
/// Holds back up to [#HELD_MAX] characters, the longest token and its surroundings; [#finish] lets them go.
/// After a failure the stream gives nothing any more.
public final class MaskingStream {

    /// At most this many characters are held back.
    public static final int HELD_MAX = TextMasking.BODY + TextMasking.AHEAD;

    private static final int PIECE = 16 * 1024;

    private final TextMasking text;
    private boolean finished;

    MaskingStream(Scanner scanner) {
        this.text = new TextMasking(scanner);
    }

    /// Takes the next piece and gives what is certain by now, perhaps nothing.
    ///
    /// @throws MaskingFailedException if the piece could not be searched; withhold all that follows
    public String feed(String piece) {
        open();
        finished = true;
        try {
            for (int from = 0; from < piece.length(); from += PIECE) {
                text.add(piece, from, Math.min(piece.length(), from + PIECE));
                text.advance();
            }
        } catch (RuntimeException e) {
            throw new MaskingFailedException("the detectors failed on a stream", e);
        }
        finished = false;
        return text.take();
    }

    /// Gives the rest. The stream is over.
    ///
    /// @throws MaskingFailedException if the rest could not be searched; withhold it
    public String finish() {
        open();
        finished = true;
        try {
            text.finish();
        } catch (RuntimeException e) {
            throw new MaskingFailedException("the detectors failed on a stream", e);
        }
        return text.take();
    }

    /// What was hidden so far, by detector type.
    public SortedMap<String, Long> counts() {
        return text.counts();
    }

    private void open() {
        if (finished) {
            throw new MaskingFailedException("the stream is over or has failed");
        }
    }
}
