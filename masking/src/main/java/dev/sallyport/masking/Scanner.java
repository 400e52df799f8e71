package dev.sallyport.masking;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Finds everything that must not leave in one view of a text: one linear pass for anchors, bounded windows
/// around them, then the same for what escapes and encodings hide, three levels deep. Immutable.
final class Scanner {

    /// From `start` (inclusive) to `end` (exclusive), in the source of the view that was scanned.
    record Finding(Kind kind, int start, int end) {}

    /// How many encodings inside one another are undone.
    static final int DEPTH_MAX = 3;

    /// What an encoding hides is looked for in this many decoded bytes for each byte of the text; beyond
    /// that an encoded run is masked unseen.
    private static final int DECODED_FACTOR = 12;

    private static final int ROUNDS_MAX = 3;

    private final Anchors anchors;
    private final List<Detectors.Anchored> detectors;

    Scanner(List<Detectors.Anchored> detectors) {
        this.detectors = List.copyOf(detectors);
        this.anchors = new Anchors(detectors.stream().map(Detectors.Anchored::anchor).toList());
    }

    /// What is found by an anchor between `from` and `to`, in order and apart from one another; findings may
    /// reach beyond both. What is found counts as masked and the rest is looked at again, so that masking
    /// the result finds nothing new. The view is changed.
    List<Finding> scan(View view, int from, int to) {
        var all = new ArrayList<Finding>();
        var budget = new Budget((long) DECODED_FACTOR * (view.length() + 1024));
        for (int round = 0; round < ROUNDS_MAX; round++) {
            var found = new ArrayList<Finding>();
            scanLevels(
                    view,
                    from,
                    to,
                    budget,
                    (kind, start, end) -> addUnmasked(view, kind, start, end, found));
            if (found.isEmpty()) {
                break;
            }
            for (var finding : found) {
                view.barrier(finding.start(), finding.end());
            }
            all.addAll(found);
        }
        view.worked(budget.work);
        return inSource(view, all);
    }

    /// The parts of a finding that are not masked yet.
    private static void addUnmasked(View view, Kind kind, int start, int end, List<Finding> found) {
        int i = start;
        while (i < end) {
            while (i < end && view.at(i) == Ascii.BARRIER) {
                i++;
            }
            int part = i;
            while (i < end && view.at(i) != Ascii.BARRIER) {
                i++;
            }
            if (i > part) {
                found.add(new Finding(kind, part, i));
            }
        }
    }

    private static List<Finding> inSource(View view, List<Finding> findings) {
        findings.sort(Comparator.comparingInt(Finding::start).thenComparing(Finding::kind));
        var merged = new ArrayList<Finding>();
        @Nullable Finding open = null;
        for (var finding : findings) {
            if (open != null && finding.start() < open.end()) {
                open = new Finding(open.kind(), open.start(), Math.max(open.end(), finding.end()));
                continue;
            }
            if (open != null) {
                merged.add(open);
            }
            open = finding;
        }
        if (open != null) {
            merged.add(open);
        }
        return merged.stream()
                .map(f ->
                        new Finding(f.kind(), view.sourceStart(f.start()), view.sourceEnd(f.end())))
                .toList();
    }

    /// Scans the view as it is, then with its escapes undone, level by level.
    private void scanLevels(
            View view, int from, int to, Budget budget, Detector.Findings findings) {
        scanOne(view, from, to, budget, 0, findings);
        var chain = new ArrayList<View>();
        @Nullable View decoded = Escapes.undo(view);
        for (int depth = 1; decoded != null && depth <= DEPTH_MAX; depth++) {
            chain.add(decoded);
            int decodedFrom = from;
            int decodedTo = to;
            for (var link : chain) {
                decodedFrom = link.viewOf(decodedFrom);
                decodedTo = link.viewOf(decodedTo);
            }
            scanOne(
                    decoded,
                    decodedFrom,
                    decodedTo,
                    budget,
                    depth,
                    (kind, start, end) -> {
                        int s = start;
                        int e = end;
                        for (int i = chain.size() - 1; i >= 0; i--) {
                            s = chain.get(i).sourceStart(s);
                            e = chain.get(i).sourceEnd(e);
                        }
                        findings.add(kind, s, e);
                    });
            view.worked(decoded.work());
            decoded = depth < DEPTH_MAX ? Escapes.undo(decoded) : null;
        }
    }

    private void scanOne(
            View view, int from, int to, Budget budget, int depth, Detector.Findings findings) {
        var last = new Last(findings);
        anchors.scan(
                view.bytes(),
                from,
                Math.min(to, view.length()),
                (anchor, start, end) -> {
                    var detector = detectors.get(anchor).detector();
                    // What lies in a detector's own finding is masked; looking again only costs
                    // time.
                    if (!Objects.equals(last.detector, detector)
                            || start < last.start
                            || end > last.end) {
                        last.found = false;
                        detector.look(view, start, end, last);
                        last.detector = last.found ? detector : last.detector;
                    }
                });
        if (depth < DEPTH_MAX) {
            EncodedRuns.scan(
                    view,
                    from,
                    to,
                    (bytes, count) -> firstIn(bytes, count, budget, depth + 1),
                    findings);
        }
    }

    private @Nullable Kind firstIn(byte[] bytes, int count, Budget budget, int depth) {
        if (!budget.take(count)) {
            return Kind.ENCODED;
        }
        var first = new First();
        var view = View.ofUtf8(bytes, count);
        scanOne(view, 0, view.length(), budget, depth, first);
        var decoded = first.kind == null ? Escapes.undo(view) : null;
        for (int level = depth + 1; decoded != null && level <= DEPTH_MAX; level++) {
            scanOne(decoded, 0, decoded.length(), budget, level, first);
            budget.work += decoded.work();
            decoded = first.kind == null ? Escapes.undo(decoded) : null;
        }

        budget.work += view.work() + count;
        return first.kind;
    }

    /// Passes findings on and remembers the last one and whose it was.
    private static final class Last implements Detector.Findings {
        private final Detector.Findings findings;
        private @Nullable Detector detector;
        private boolean found;
        private int start;
        private int end;

        Last(Detector.Findings findings) {
            this.findings = findings;
        }

        @Override
        public void add(Kind kind, int start, int end) {
            found = true;
            this.start = start;
            this.end = end;
            findings.add(kind, start, end);
        }
    }

    private static final class First implements Detector.Findings {
        private @Nullable Kind kind;

        @Override
        public void add(Kind found, int start, int end) {
            if (kind == null) {
                kind = found;
            }
        }
    }

    private static final class Budget {
        private long left;
        private long work;

        Budget(long left) {
            this.left = left;
        }

        boolean take(long count) {
            left -= count;
            return left >= 0;
        }
    }
}
