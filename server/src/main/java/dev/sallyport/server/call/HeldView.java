package dev.sallyport.server.call;

import dev.sallyport.server.approval.NewRequest;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What approvers are shown of a held call, as JSON.
final class HeldView {

    private HeldView() {}

    /// Not yet through the detectors.
    static ObjectNode of(NewRequest asked) {
        var view = JsonNodeFactory.instance.objectNode();
        var preview = asked.preview();
        view.put("headline", preview.headline());
        var sections = view.putArray("sections");
        for (var section : preview.sections()) {
            sections.addObject()
                    .put("title", section.title())
                    .put("kind", section.kind().name())
                    .put("content", section.content());
        }
        view.set("facts", preview.state().deepCopy());
        preview.unseen().forEach(view.putArray("not_inspected")::add);
        view.put("agent_reason", asked.agentReason());
        view.set("plan", asked.plan().toJson());
        return view;
    }
}
