package dev.sallyport.tools.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/// Which kinds one cluster serves, by its discovery, kept for a minute. Safe from many threads.
final class KindCatalogue {

    private static final Duration KEPT = Duration.ofMinutes(1);

    /// Group versions kept at once; a cluster with more answers from discovery each time.
    private static final int KEPT_MAX = 500;

    private final ClusterConnection connection;
    private final InstantSource clock;
    private final ConcurrentHashMap<String, Kept> kept = new ConcurrentHashMap<>();

    private record Kept(Instant until, List<ServedKind> kinds) {}

    KindCatalogue(ClusterConnection connection, InstantSource clock) {
        this.connection = connection;
        this.clock = clock;
    }

    /// The kind of exactly this API version and name.
    Optional<ServedKind> find(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        var group = slash < 0 ? "" : apiVersion.substring(0, slash);
        var version = apiVersion.substring(slash + 1);
        boolean named =
                Words.isLabel(version) && (slash < 0 ? group.isEmpty() : Words.isSubdomain(group));
        if (!named) {
            return Optional.empty();
        }
        return kinds(group, version).stream()
                .filter(served -> served.kind().equals(kind))
                .findFirst();
    }

    /// The kinds that somebody may mean by a word: kind, plural or short name in any case, with `.group` behind
    /// it or not. Kinds of Kubernetes itself win over others; more than one is left to the caller.
    List<ServedKind> meant(String word) {
        int dot = word.indexOf('.');
        var wanted = (dot < 0 ? word : word.substring(0, dot)).toLowerCase(Locale.ROOT);
        var group = dot < 0 ? Optional.<String>empty() : Optional.of(word.substring(dot + 1));
        var core = matching(kinds("", "v1"), wanted, group);
        if (!core.isEmpty()) {
            return core;
        }
        var others = new ArrayList<ServedKind>();
        for (var entry : preferred()) {
            if (group.isEmpty() || group.get().equals(entry.group())) {
                var found = matching(kinds(entry.group(), entry.version()), wanted, group);
                if (!found.isEmpty() && found.getFirst().builtIn()) {
                    return found;
                }
                others.addAll(found);
            }
        }
        return others;
    }

    private static List<ServedKind> matching(
            List<ServedKind> kinds, String wanted, Optional<String> group) {
        return kinds.stream()
                .filter(kind -> group.isEmpty() || kind.group().equals(group.get()))
                .filter(kind ->
                        kind.kind().toLowerCase(Locale.ROOT).equals(wanted)
                                || kind.plural().equals(wanted)
                                || kind.shortNames().contains(wanted))
                .toList();
    }

    private record GroupVersion(String group, String version) {}

    /// The groups in their preferred versions, those of Kubernetes itself first.
    private List<GroupVersion> preferred() {
        var answer = connection.get("/apis");
        if (!answer.successful()) {
            throw new RefusedException(ApiFailures.refusal(connection.name(), "discovery", answer));
        }
        var groups = new ArrayList<GroupVersion>();
        for (var group : answer.body().path("groups")) {
            var name = Json.text(group, "name");
            var version = Json.text(group, "preferredVersion", "version");
            if (Words.isSubdomain(name) && Words.isLabel(version)) {
                groups.add(new GroupVersion(name, version));
            }
        }
        groups.sort(
                Comparator.comparing((GroupVersion entry) -> !ServedKind.isBuiltIn(entry.group()))
                        .thenComparing(GroupVersion::group));
        return groups;
    }

    private List<ServedKind> kinds(String group, String version) {
        var path = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
        var now = clock.instant();
        var known = kept.get(path);
        if (known != null && now.isBefore(known.until())) {
            return known.kinds();
        }
        var answer = connection.get(path);
        if (answer.status() == 404) {
            return List.of();
        }
        if (!answer.successful()) {
            throw new RefusedException(ApiFailures.refusal(connection.name(), "discovery", answer));
        }
        var kinds = new ArrayList<ServedKind>();
        for (var resource : answer.body().path("resources")) {
            if (!Json.text(resource, "name").contains("/")) {
                kinds.add(served(group, version, resource));
            }
        }
        if (kept.size() < KEPT_MAX || kept.containsKey(path)) {
            kept.put(path, new Kept(now.plus(KEPT), List.copyOf(kinds)));
        }
        return kinds;
    }

    private static ServedKind served(String group, String version, JsonNode resource) {
        return new ServedKind(
                group,
                version,
                Json.text(resource, "kind"),
                Json.text(resource, "name"),
                resource.path("namespaced").asBoolean(false),
                resource.path("verbs").valueStream().map(verb -> verb.asString("")).toList(),
                resource.path("shortNames").valueStream().map(n -> n.asString("")).toList());
    }
}
