package dev.sallyport.server.console;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.server.history.Found;
import dev.sallyport.server.history.FoundSession;
import dev.sallyport.server.history.IndexState;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Sessions that are on record, the newest first.
///
/// @param older the path of what came before; empty at the end
/// @param newer the path of what came after; empty where this is the newest
record SessionsPage(
        Frame frame,
        List<Row> rows,
        Optional<String> older,
        Optional<String> newer,
        IndexState index)
        implements Page {

    static final String PATH = "/sessions";
    static final int SIZE = 30;

    SessionsPage {
        rows = List.copyOf(rows);
    }

    /// @param client by its own word; empty where it says nothing
    /// @param counts how many calls, and how many of them were denied and held
    record Row(
            String path,
            String who,
            String client,
            String door,
            String begun,
            String last,
            String calls,
            int denials,
            int holds) {}

    static SessionsPage of(Frame frame, Found<FoundSession> found, IndexState index) {
        return new SessionsPage(
                frame,
                found.entries().stream().map(SessionsPage::row).toList(),
                found.older().stream().mapToObj(at -> PATH + "?before=" + at).findFirst(),
                found.newer().stream().mapToObj(at -> PATH + "?after=" + at).findFirst(),
                index);
    }

    static Row row(FoundSession session) {
        var excerpts = new Excerpts(UnaryOperator.identity(), false);
        var record = session.begun().map(logged -> logged.record());
        var who = record.flatMap(AuditRecord::principal);
        return new Row(
                SessionPage.path(session.first()),
                who.map(CallRow::who)
                        .map(excerpts::line)
                        .orElse("The record at position " + session.first() + " cannot be read"),
                who.flatMap(AuditRecord.Principal::client).map(excerpts::line).orElse(""),
                who.flatMap(AuditRecord.Principal::door).map(excerpts::line).orElse(""),
                session.begun().map(logged -> logged.time()).map(Words::time).orElse(""),
                Words.time(session.changed()),
                Words.count(session.calls(), "call", "calls"),
                session.denials(),
                session.holds());
    }

    @Override
    public String template() {
        return "sessions.jte";
    }
}
