package dev.sallyport.policy;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The facts of one access by name, sorted: a map of a few entries that is asked far more often than made.
///
/// Names are constants of the tools, so the same name is mostly the same object.
final class FactMap extends AbstractMap<String, FactValue> {

    private final String[] names;
    private final FactValue[] values;

    FactMap(Map<String, FactValue> facts) {
        names = facts.keySet().toArray(String[]::new);
        Arrays.sort(names);
        values = new FactValue[names.length];
        for (int i = 0; i < names.length; i++) {
            var value = facts.get(names[i]);
            if (value == null) {
                throw new IllegalArgumentException("a fact without a value: " + names[i]);
            }
            values[i] = value;
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // only to be quick; what is another object is compared
    public @Nullable FactValue get(@Nullable Object name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i] == name) {
                return values[i];
            }
        }
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return values[i];
            }
        }
        return null;
    }

    @Override
    public FactValue getOrDefault(@Nullable Object name, FactValue otherwise) {
        var found = get(name);
        return found == null ? otherwise : found;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return get(name) != null;
    }

    @Override
    public int size() {
        return names.length;
    }

    @Override
    public Set<Entry<String, FactValue>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<String, FactValue>> iterator() {
                return entries();
            }

            @Override
            public int size() {
                return names.length;
            }
        };
    }

    private Iterator<Entry<String, FactValue>> entries() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < names.length;
            }

            @Override
            public Entry<String, FactValue> next() {
                if (next == names.length) {
                    throw new NoSuchElementException();
                }
                var entry = Map.entry(names[next], values[next]);
                next++;
                return entry;
            }
        };
    }
}
