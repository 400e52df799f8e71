package dev.sallyport.server.history;

import dev.sallyport.server.history.WordsTable.Taker;
import dev.sallyport.server.history.WordsTable.Text;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Hands texts on in the order of their calls as far as it can: SQLite writes the words it has in memory out whenever a call
/// comes behind a later one. Texts that are told anew are kept, and handed on together. One thread at a time.
final class WordsInOrder implements Taker {

    /// Characters of texts that are kept, before and now.
    private static final int LENGTH_MAX = 8 << 20;

    private final Taker next;
    private final TreeMap<Long, Text> again = new TreeMap<>();
    private long length;

    /// @param next gets texts of different calls, in the order of the calls
    WordsInOrder(Taker next) {
        this.next = next;
    }

    @Override
    public void take(List<Text> texts) throws SQLException {
        var first = new ArrayList<Text>();
        for (var text : texts) {
            if (text.before().isEmpty()) {
                first.add(text);
            } else {
                var kept = again.get(text.call());
                var before = kept == null ? text.before() : kept.before();
                again.put(text.call(), new Text(text.call(), text.now(), before));
                length += text.now().length() + text.before().get().length();
            }
        }
        next.take(first);
        if (length >= LENGTH_MAX) {
            flush();
        }
    }

    /// Hands on all that is kept.
    void flush() throws SQLException {
        next.take(List.copyOf(again.values()));
        again.clear();
        length = 0;
    }
}
