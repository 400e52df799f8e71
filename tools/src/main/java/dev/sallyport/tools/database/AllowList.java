package dev.sallyport.tools.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The functions that may be called and the types that may be named, from a data file beside this class.
///
/// A line is a comment (`#`), a family with the reason why it is harmless (`[family] reason`), or names. A
/// function that returns rows carries its columns: `jsonb_each(key,value)`. The family `types` lists types.
final class AllowList {

    private final Map<String, List<String>> functions;
    private final Set<String> types;

    private AllowList(Map<String, List<String>> functions, Set<String> types) {
        this.functions = Map.copyOf(functions);
        this.types = Set.copyOf(types);
    }

    static AllowList of(String resource) {
        try (InputStream in = AllowList.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the list of functions is missing: " + resource);
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static AllowList parse(String text) {
        var functions = new HashMap<String, List<String>>();
        var types = new HashSet<String>();
        var family = "";
        for (var line : text.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("[")) {
                family = line.substring(1, line.indexOf(']'));
                if (line.substring(line.indexOf(']') + 1).isBlank()) {
                    throw new IllegalArgumentException("family `" + family + "` gives no reason");
                }
                continue;
            }
            for (var entry : words(line)) {
                if (family.equals("types")) {
                    types.add(entry);
                } else {
                    int bracket = entry.indexOf('(');
                    functions.put(
                            bracket < 0 ? entry : entry.substring(0, bracket),
                            bracket < 0
                                    ? List.of()
                                    : List.of(
                                            entry.substring(bracket + 1, entry.length() - 1)
                                                    .split(",")));
                }
            }
        }
        return new AllowList(functions, types);
    }

    private static List<String> words(String line) {
        var words = new ArrayList<String>();
        for (var word : line.strip().split(" ")) {
            if (!word.isBlank()) {
                words.add(word);
            }
        }
        return words;
    }

    boolean allowsFunction(String name) {
        return functions.containsKey(name);
    }

    /// The columns of a function that returns rows of several; empty for all others.
    List<String> columnsOf(String function) {
        return functions.getOrDefault(function, List.of());
    }

    boolean allowsType(String name) {
        return types.contains(name);
    }

    Set<String> functions() {
        return functions.keySet();
    }
}
