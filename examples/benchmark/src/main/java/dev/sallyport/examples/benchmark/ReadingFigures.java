package dev.sallyport.examples.benchmark;

import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.audit.LogProofs;
import dev.sallyport.audit.ProgressListener;
import dev.sallyport.audit.ProofException;
import dev.sallyport.audit.Verification.Sound;
import dev.sallyport.server.history.CallSearch;
import dev.sallyport.server.history.CallStatus;
import dev.sallyport.server.history.History;
import dev.sallyport.server.history.Part;
import dev.sallyport.server.history.SearchWords;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/// How fast what is on record is checked, proved, indexed and found.
final class ReadingFigures {

    private static final int PROOFS = 200;
    private static final int PAGE = 30;
    private static final int SEARCHES = 5;

    /// A prime: so the records lie all over the log.
    private static final long STRIDE = 7_368_787L;

    private ReadingFigures() {}

    /// @return records a second
    static double verify(Path log) {
        if (AuditVerifier.verify(log, Optional.empty(), ProgressListener.NONE)
                instanceof Sound sound) {
            return (sound.size() + sound.unsigned()) * 1e9 / sound.took().toNanos();
        }
        throw new IllegalStateException("the log is not sound");
    }

    /// That records from all over the log are in it; each proof opens the log anew, as a command does.
    static Spread proofs(Path log, long records) throws ProofException {
        var took = LongStream.builder();
        for (int i = 0; i < PROOFS; i++) {
            long index = i * STRIDE % records;
            long start = System.nanoTime();
            var _ = LogProofs.open(log, Optional.empty()).inclusion(index);
            took.add(System.nanoTime() - start);
        }
        return new Spread(took.build().toArray());
    }

    /// Makes the index of a log where there is none.
    ///
    /// @return records a second
    static double index(Path log, Path file, long records) throws InterruptedException {
        long start = System.nanoTime();
        try (var history = History.start(log, file, () -> records)) {
            awaitAll(history);
            return records * 1e9 / (System.nanoTime() - start);
        }
    }

    static void awaitAll(History history) throws InterruptedException {
        var follower = history.follow();
        while (history.state().behind() > 0 || !history.state().problem().isEmpty()) {
            var _ = follower.await(Duration.ofSeconds(10));
        }
    }

    /// What auditors look for, each with its page and its facets.
    static Map<String, CallSearch> searches(long calls) {
        var last = Long.toString(calls - 1);
        var searches = new LinkedHashMap<String, CallSearch>();
        searches.put("everything", CallSearch.ALL);
        searches.put("a word of every call", words("select"));
        searches.put("a word of one call", words("call-" + last));
        searches.put("words and a star", words("agent-7 completed tab*"));
        searches.put("words in a row", words("\"tables of the shop\" region"));
        searches.put(
                "one principal's calls, in a week",
                search(Optional.of("client:agent-3"), Optional.of(CallStatus.COMPLETED)));
        searches.put(
                "calls that there are not", search(Optional.of("client:nobody"), Optional.empty()));
        searches.put(
                "a status that there is not",
                search(Optional.empty(), Optional.of(CallStatus.DENIED)));
        return searches;
    }

    private static CallSearch words(String text) {
        return CallSearch.ALL.withWords(SearchWords.parse(text));
    }

    private static CallSearch search(Optional<String> principal, Optional<CallStatus> status) {
        var now = Instant.now();
        return new CallSearch(
                SearchWords.NONE,
                principal,
                Optional.of("query_database"),
                Optional.of("shop"),
                status,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(now.minus(Duration.ofDays(7))),
                Optional.of(now.plus(Duration.ofDays(1))));
    }

    static Spread page(History history, CallSearch search) {
        return timed(() -> history.calls(search, Part.newest(PAGE)));
    }

    static Spread facets(History history, CallSearch search) {
        return timed(() -> history.facets(search));
    }

    private static Spread timed(Runnable search) {
        var took = LongStream.builder();
        for (int i = 0; i < SEARCHES; i++) {
            long start = System.nanoTime();
            search.run();
            took.add(System.nanoTime() - start);
        }
        return new Spread(took.build().toArray());
    }
}
