package dev.sallyport.examples.kubernetes;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// What the stand-in holds. One call at a time: the caller holds [RequestHandler]'s lock.
final class ObjectStore {

    private final TreeMap<Key, ObjectNode> objects = new TreeMap<>();
    private long revision = 100;

    record Key(String resource, String namespace, String name) implements Comparable<Key> {
        static Key of(ResourceType type, String namespace, String name) {
            return new Key(type.qualifiedPlural(), namespace, name);
        }

        @Override
        public int compareTo(Key other) {
            int order = resource.compareTo(other.resource);
            order = order != 0 ? order : namespace.compareTo(other.namespace);
            return order != 0 ? order : name.compareTo(other.name);
        }
    }

    /// The store's version, which every write moves on.
    long revision() {
        return revision;
    }

    Optional<ObjectNode> find(Key key) {
        return Optional.ofNullable(objects.get(key)).map(ObjectNode::deepCopy);
    }

    /// @param namespace empty for all of them
    List<ObjectNode> list(ResourceType type, String namespace) {
        return objects.entrySet().stream()
                .filter(entry -> entry.getKey().resource().equals(type.qualifiedPlural()))
                .filter(entry ->
                        namespace.isEmpty() || entry.getKey().namespace().equals(namespace))
                .map(entry -> entry.getValue().deepCopy())
                .toList();
    }

    /// Stores the object under a new resourceVersion, which it also writes into it.
    void put(Key key, ObjectNode object) {
        revision++;
        Json.child(object, "metadata").put("resourceVersion", Long.toString(revision));
        objects.put(key, object.deepCopy());
    }

    void remove(Key key) {
        revision++;
        objects.remove(key);
    }

    /// Removes everything in a namespace.
    void removeNamespace(String namespace) {
        revision++;
        objects.keySet().removeIf(key -> key.namespace().equals(namespace));
    }
}
