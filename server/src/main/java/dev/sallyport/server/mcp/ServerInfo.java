package dev.sallyport.server.mcp;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// How the server introduces itself.
///
/// @param instructions a few sentences for the model on how to use the server
public record ServerInfo(String name, String title, String version, String instructions) {

    ObjectNode implementation(Revision revision) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("name", name);
        if (revision.compareTo(Revision.V2025_06_18) >= 0) {
            json.put("title", title);
        }
        json.put("version", version);
        return json;
    }
}
