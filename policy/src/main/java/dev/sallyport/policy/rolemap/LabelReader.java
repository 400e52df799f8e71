package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.yaml.YamlMapping;
import dev.sallyport.policy.yaml.YamlNode;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads `label`, under `on` and under `except`.
final class LabelReader {

    private LabelReader() {}

    /// The globs for each label; of use only when the file turns out to have no problems.
    static SortedMap<String, List<String>> read(YamlNode node) {
        var mapping = node.mapping();
        if (mapping.isEmpty()) {
            return Collections.emptySortedMap();
        }
        if (mapping.get().isEmpty()) {
            node.problem("`label` says nothing", "name a label: `label: {env: prod}`");
        }
        var labels = new TreeMap<String, List<String>>();
        for (var entry : mapping.get().entries()) {
            labels.put(entry.key(), globs(entry));
        }
        return labels;
    }

    private static List<String> globs(YamlMapping.Entry entry) {
        return ConstraintReader.globs(entry.value()).orElse(List.of());
    }
}
