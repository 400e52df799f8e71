package dev.sallyport.tools;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// What a human sees of a held call, made by the tool from the parsed plan, never from the agent's words.
///
/// @param headline one line: `update 3 rows of shop.orders`
/// @param sections shown in order
/// @param state the facts about the target's state that the effect depends on (row count, branch head,
///     resourceVersion). They are part of what is approved: [Tool#execute] compares them.
/// @param unseen what the tool could not look into, and so nobody sees, one line each: `2 binary files`. Every approver
///     set then needs one human more
public record Preview(
        String headline, List<Section> sections, ObjectNode state, List<String> unseen) {

    /// In the state: why such a call is approved for itself alone and never granted for a time, as half a sentence;
    /// absent where it can be granted.
    public static final String NOT_GRANTABLE = "not_grantable";

    public Preview {
        sections = List.copyOf(sections);
        unseen = List.copyOf(unseen);
    }

    /// Of what is seen whole.
    public Preview(String headline, List<Section> sections, ObjectNode state) {
        this(headline, sections, state, List.of());
    }

    public record Section(String title, Kind kind, String content) {}

    public enum Kind {
        TEXT,
        SQL,
        DIFF,
        YAML,
        /// How the target would go about it: nobody needs it to decide, and the console folds it.
        BACKGROUND
    }
}
