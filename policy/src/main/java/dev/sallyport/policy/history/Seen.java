package dev.sallyport.policy.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// How often and when something was seen. One thread at a time.
final class Seen {

    private static final int EXAMPLES_MAX = 3;

    private long calls;
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;
    private final List<String> examples = new ArrayList<>();

    void add(String callId, Instant time) {
        calls++;
        first = time.isBefore(first) ? time : first;
        last = time.isAfter(last) ? time : last;
        if (examples.size() < EXAMPLES_MAX && !examples.contains(callId)) {
            examples.add(callId);
        }
    }

    void addAll(Seen other) {
        calls += other.calls;
        first = other.first.isBefore(first) ? other.first : first;
        last = other.last.isAfter(last) ? other.last : last;
        for (var example : other.examples) {
            if (examples.size() < EXAMPLES_MAX && !examples.contains(example)) {
                examples.add(example);
            }
        }
    }

    long calls() {
        return calls;
    }

    Instant last() {
        return last;
    }

    /// `12 calls, 2026-03-01T12:00:00Z to 2026-03-02T08:00:00Z, for example A, B`.
    String text() {
        return calls + (calls == 1 ? " call, " : " calls, ") + when();
    }

    /// The same of something that one call may do several times.
    String times() {
        return "seen " + (calls == 1 ? "once, " : calls + " times, ") + when();
    }

    private String when() {
        return (first.equals(last) ? first.toString() : first + " to " + last)
                + ", for example "
                + String.join(", ", examples);
    }
}
