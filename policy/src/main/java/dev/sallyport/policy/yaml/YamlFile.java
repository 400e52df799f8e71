package dev.sallyport.policy.yaml;

import java.util.List;
import java.util.function.BooleanSupplier;

/// A file that was read: its content and everything found wrong with it so far. Belongs to one thread.
public final class YamlFile {

    private final Problems problems;
    private final YamlMapping root;

    private YamlFile(Problems problems, YamlMapping root) {
        this.problems = problems;
        this.root = root;
    }

    /// Reads a file whose content is a mapping; an empty file is an empty one. Never throws: what cannot be
    /// read is a problem, and the root is then empty.
    ///
    /// @param name the file as the operator named it, for messages
    public static YamlFile read(String name, String text) {
        return read(name, text, FileBounds.OPERATORS, () -> false);
    }

    /// The same with other bounds, until nobody wants it any more.
    ///
    /// @param stopped is asked before each value, and by [YamlNode#goOn]; for files that are read whatever comes, always
    ///     `false`
    /// @throws java.util.concurrent.CancellationException when it was stopped
    public static YamlFile read(
            String name, String text, FileBounds bounds, BooleanSupplier stopped) {
        var problems = new Problems(name, stopped);
        var place = new Place(problems, 1, 1, "");
        var root = new YamlReader(problems, bounds).read(text).flatMap(YamlNode::mapping);
        return new YamlFile(problems, root.orElse(new YamlMapping(place, List.of())));
    }

    public YamlMapping root() {
        return root;
    }

    /// Whether no further problem is noted, so that looking for more is in vain.
    public boolean full() {
        return problems.full();
    }

    /// All that was noted until now, sorted by place; at most 200.
    public List<Problem> problems() {
        return problems.sorted();
    }
}
