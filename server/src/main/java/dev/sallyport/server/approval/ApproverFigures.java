package dev.sallyport.server.approval;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/// How one human decides: whether requests are read, or clicked away.
///
/// The time that a decision took is counted from when the request could be read first: when it was made, or when the
/// same human had decided on the one before.
///
/// @param approver the human, by whatever of their accounts
/// @param decisions how many, at least 1
/// @param approved how many of them were approvals
/// @param median of the times that decisions took, to the millisecond
/// @param quick how many decisions took less than [#QUICK]
public record ApproverFigures(
        String approver, int decisions, int approved, Duration median, int quick) {

    /// In less nobody has read anything.
    public static final Duration QUICK = Duration.ofSeconds(3);

    private record Cast(String human, boolean approved, long millis) {}

    /// Of everyone who has decided since then, whoever decides most first.
    static List<ApproverFigures> read(Handle handle, Instant since) {
        var casts =
                handle.createQuery(
                                """
                                SELECT v.human, v.verdict, v.cast_at, r.created_at,
                                  LAG(v.cast_at) OVER (PARTITION BY v.human ORDER BY v.cast_at, v.request_id)
                                    AS before
                                FROM approval_vote v JOIN approval_request r ON r.id = v.request_id
                                WHERE v.cast_at > ?
                                """)
                        .bind(0, since.toEpochMilli())
                        .map((row, _) -> {
                            // Absent is 0, which is before any request.
                            long from = Math.max(row.getLong("created_at"), row.getLong("before"));
                            return new Cast(
                                    row.getString("human"),
                                    row.getString("verdict")
                                            .equals(ApprovalRequest.Verdict.APPROVE.name()),
                                    Math.max(0, row.getLong("cast_at") - from));
                        })
                        .list();
        Map<String, List<Cast>> byHuman = new TreeMap<>();
        casts.forEach(
                cast -> byHuman.computeIfAbsent(cast.human(), _ -> new ArrayList<>()).add(cast));
        return byHuman.entrySet().stream()
                .map(entry -> of(entry.getKey(), entry.getValue()))
                .sorted(
                        Comparator.comparingInt(ApproverFigures::decisions)
                                .reversed()
                                .thenComparing(ApproverFigures::approver))
                .toList();
    }

    private static ApproverFigures of(String human, List<Cast> casts) {
        var times = casts.stream().mapToLong(Cast::millis).sorted().toArray();
        int middle = times.length / 2;
        long median =
                times.length % 2 == 1 ? times[middle] : (times[middle - 1] + times[middle]) / 2;
        return new ApproverFigures(
                human,
                casts.size(),
                (int) casts.stream().filter(Cast::approved).count(),
                Duration.ofMillis(median),
                (int) casts.stream().filter(cast -> cast.millis() < QUICK.toMillis()).count());
    }
}
