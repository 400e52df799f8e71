package dev.sallyport.server.history;

import dev.sallyport.audit.AuditFilter;
import dev.sallyport.audit.AuditQuery;
import dev.sallyport.audit.AuditReader;
import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.server.history.IndexQueries.Places;
import dev.sallyport.server.history.IndexQueries.SessionRow;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/// The calls and sessions that are on record, found by an index and read from the log. Safe from many threads; methods
/// block.
///
/// The index is derived: a file that is filled while the gate runs, and made anew where it is missing or wrong. It says
/// where to look. What is told of a call is what the log has there, and a place where the log has another call, or nothing
/// that can be read, is told as [FoundCall.Lost].
///
/// Every question may end in a [HistoryException].
public final class History implements AutoCloseable {

    private static final String NOBODY = "";

    private final AuditReader log;
    private final Indexer index;
    private final String asker;

    private History(AuditReader log, Indexer index, String asker) {
        this.log = log;
        this.index = index;
        this.asker = asker;
    }

    /// Begins to follow the log; nothing waits for the index.
    ///
    /// @param directory of the log
    /// @param file of the index; made where it is missing
    /// @param recorded how many records are in the log; asked often, so it must be cheap
    public static History start(Path directory, Path file, LongSupplier recorded) {
        return start(directory, file, recorded, Indexer.SEARCH_MAX);
    }

    /// @param searchMax how long a search may take
    static History start(Path directory, Path file, LongSupplier recorded, Duration searchMax) {
        var log = AuditReader.of(directory);
        return new History(log, new Indexer(file, log, recorded, searchMax).start(), NOBODY);
    }

    /// The same history, asked by one human: of whose questions one is answered at a time, so that nobody keeps others from
    /// asking. Questions by nobody in particular count as those of one human.
    ///
    /// @param subject of the human
    public History askedBy(String subject) {
        return new History(log, index, subject);
    }

    /// The calls that are searched for.
    public Found<FoundCall> calls(CallSearch search, Part part) {
        var places = index.search(asker, asked -> asked.calls(search, part));
        return found(
                cut(places, part), places.size() > part.limit(), part, this::read, Places::first);
    }

    /// What the calls that are searched for have in common.
    public Facets facets(CallSearch search) {
        return index.search(asker, asked -> asked.facets(search));
    }

    /// All records of a call, also of one that is too new for the index.
    ///
    /// @return empty when the log has none of that id
    public Optional<WholeCall> call(String id) {
        var known =
                index.search(
                        asker,
                        asked -> {
                            var first = asked.firstOf(id);
                            return first.isEmpty()
                                    ? new Positions(List.of(), 0)
                                    : Positions.of(asked, first.getAsLong());
                        });
        try {
            var records = new ArrayList<LoggedRecord>();
            for (var record : log.all(new TreeSet<>(known.shown())).values()) {
                if (isOf(record, id)) {
                    records.add(record);
                } else {
                    index.doubt();
                }
            }
            int unreadable = known.shown().size() - records.size();
            records.addAll(newer(id, records));
            return records.isEmpty() && unreadable == 0
                    ? Optional.empty()
                    : Optional.of(
                            new WholeCall(
                                    id,
                                    records,
                                    known.leftOut(),
                                    unreadable,
                                    log.checkpoint().size()));
        } catch (IOException e) {
            throw unread(e);
        }
    }

    private record Positions(List<Long> shown, int leftOut) {

        static Positions of(IndexQueries asked, long call) throws SQLException {
            int all = asked.recordsOf(call);
            if (all <= WholeCall.RECORDS_MAX) {
                return new Positions(asked.recordsOf(call, false, all), 0);
            }
            int half = WholeCall.RECORDS_MAX / 2;
            var shown = new ArrayList<>(asked.recordsOf(call, false, half));
            shown.addAll(asked.recordsOf(call, true, half));
            return new Positions(shown, all - 2 * half);
        }
    }

    /// What the log has of a call, and the index not yet.
    private List<LoggedRecord> newer(String id, List<LoggedRecord> known) throws IOException {
        long from = index.state().indexed();
        var filter = AuditFilter.ALL.withCallId(id);
        return log
                .page(new AuditQuery(filter, false, OptionalLong.of(from), WholeCall.RECORDS_MAX))
                .records()
                .stream()
                .filter(record -> known.stream().noneMatch(one -> one.index() == record.index()))
                .toList();
    }

    /// The sessions, by the beginning of their first call.
    public Found<FoundSession> sessions(Part part) {
        var rows = index.search(asker, asked -> asked.sessions(part));
        return found(
                cut(rows, part),
                rows.size() > part.limit(),
                part,
                this::sessions,
                SessionRow::first);
    }

    /// @param first as [FoundSession#first]
    public Optional<FoundSession> session(long first) {
        return index.search(asker, asked -> asked.session(first))
                .map(row -> sessions(List.of(row)).getFirst());
    }

    /// The session that a call belongs to, as [FoundSession#first].
    ///
    /// @param call as [FoundCall#first]
    public OptionalLong sessionOf(long call) {
        return index.search(asker, asked -> asked.sessionOf(call));
    }

    /// A call of a session between its neighbours.
    ///
    /// @param number of the first that is shown, from 0
    /// @param at which of `calls` is the one that was asked for
    /// @param last where the session's last call begins
    public record Stretch(int number, List<FoundCall> calls, int at, long last) {
        public Stretch {
            calls = List.copyOf(calls);
        }
    }

    /// @param session as [FoundSession#first]
    /// @param call as [FoundCall#first]
    /// @param each how many neighbours on each side at most
    /// @return empty when the session has no such call
    public Optional<Stretch> stretch(long session, long call, int each) {
        record Rows(List<Places> places, int before, long last) {}
        var rows =
                index.search(
                        asker,
                        asked -> {
                            var places = asked.around(session, call, each);
                            long first = places.isEmpty() ? call : places.getFirst().first();
                            return new Rows(
                                    places,
                                    asked.callsBefore(session, first),
                                    asked.lastOf(session).orElse(call));
                        });
        for (int i = 0; i < rows.places().size(); i++) {
            if (rows.places().get(i).first() == call) {
                return Optional.of(new Stretch(rows.before(), read(rows.places()), i, rows.last()));
            }
        }
        return Optional.empty();
    }

    /// The calls of a period in parts of one length.
    public CallFigures figures(Instant from, Duration each, int parts) {
        return new CallFigures(
                from,
                each,
                index.search(
                        asker,
                        asked -> asked.figures(from.toEpochMilli(), each.toMillis(), parts)));
    }

    /// How far the index came.
    public IndexState state() {
        return index.state();
    }

    /// Hears of what is new in the index from now on.
    public Follower follow() {
        return new Follower();
    }

    /// One who follows. For one thread.
    public final class Follower {
        private long seen = index.changes();

        private Follower() {}

        /// Blocks a virtual thread only.
        ///
        /// @return whether anything has changed since this was last asked
        public boolean await(Duration max) throws InterruptedException {
            long now = index.awaitChange(seen, max);
            boolean any = now != seen;
            seen = now;
            return any;
        }
    }

    /// What was asked for without the one more: that is the last, or the first of those that lie nearest behind a position.
    private static <T> List<T> cut(List<T> rows, Part part) {
        if (rows.size() <= part.limit()) {
            return rows;
        }
        return part.after().isPresent()
                ? rows.subList(1, rows.size())
                : rows.subList(0, part.limit());
    }

    private interface Reading<P, T> {
        List<T> read(List<P> places);
    }

    private static <P, T> Found<T> found(
            List<P> places, boolean more, Part part, Reading<P, T> reading, ToLongFunction<P> at) {
        if (places.isEmpty()) {
            return new Found<>(List.of(), OptionalLong.empty(), OptionalLong.empty());
        }
        boolean older = part.after().isPresent() || more;
        boolean newer = part.before().isPresent() || (part.after().isPresent() && more);
        return new Found<>(
                reading.read(places),
                older ? OptionalLong.of(at.applyAsLong(places.getLast())) : OptionalLong.empty(),
                newer ? OptionalLong.of(at.applyAsLong(places.getFirst())) : OptionalLong.empty());
    }

    private List<FoundCall> read(List<Places> places) {
        var wanted = new TreeSet<Long>();
        for (var each : places) {
            wanted.addAll(List.of(each.first(), each.planned(), each.told()));
        }
        Map<Long, LoggedRecord> records;
        try {
            records = log.all(wanted);
        } catch (IOException e) {
            throw unread(e);
        }
        var found = new ArrayList<FoundCall>();
        for (var each : places) {
            found.add(read(each, records));
        }
        return found;
    }

    private FoundCall read(Places places, Map<Long, LoggedRecord> records) {
        var begun = Optional.ofNullable(records.get(places.first()));
        var planned = Optional.ofNullable(records.get(places.planned()));
        var told = Optional.ofNullable(records.get(places.told()));
        if (begun.isEmpty() || planned.isEmpty() || told.isEmpty()) {
            return new FoundCall.Lost(places.first());
        }
        if (!isOf(begun.get(), places.id())
                || !isOf(planned.get(), places.id())
                || !isOf(told.get(), places.id())) {
            index.doubt();
            return new FoundCall.Lost(places.first());
        }
        return new FoundCall.Read(places.id(), begun.get(), planned.get(), told.get());
    }

    private List<FoundSession> sessions(List<SessionRow> rows) {
        var wanted = new TreeSet<Long>();
        rows.forEach(row -> wanted.add(row.first()));
        try {
            var records = log.all(wanted);
            return rows.stream()
                    .map(row ->
                            new FoundSession(
                                    row.first(),
                                    Optional.ofNullable(records.get(row.first())),
                                    row.changed(),
                                    row.calls(),
                                    row.denials(),
                                    row.holds()))
                    .toList();
        } catch (IOException e) {
            throw unread(e);
        }
    }

    private static boolean isOf(LoggedRecord record, String id) {
        return record.record().callId().equals(Optional.of(id));
    }

    private static HistoryException unread(IOException cause) {
        return new HistoryException("the log cannot be read", cause);
    }

    /// Ends the index's thread, whoever asks.
    @Override
    public void close() {
        index.close();
    }
}
