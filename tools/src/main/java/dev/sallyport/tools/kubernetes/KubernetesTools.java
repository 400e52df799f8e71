package dev.sallyport.tools.kubernetes;

import dev.sallyport.tools.Tool;
import dev.sallyport.tools.ToolFamily;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// The tools for Kubernetes clusters: `apply_manifest`, `read_cluster`, `delete_resource`. Safe from many threads.
public final class KubernetesTools implements ToolFamily {

    private final Clusters clusters;

    private KubernetesTools(Clusters clusters) {
        this.clusters = clusters;
    }

    /// Reads the configuration of each cluster and connects to none; a cluster that is down fails its calls alone.
    ///
    /// @throws IllegalArgumentException when a configuration cannot be used, naming the cluster
    public static KubernetesTools open(List<ClusterTarget> targets) {
        return open(targets, InstantSource.system());
    }

    /// @param clock for how long discovery is kept
    public static KubernetesTools open(List<ClusterTarget> targets, InstantSource clock) {
        var opened = new ArrayList<Clusters.Cluster>();
        try {
            for (var target : targets) {
                var connection = ClusterConnection.open(target);
                opened.add(
                        new Clusters.Cluster(
                                target.name(), connection, new KindCatalogue(connection, clock)));
            }
            return new KubernetesTools(new Clusters(opened));
        } catch (RuntimeException e) {
            opened.forEach(cluster -> cluster.connection().close());
            throw e;
        }
    }

    @Override
    public List<Tool> tools() {
        return List.of(
                new ReadCluster(clusters),
                new ApplyManifest(clusters),
                new DeleteResource(clusters));
    }

    @Override
    public List<Check> checks() {
        return clusters.all().stream()
                .map(cluster -> new Check(cluster.name(), () -> problem(cluster)))
                .toList();
    }

    private static String problem(Clusters.Cluster cluster) {
        try {
            // Discovery, unlike /version, tells whether the credential is taken.
            var answer = cluster.connection().get("/api/v1");
            return switch (answer.status()) {
                case 200 -> "";
                case 401 -> "the cluster does not take the gate's credential";
                case 403 -> "the gate's account may not read the cluster's discovery";
                default -> "the cluster answers " + answer.status() + " to discovery";
            };
        } catch (ClusterUnavailableException e) {
            return "the cluster does not answer";
        }
    }

    @Override
    public void close() {
        clusters.close();
    }
}
