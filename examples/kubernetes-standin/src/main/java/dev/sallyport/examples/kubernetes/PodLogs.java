package dev.sallyport.examples.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Logs of Pods: made up, and saying so in their first line, since nothing runs here.
final class PodLogs {

    private static final int LINES = 40;

    private PodLogs() {}

    /// @return the log, empty for a Pod that is on no node
    /// @throws StatusException 400 for a container that is not there or not named
    static String of(JsonNode pod, Map<String, String> query) {
        var name = Json.text(pod, "metadata", "name");
        var containers = new ArrayList<String>();
        pod.path("spec").path("containers").forEach(c -> containers.add(Json.text(c, "name")));
        var container = query.getOrDefault("container", "");
        if (container.isEmpty()) {
            if (containers.size() > 1) {
                throw StatusException.badRequest(
                        "a container name must be specified for pod %s, choose one of: [%s]"
                                .formatted(name, String.join(" ", containers)));
            }
            container = containers.isEmpty() ? "" : containers.getFirst();
        } else if (!containers.contains(container)) {
            throw StatusException.badRequest(
                    "container %s is not valid for pod %s".formatted(container, name));
        }
        if (Json.text(pod, "spec", "nodeName").isEmpty()) {
            return "";
        }
        return tail(canned(name, container), query.getOrDefault("tailLines", ""));
    }

    private static List<String> canned(String pod, String container) {
        var lines = new ArrayList<String>();
        lines.add("stand-in log of " + pod + "/" + container + ": nothing runs here");
        for (int i = 1; i < LINES; i++) {
            lines.add("GET /items/%d 200 %dms".formatted(i, 3 + i % 7));
        }
        return lines;
    }

    private static String tail(List<String> lines, String tailLines) {
        int wanted = lines.size();
        if (!tailLines.isEmpty()) {
            try {
                wanted = Math.clamp(Integer.parseInt(tailLines), 0, lines.size());
            } catch (NumberFormatException e) {
                throw StatusException.badRequest(
                        "strconv.ParseInt: parsing \"" + tailLines + "\": invalid syntax");
            }
        }
        var kept = lines.subList(lines.size() - wanted, lines.size());
        return kept.isEmpty() ? "" : String.join("\n", kept) + "\n";
    }
}
