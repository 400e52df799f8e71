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
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The functions that may be called and the types that may be named, from a data file beside this class.
///
/// A line is a comment (`#`), a family with the reason why it is harmless (`[family] reason`), or names. A
/// function that returns rows carries its columns: `jsonb_each(key,value)`. The family `types` lists types, and the
/// family `never` functions that no operator can add, in whatever schema.
final class AllowList {

    private static final Pattern ADDED = Pattern.compile("([a-z_][a-z0-9_]*\\.)?[a-z_][a-z0-9_]*");

    private final Map<String, List<String>> functions;
    private final Set<String> types;
    private final Set<String> never;
    private final Set<String> own;

    private AllowList(
            Map<String, List<String>> functions,
            Set<String> types,
            Set<String> never,
            Set<String> own) {
        this.functions = Map.copyOf(functions);
        this.types = Set.copyOf(types);
        this.never = Set.copyOf(never);
        this.own = Set.copyOf(own);
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
        var never = new HashSet<String>();
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
                } else if (family.equals("never")) {
                    never.add(entry);
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
        return new AllowList(functions, types, never, Set.of());
    }

    /// The list with what an operator adds to it.
    ///
    /// @param names of built-in functions, and of the operator's own as `schema.name`; without [#problem]
    AllowList with(Set<String> names) {
        var more = new HashMap<>(functions);
        var own = new HashSet<String>();
        for (var name : names) {
            if (name.contains(".")) {
                own.add(name);
            } else {
                more.putIfAbsent(name, List.of());
            }
        }
        return new AllowList(more, types, never, own);
    }

    /// Why an operator cannot add the function; empty when it can be added.
    ///
    /// @param schemas whether functions of the operator's own are known, which are named with their schema
    Optional<String> problem(String name, boolean schemas) {
        if (!ADDED.matcher(name).matches() || (name.contains(".") && !schemas)) {
            return Optional.of(
                    schemas
                            ? "write `name` for a built-in function and `schema.name` for one of your own, in small letters"
                            : "write the bare name of a built-in function, in small letters");
        }
        if (name.startsWith("pg_catalog.")) {
            return Optional.of("write a built-in function without its schema");
        }
        if ((name.startsWith("pg_") && name.contains("."))
                || name.startsWith("information_schema.")) {
            return Optional.of("a schema of the product's own holds nothing to call");
        }
        return isNever(name.substring(name.indexOf('.') + 1))
                ? Optional.of("it reaches beyond its arguments, so it is never called for an agent")
                : Optional.empty();
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

    /// A name of the family that ends in a star stands for all that begin like it.
    private boolean isNever(String name) {
        return never.contains(name)
                || never.stream()
                        .anyMatch(entry ->
                                entry.endsWith("*")
                                        && name.startsWith(entry.substring(0, entry.length() - 1)));
    }

    /// Whether an operator added a function of their own.
    boolean allowsOwn(String schema, String name) {
        return own.contains(schema + "." + name);
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
