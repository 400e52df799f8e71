package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.policy.yaml.YamlMapping;
import dev.sallyport.policy.yaml.YamlNode;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads `label`, under `on` and under `except`.
final class LabelReader {

    /// As in `sallyport.yaml`.
    private static final int NAME_LENGTH_MAX = 63;

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
            if (isName(entry.key())) {
                labels.put(entry.key(), globs(entry));
            } else {
                entry.problem(
                        Quoted.of(entry.key()) + " cannot be a label of a target",
                        Optional.of(
                                "use 1 to "
                                        + NAME_LENGTH_MAX
                                        + " letters, digits, `-`, `_`, `.` and `/`"));
            }
        }
        return labels;
    }

    /// A label that no target can carry would be a forbid that never applies.
    private static boolean isName(String text) {
        return !text.isEmpty()
                && text.length() <= NAME_LENGTH_MAX
                && text.chars()
                        .allMatch(c ->
                                (c >= 'a' && c <= 'z')
                                        || (c >= 'A' && c <= 'Z')
                                        || (c >= '0' && c <= '9')
                                        || "-_./".indexOf(c) >= 0);
    }

    private static List<String> globs(YamlMapping.Entry entry) {
        return ConstraintReader.globs(entry.value()).orElse(List.of());
    }
}
