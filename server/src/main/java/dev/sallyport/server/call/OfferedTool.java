package dev.sallyport.server.call;

import dev.sallyport.tools.ToolDescription.Impact;
import tools.jackson.databind.node.ObjectNode;

/// A tool as one caller sees it, with the targets it may name in the schema.
public record OfferedTool(
        String name,
        String title,
        String description,
        Impact impact,
        ObjectNode inputSchema,
        ObjectNode outputSchema) {}
