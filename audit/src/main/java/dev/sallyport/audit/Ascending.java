package dev.sallyport.audit;

import java.util.List;

/// Texts in order, each once.
final class Ascending {

    private Ascending() {}

    /// Those that are in order already, as they stand in records, are only copied.
    static List<String> of(List<String> texts) {
        for (int i = 1; i < texts.size(); i++) {
            if (texts.get(i - 1).compareTo(texts.get(i)) >= 0) {
                return texts.stream().distinct().sorted().toList();
            }
        }
        return List.copyOf(texts);
    }
}
