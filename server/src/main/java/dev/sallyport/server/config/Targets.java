package dev.sallyport.server.config;

import dev.sallyport.policy.yaml.YamlMapping;
import dev.sallyport.policy.yaml.YamlMapping.Entry;
import dev.sallyport.policy.yaml.YamlNode;
import dev.sallyport.server.config.Configuration.Cluster;
import dev.sallyport.server.config.Configuration.Database;
import dev.sallyport.server.config.Configuration.Repository;
import dev.sallyport.server.config.Secrets.Resolved;
import dev.sallyport.tools.database.DatabaseTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/// The sections of `sallyport.yaml` that name targets.
final class Targets {

    private static final String SQLITE = "jdbc:sqlite:";

    private static final int NAME_LENGTH_MAX = 63;

    private static final String LABEL_FORM = "use 1 to 63 letters, digits, `-`, `_`, `.` and `/`";

    private final Path directory;
    private final Secrets secrets;

    Targets(Path directory, Secrets secrets) {
        this.directory = directory;
        this.secrets = secrets;
    }

    List<Database> databases(YamlMapping section) {
        return each(
                section,
                (name, entry) -> {
                    entry.allow("url", "username", "password", "functions", "labels");
                    var url = entry.requireText("url").orElse("");
                    if (!url.isEmpty()
                            && DatabaseTarget.prefixes().stream().noneMatch(url::startsWith)) {
                        problem(
                                entry,
                                "url",
                                "`url` of database `"
                                        + name
                                        + "` must start with one of "
                                        + DatabaseTarget.prefixes().stream()
                                                .map(prefix -> "`" + prefix + "`")
                                                .collect(Collectors.joining(", ")),
                                "these products are served");
                    }
                    var lower = url.toLowerCase(Locale.ROOT);
                    if (lower.contains("password=") || lower.contains("user=")) {
                        problem(
                                entry,
                                "url",
                                "`url` of database `" + name + "` holds credentials",
                                "put them under `username` and `password`");
                    }
                    if (url.startsWith(SQLITE)) {
                        return file(name, url, entry);
                    }
                    var username = entry.requireText("username").orElse("");
                    entry.require("password");
                    return new Database(
                            name,
                            url,
                            username,
                            secret(entry, "password").orElse(new Secret("")),
                            functions(name, url, entry),
                            labels(entry));
                });
    }

    /// What the operator lets statements call beyond the product's list.
    private static Set<String> functions(String name, String url, YamlMapping entry) {
        var functions = new LinkedHashSet<String>();
        for (var item : entry.list("functions")) {
            var function = item.text();
            if (function.isEmpty()) {
                continue;
            }
            DatabaseTarget.problemOf(url, function.get())
                    .ifPresentOrElse(
                            problem ->
                                    item.problem(
                                            "database `"
                                                    + name
                                                    + "` cannot add the function `"
                                                    + function.get()
                                                    + "`",
                                            Optional.of(problem)),
                            () -> functions.add(function.get()));
        }
        return functions;
    }

    /// A database in a file, which knows no logins. A relative path begins at the configuration's directory.
    private Database file(String name, String url, YamlMapping entry) {
        for (var key : List.of("username", "password")) {
            if (entry.get(key).isPresent()) {
                problem(
                        entry,
                        key,
                        "`" + key + "` of database `" + name + "` has no use: SQLite has no logins",
                        "leave it out; who may open the file is the file system's to say");
            }
        }
        var path = url.substring(SQLITE.length());
        var place = path.startsWith("file:") ? path : directory.resolve(path).toString();
        return new Database(
                name,
                SQLITE + place,
                "",
                new Secret(""),
                functions(name, url, entry),
                labels(entry));
    }

    List<Repository> repositories(YamlMapping section) {
        return each(
                section,
                (name, entry) -> {
                    entry.allow("url", "username", "password", "labels");
                    var url = entry.requireText("url").orElse("");
                    if (!url.isEmpty()
                            && !url.startsWith("https://")
                            && !url.startsWith("http://")) {
                        problem(
                                entry,
                                "url",
                                "`url` of repository `"
                                        + name
                                        + "` must start with `https://` or `http://`",
                                "this release serves git over HTTP");
                    }
                    if (url.indexOf('@') >= 0) {
                        problem(
                                entry,
                                "url",
                                "`url` of repository `" + name + "` holds credentials",
                                "put them under `username` and `password`");
                    }
                    var username = entry.text("username");
                    var password = secret(entry, "password");
                    if (entry.has("username") != entry.has("password")) {
                        entry.problem(
                                "repository `"
                                        + name
                                        + "` has only one of `username` and `password`",
                                Optional.of("give both or neither"));
                    }
                    return new Repository(name, url, username, password, labels(entry));
                });
    }

    List<Cluster> clusters(YamlMapping section) {
        return each(
                section,
                (name, entry) -> {
                    entry.allow("kubeconfig", "context", "labels");
                    var kubeconfig =
                            entry.require("kubeconfig")
                                    .flatMap(YamlNode::text)
                                    .flatMap(text -> plainOrReference(entry, "kubeconfig", text))
                                    .map(text -> directory.resolve(text).normalize())
                                    .orElse(directory);
                    if (entry.has("kubeconfig") && !Files.isRegularFile(kubeconfig)) {
                        problem(
                                entry,
                                "kubeconfig",
                                "`kubeconfig` of cluster `"
                                        + name
                                        + "` names a file that cannot be read",
                                "correct the path");
                    }
                    return new Cluster(name, kubeconfig, entry.text("context"), labels(entry));
                });
    }

    /// What rules of the role map may call the target by: keys and values of up to 63 characters.
    private static SortedMap<String, String> labels(YamlMapping entry) {
        var labels = new TreeMap<String, String>();
        for (var label : entry.mapping("labels").map(YamlMapping::entries).orElse(List.of())) {
            if (!isLabel(label.key())) {
                label.problem("`" + label.key() + "` cannot be a label", Optional.of(LABEL_FORM));
                continue;
            }
            label.value()
                    .text()
                    .ifPresent(value -> {
                        if (isLabel(value)) {
                            labels.put(label.key(), value);
                        } else {
                            label.value()
                                    .problem(
                                            "`" + value + "` cannot be the value of a label",
                                            LABEL_FORM);
                        }
                    });
        }
        return Collections.unmodifiableSortedMap(labels);
    }

    private static boolean isLabel(String text) {
        return !text.isEmpty()
                && text.length() <= NAME_LENGTH_MAX
                && text.chars()
                        .allMatch(c ->
                                (c >= 'a' && c <= 'z')
                                        || (c >= 'A' && c <= 'Z')
                                        || (c >= '0' && c <= '9')
                                        || "-_./".indexOf(c) >= 0);
    }

    /// A value that must be a reference.
    Optional<Secret> secret(YamlMapping section, String key) {
        var text = section.text(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return switch (secrets.resolve(text.get())) {
            case Resolved.Value(var value) -> Optional.of(new Secret(value));
            case Resolved.Unresolved(var problem, var fix) -> {
                problem(section, key, problem, fix);
                yield Optional.empty();
            }
            case Resolved.Literal() -> {
                problem(
                        section,
                        key,
                        "`" + key + "` is written out",
                        "write a reference, `${env:NAME}` or `${file:PATH}`");
                yield Optional.empty();
            }
        };
    }

    private Optional<String> plainOrReference(YamlMapping section, String key, String text) {
        return switch (secrets.resolve(text)) {
            case Resolved.Value(var value) -> Optional.of(value);
            case Resolved.Literal() -> Optional.of(text);
            case Resolved.Unresolved(var problem, var fix) -> {
                problem(section, key, problem, fix);
                yield Optional.empty();
            }
        };
    }

    private static <T> List<T> each(YamlMapping section, BiFunction<String, YamlMapping, T> read) {
        var found = new ArrayList<T>();
        for (var entry : section.entries()) {
            if (!isName(entry)) {
                continue;
            }
            entry.value()
                    .mapping()
                    .ifPresent(mapping -> found.add(read.apply(entry.key(), mapping)));
        }
        return List.copyOf(found);
    }

    private static boolean isName(Entry entry) {
        var name = entry.key();
        boolean good =
                name.length() <= NAME_LENGTH_MAX
                        && name.chars()
                                .allMatch(c ->
                                        (c >= 'a' && c <= 'z')
                                                || (c >= '0' && c <= '9')
                                                || c == '-'
                                                || c == '_')
                        && !name.startsWith("-");
        if (!good) {
            entry.problem(
                    "`" + name + "` cannot name a target",
                    Optional.of("use 1 to 63 of `a-z`, `0-9`, `-` and `_`"));
        }
        return good;
    }

    private static void problem(YamlMapping section, String key, String message, String fix) {
        section.get(key).ifPresent(node -> node.problem(message, fix));
    }
}
