package dev.sallyport.server.approval;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/// How many values are hidden in held calls, for lists: worked out once for each call, since neither what is stored of
/// one nor the detectors change while the gate runs. A decision counts anew. Safe from many threads.
final class HiddenCounts {

    /// As many calls as may wait.
    private static final int KEPT_MAX = 20_000;

    private final UnaryOperator<String> masker;

    /// By the request's digest, those asked for last at the end. Guarded by itself.
    private final Map<String, Integer> counts =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
                    return size() > KEPT_MAX;
                }
            };

    HiddenCounts(UnaryOperator<String> masker) {
        this.masker = masker;
    }

    int of(ApprovalRequest request) {
        synchronized (counts) {
            var known = counts.get(request.digest());
            if (known != null) {
                return known;
            }
        }
        // Detectors take their time; two may look at the same call.
        int count = HiddenValues.of(request, masker).count();
        synchronized (counts) {
            counts.put(request.digest(), count);
        }
        return count;
    }
}
