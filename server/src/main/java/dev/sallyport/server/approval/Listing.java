package dev.sallyport.server.approval;

import dev.sallyport.server.approval.RequestLists.Found;
import dev.sallyport.server.state.StateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/// Reads the requests of a list a few at a time, each as a whole and verified, and keeps of each only what somebody makes
/// of it: what an agent asks for may be a thousand times as large as what a list shows of it. Safe from many threads.
final class Listing {

    /// Contents of so many bytes are read at a time, or one alone that is larger. Small ones, as nearly all are, are read
    /// all at once.
    static final long BYTES_AT_A_TIME = 4L << 20;

    private final StateStore store;

    Listing(StateStore store) {
        this.store = store;
    }

    /// In the order of the list, without replies. What was tampered with is left out and logged.
    ///
    /// @param listed where the requests are
    /// @param shown which of them are meant; what has changed meanwhile may not be
    /// @param kept what is left of a request; nothing else of it outlives the call
    <T> List<T> read(
            Function<Handle, List<Found>> listed,
            Predicate<ApprovalRequest> shown,
            Function<ApprovalRequest, T> kept) {
        var found = store.read(listed);
        var list = new ArrayList<T>(found.size());
        for (int from = 0; from < found.size(); ) {
            int to = end(found, from);
            var ids = found.subList(from, to).stream().map(Found::id).toList();
            store.read(handle -> RequestTable.whole(handle, ids)).stream()
                    .filter(shown)
                    .map(kept)
                    .forEach(list::add);
            from = to;
        }
        return list;
    }

    /// Before which one to stop, so that no more is read than at a time; at least one is read.
    private static int end(List<Found> found, int from) {
        long bytes = found.get(from).bytes();
        int end = from + 1;
        while (end < found.size() && bytes + found.get(end).bytes() <= BYTES_AT_A_TIME) {
            bytes += found.get(end).bytes();
            end++;
        }
        return end;
    }
}
