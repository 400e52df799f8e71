package dev.sallyport.server;

import dev.sallyport.server.config.Configuration;
import dev.sallyport.server.config.Secret;
import dev.sallyport.tools.ToolFamily;
import dev.sallyport.tools.database.DatabaseTarget;
import dev.sallyport.tools.database.DatabaseTools;
import dev.sallyport.tools.git.GitReadDoor;
import dev.sallyport.tools.git.GitTools;
import dev.sallyport.tools.git.RepositoryTarget;
import dev.sallyport.tools.kubernetes.ClusterTarget;
import dev.sallyport.tools.kubernetes.KubernetesTools;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;

/// One thing for each kind of target: its tools, and for repositories the door for plain git clients.
///
/// @param families in the order they are to be opened
/// @param gitDoor shares its mirrors with the git tools
record Targets(List<ToolFamily> families, GitReadDoor gitDoor) {

    Targets {
        families = List.copyOf(families);
    }

    /// Opens every family, also those without a target, so that the role map knows all words.
    static Targets open(Configuration configuration, Clock clock, SecureRandom random) {
        return open(configuration, clock, TokenKey.of(configuration.tokenKey(), random));
    }

    /// What the targets of a family are called in the configuration.
    static String kind(ToolFamily family) {
        return switch (family) {
            case DatabaseTools _ -> "database";
            case GitTools _ -> "repository";
            case KubernetesTools _ -> "cluster";
            default -> "target";
        };
    }

    /// Every family without any target.
    static Targets none(Path scratch, Clock clock) {
        var git = GitTools.open(List.of(), scratch, clock);
        return new Targets(
                List.of(
                        DatabaseTools.open(List.of(), new byte[TokenKey.BYTES]),
                        git,
                        KubernetesTools.open(List.of())),
                git.readDoor());
    }

    private static Targets open(Configuration configuration, Clock clock, byte[] tokenKey) {
        var databases =
                DatabaseTools.open(
                        configuration.databases().stream()
                                .map(database ->
                                        new DatabaseTarget(
                                                database.name(),
                                                database.url(),
                                                database.username(),
                                                database.password().value(),
                                                database.functions()))
                                .toList(),
                        tokenKey);
        var git =
                GitTools.open(
                        configuration.repositories().stream()
                                .map(repository ->
                                        new RepositoryTarget(
                                                repository.name(),
                                                repository.url(),
                                                repository.username().orElse(""),
                                                repository
                                                        .password()
                                                        .map(Secret::value)
                                                        .orElse("")))
                                .toList(),
                        configuration.workDirectory().resolve("git"),
                        clock);
        var clusters =
                KubernetesTools.open(
                        configuration.clusters().stream()
                                .map(cluster ->
                                        new ClusterTarget(
                                                cluster.name(),
                                                new ClusterTarget.Kubeconfig(
                                                        cluster.kubeconfig(), cluster.context())))
                                .toList());
        return new Targets(List.of(databases, git, clusters), git.readDoor());
    }
}
