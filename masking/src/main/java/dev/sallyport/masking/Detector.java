package dev.sallyport.masking;

/// Looks closer where one of its anchors occurred. Without state; looks at a bounded window only.
interface Detector {

    /// Reports what it finds around the anchor that lies from `start` to `end`. Neither letter case nor
    /// digits of the anchor have been compared exactly.
    void look(View view, int start, int end, Findings findings);

    /// Receives findings: the bytes from `start` (inclusive) to `end` (exclusive) of the view looked at.
    interface Findings {
        void add(Kind kind, int start, int end);
    }
}
