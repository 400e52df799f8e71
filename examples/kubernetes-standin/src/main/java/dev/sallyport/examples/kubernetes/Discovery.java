package dev.sallyport.examples.kubernetes;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// The documents by which a client learns what is served.
final class Discovery {

    /// In `gitVersion`, so that nobody takes the stand-in for a real server.
    static final String VERSION = "v1.26.0+sallyport-standin";

    private Discovery() {}

    static ObjectNode version() {
        return Json.object()
                .put("major", "1")
                .put("minor", "26")
                .put("gitVersion", VERSION)
                .put("gitCommit", "0".repeat(40))
                .put("gitTreeState", "")
                .put("buildDate", "1970-01-01T00:00:00Z")
                .put("goVersion", "none")
                .put("compiler", "javac")
                .put("platform", "standin/java");
    }

    static ObjectNode coreVersions() {
        var document = Json.object().put("kind", "APIVersions");
        document.putArray("versions").add("v1");
        document.putArray("serverAddressByClientCIDRs");
        return document;
    }

    static ObjectNode groups() {
        var document = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        var list = document.putArray("groups");
        ResourceTypes.groups().forEach(group -> list.add(describe(group)));
        return document;
    }

    static ObjectNode group(String group) {
        var document = Json.object().put("kind", "APIGroup").put("apiVersion", "v1");
        document.setAll(describe(group));
        return document;
    }

    static ObjectNode resources(String group, String version) {
        var groupVersion = group.isEmpty() ? version : group + "/" + version;
        var document =
                Json.object().put("kind", "APIResourceList").put("groupVersion", groupVersion);
        if (!group.isEmpty()) {
            document.put("apiVersion", "v1");
        }
        var list = document.putArray("resources");
        for (var type : ResourceTypes.ALL) {
            if (type.group().equals(group) && type.version().equals(version)) {
                var entry = list.addObject();
                entry.put("name", type.plural()).put("singularName", "");
                entry.put("namespaced", type.namespaced()).put("kind", type.kind());
                type.verbs().forEach(entry.putArray("verbs")::add);
                if (!type.shortNames().isEmpty()) {
                    type.shortNames().forEach(entry.putArray("shortNames")::add);
                }
                if (type.plural().equals("pods")) {
                    var log = list.addObject().put("name", "pods/log").put("singularName", "");
                    log.put("namespaced", true).put("kind", "Pod");
                    List.of("get").forEach(log.putArray("verbs")::add);
                }
            }
        }
        return document;
    }

    private static ObjectNode describe(String group) {
        var entry = Json.object().put("name", group);
        entry.putArray("versions")
                .addObject()
                .put("groupVersion", group + "/v1")
                .put("version", "v1");
        entry.putObject("preferredVersion").put("groupVersion", group + "/v1").put("version", "v1");
        return entry;
    }
}
