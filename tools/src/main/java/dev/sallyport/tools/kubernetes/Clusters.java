package dev.sallyport.tools.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The configured clusters with their connections. Safe from many threads.
final class Clusters implements AutoCloseable {

    private final Map<String, Cluster> byName;

    record Cluster(String name, ClusterConnection connection, KindCatalogue kinds) {}

    Clusters(List<Cluster> clusters) {
        var map = new TreeMap<String, Cluster>();
        for (var cluster : clusters) {
            if (map.put(cluster.name(), cluster) != null) {
                throw new IllegalArgumentException(
                        "the cluster `" + cluster.name() + "` is configured twice");
            }
        }
        byName = Map.copyOf(map);
    }

    List<String> names() {
        return byName.keySet().stream().sorted().toList();
    }

    List<Cluster> all() {
        return names().stream().map(byName::get).toList();
    }

    Optional<Cluster> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /// @throws RefusedException when no cluster has the name
    Cluster require(String name) {
        return find(name)
                .orElseThrow(() ->
                        RefusedException.denied(
                                "DENIED_UNKNOWN_TARGET",
                                "there is no cluster `%s` here".formatted(Words.shown(name)),
                                "`my_access` lists the clusters you may name."));
    }

    @Override
    public void close() {
        byName.values().forEach(cluster -> cluster.connection().close());
    }
}
