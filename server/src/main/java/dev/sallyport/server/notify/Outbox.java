package dev.sallyport.server.notify;

import dev.sallyport.server.state.StateStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is still to be told, in the state database: written in the transaction of the event, removed once acknowledged.
/// Safe from many threads and several processes.
final class Outbox {

    /// Whoever has taken a message and does not come back within this has ended; another takes it then.
    static final Duration LEASE = Sender.LASTS_MAX.multipliedBy(4);

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private final StateStore store;

    Outbox(StateStore store) {
        this.store = store;
    }

    /// @param attempts before this one
    record Message(Notice notice, String channel, Instant created, Instant due, int attempts) {}

    /// Once for each event and channel, however often it is asked.
    static void add(Handle handle, Notice notice, String channel) {
        long now = notice.time().toEpochMilli();
        handle.createUpdate(
                        "INSERT INTO notification (notice_id, channel, payload, created_at, due_at, attempts, turn)"
                                + " VALUES (:id, :channel, :payload, :now, :now, 0, :turn)"
                                + " ON CONFLICT (notice_id, channel) DO NOTHING")
                .bind("id", notice.id())
                .bind("channel", channel)
                .bind("payload", notice.json().toString())
                .bind("now", now)
                .bind("turn", notice.event().isForAll() ? 0 : 1)
                .execute();
    }

    /// Those whose time has come: what everybody has to hear before all else, and the oldest first.
    List<Message> due(String channel, Instant now, int limit) {
        return store
                .read(handle ->
                        handle.createQuery(
                                        "SELECT notice_id, channel, payload, created_at, due_at, attempts FROM notification"
                                                + " WHERE channel = :channel AND due_at <= :now AND gave_up_at IS NULL"
                                                + " ORDER BY turn, due_at, notice_id LIMIT :limit")
                                .bind("channel", channel)
                                .bind("now", now.toEpochMilli())
                                .bind("limit", limit)
                                .map((row, _) ->
                                        new Row(
                                                row.getString("notice_id"),
                                                row.getString("payload"),
                                                row.getString("channel"),
                                                Instant.ofEpochMilli(row.getLong("created_at")),
                                                Instant.ofEpochMilli(row.getLong("due_at")),
                                                row.getInt("attempts")))
                                .list())
                .stream()
                .flatMap(row -> read(row).stream())
                .toList();
    }

    private record Row(
            String id,
            String payload,
            String channel,
            Instant created,
            Instant due,
            int attempts) {}

    /// What a newer release wrote may be something that this one does not know: it is left to that one.
    private static Optional<Message> read(Row row) {
        try {
            return Optional.of(
                    new Message(
                            Notice.parse(row.id(), row.payload()),
                            row.channel(),
                            row.created(),
                            row.due(),
                            row.attempts()));
        } catch (RuntimeException e) {
            LOG.debug("{}: {} is none of this release's messages", row.channel(), row.id(), e);
            return Optional.empty();
        }
    }

    /// Takes it for an attempt: of all who try, one succeeds.
    boolean claim(Message message, Instant now) {
        return change(
                "UPDATE notification SET due_at = :next, attempts = attempts + 1"
                        + " WHERE notice_id = :id AND channel = :channel AND due_at = :due AND gave_up_at IS NULL",
                message,
                now.plus(LEASE),
                Optional.empty());
    }

    void acknowledged(Message message) {
        var _ =
                store.write(handle ->
                        handle.createUpdate(
                                        "DELETE FROM notification WHERE notice_id = :id AND channel = :channel")
                                .bind("id", message.notice().id())
                                .bind("channel", message.channel())
                                .execute());
    }

    void retry(Message message, Instant next, String why) {
        var _ =
                change(
                        "UPDATE notification SET due_at = :next, last_error = :error"
                                + " WHERE notice_id = :id AND channel = :channel",
                        message,
                        next,
                        Optional.of(why));
    }

    /// It is kept for whoever asks what did not get through.
    void giveUp(Message message, Instant now, String why) {
        var _ =
                change(
                        "UPDATE notification SET gave_up_at = :next, last_error = :error"
                                + " WHERE notice_id = :id AND channel = :channel",
                        message,
                        now,
                        Optional.of(why));
    }

    private boolean change(String sql, Message message, Instant next, Optional<String> error) {
        return store.write(handle -> {
            var update =
                    handle.createUpdate(sql)
                            .bind("id", message.notice().id())
                            .bind("channel", message.channel())
                            .bind("next", next.toEpochMilli());
            if (error.isPresent()) {
                update.bind("error", error.get());
            } else {
                update.bind("due", message.due().toEpochMilli());
            }
            return update.execute() == 1;
        });
    }

    /// Drops what was given up before, and what waits for a channel that is no longer configured.
    void tidy(List<String> channels, Instant givenUpBefore, Instant madeBefore) {
        var _ =
                store.write(handle -> {
                    handle.execute(
                            "DELETE FROM notification WHERE gave_up_at < ?",
                            givenUpBefore.toEpochMilli());
                    var others = channels.isEmpty() ? "" : " AND channel NOT IN (<channels>)";
                    var delete =
                            handle.createUpdate(
                                            "DELETE FROM notification WHERE created_at < :before"
                                                    + others)
                                    .bind("before", madeBefore.toEpochMilli());
                    if (!channels.isEmpty()) {
                        delete.bindList("channels", channels);
                    }
                    return delete.execute();
                });
    }
}
