package dev.sallyport.server.cli;

import dev.sallyport.masking.Visible;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/// Where commands print sentences and tables: nothing in a name or a file's text hides, moves or reorders what stands
/// beside it. Each text is to be written as a whole.
final class VisibleWriter extends FilterWriter {

    private VisibleWriter(Writer to) {
        super(to);
    }

    /// @param to is flushed after each line
    static PrintWriter over(PrintWriter to) {
        return new PrintWriter(new VisibleWriter(to), true);
    }

    @Override
    public void write(String text, int from, int length) throws IOException {
        out.write(Visible.blockAgain(text.substring(from, from + length)));
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
        out.write(Visible.blockAgain(new String(text, from, length)));
    }

    @Override
    public void write(int c) throws IOException {
        out.write(Visible.blockAgain(String.valueOf((char) c)));
    }
}
