package dev.sallyport.server.cli;

import dev.sallyport.audit.Checkpoint;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// How a checkpoint is told against which something was proven.
final class ProvenText {

    private ProvenText() {}

    static ObjectNode json(Checkpoint checkpoint) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("result", "proven")
                .put("origin", checkpoint.origin())
                .put("size", checkpoint.size())
                .put("root", checkpoint.root());
    }

    static String of(Checkpoint checkpoint) {
        return checkpoint.size() + " records, root " + checkpoint.root();
    }
}
