package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.FactDefinition.LevelFact;
import dev.sallyport.policy.FactDefinition.Place;
import dev.sallyport.policy.FactDefinition.QuantityFact;
import dev.sallyport.policy.FactDefinition.SetFact;
import dev.sallyport.policy.FactDefinition.TextFact;
import dev.sallyport.policy.FactDefinition.Unit;
import dev.sallyport.policy.ObligationDefinition;
import dev.sallyport.policy.ObligationDefinition.FilterObligation;
import dev.sallyport.policy.ObligationDefinition.LimitObligation;
import dev.sallyport.policy.ObligationDefinition.MaskObligation;
import dev.sallyport.policy.TargetLabels;
import dev.sallyport.policy.ToolTerms;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Tools with every type of fact and obligation, shaped like the ones that Sallyport ships.
public final class TestTools {

    private static final FactDefinition DATABASE = on("database");
    private static final FactDefinition SCHEMA = on("schema");
    private static final FactDefinition TABLE = on("table");
    private static final FactDefinition REPOSITORY = on("repository");
    private static final FactDefinition BRANCH = on("branch");
    private static final FactDefinition CLUSTER = on("cluster");
    private static final FactDefinition NAMESPACE = on("namespace");
    private static final FactDefinition KIND = on("kind");
    private static final List<ObligationDefinition> READING =
            List.of(
                    new LimitObligation("rows", Unit.COUNT, 1000, "rows returned"),
                    new LimitObligation("timeout", Unit.DURATION, 30_000, "time to run"),
                    new MaskObligation("columns to mask"),
                    new FilterObligation("rows to show"));

    private static final List<ObligationDefinition> WRITING =
            Stream.concat(
                            READING.stream(),
                            Stream.of(new LimitObligation("spare", Unit.COUNT, 0, "rows to spare")))
                    .toList();

    public static final List<ToolTerms> ALL =
            List.of(
                    new ToolTerms(
                            "query_database",
                            Optional.of("database"),
                            List.of(DATABASE, SCHEMA, TABLE),
                            READING),
                    new ToolTerms(
                            "describe_database",
                            Optional.of("database"),
                            List.of(DATABASE, SCHEMA),
                            List.of(
                                    new LimitObligation("rows", Unit.COUNT, 500, "objects"),
                                    new MaskObligation("columns to mark"))),
                    new ToolTerms(
                            "modify_database",
                            Optional.of("database"),
                            List.of(
                                    DATABASE,
                                    SCHEMA,
                                    new TextFact(
                                            "statement",
                                            "statements",
                                            Place.RULE,
                                            "the class of the statement",
                                            Set.of("create_table", "add_column")),
                                    new QuantityFact("rows_changed", Unit.COUNT, "rows changed")),
                            WRITING),
                    new ToolTerms(
                            "push_branch",
                            Optional.of("repository"),
                            List.of(
                                    REPOSITORY,
                                    BRANCH,
                                    new SetFact("paths", "paths", Place.RULE, "paths changed"),
                                    new QuantityFact("file_bytes", Unit.BYTES, "the largest file"),
                                    new QuantityFact("age", Unit.DURATION, "age of the base")),
                            List.of()),
                    new ToolTerms(
                            "read_repository",
                            Optional.of("repository"),
                            List.of(REPOSITORY, BRANCH),
                            List.of(
                                    new LimitObligation(
                                            "bytes", Unit.BYTES, 65_536, "bytes returned"))),
                    new ToolTerms(
                            "apply_manifest",
                            Optional.of("cluster"),
                            List.of(
                                    CLUSTER,
                                    NAMESPACE,
                                    KIND,
                                    new SetFact(
                                            "labels", "labels", Place.ON, "labels of the place"),
                                    new SetFact("images", "images", Place.RULE, "images run"),
                                    new QuantityFact("replicas", Unit.COUNT, "replicas asked for"),
                                    new LevelFact(
                                            "pod_security",
                                            List.of("restricted", "baseline", "privileged"),
                                            "what the pods ask for")),
                            List.of()),
                    new ToolTerms(
                            "read_cluster",
                            Optional.of("cluster"),
                            List.of(CLUSTER, NAMESPACE, KIND),
                            List.of()));

    /// Targets of every kind; those of one letter are for policies that chance writes.
    static final TargetLabels LABELS =
            new TargetLabels(
                    new TreeMap<>(
                            Map.of(
                                    "database",
                                    targets(
                                            Map.of(
                                                    "shop", Map.of("env", "prod", "team", "shop"),
                                                    "pay", Map.of("env", "prod", "team", "pay"),
                                                    "stage", Map.of("env", "test", "team", "shop"),
                                                    "bare", Map.of())),
                                    "repository",
                                    targets(Map.of("shop", Map.of("env", "prod"))),
                                    "cluster",
                                    targets(
                                            Map.of(
                                                    "prod", Map.of("env", "prod"),
                                                    "dev", Map.of("env", "dev"))))));

    private TestTools() {}

    private static SortedMap<String, SortedMap<String, String>> targets(
            Map<String, Map<String, String>> labels) {
        var targets = new TreeMap<String, SortedMap<String, String>>();
        labels.forEach((name, of) -> targets.put(name, new TreeMap<>(of)));
        targets.put("a", new TreeMap<>(Map.of("env", "x", "team", "x")));
        targets.put("b", new TreeMap<>(Map.of("env", "x", "team", "y")));
        targets.put("c", new TreeMap<>(Map.of("team", "y")));
        return targets;
    }

    private static FactDefinition on(String name) {
        return new TextFact(name, name, Place.ON, "the " + name);
    }
}
