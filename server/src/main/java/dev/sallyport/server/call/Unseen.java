package dev.sallyport.server.call;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.tools.Preview;
import java.util.ArrayList;
import java.util.List;

/// What a tool could not look into is said first, and takes one human more of every kind to approve.
final class Unseen {

    static final String TITLE = "Not inspected";

    private static final String WHY =
            "Nobody can see from this page what that does, so one more approver than usual must agree.";

    private Unseen() {}

    static List<ApproverSet> raised(List<ApproverSet> approvers, Preview preview) {
        return preview.unseen().isEmpty()
                ? approvers
                : approvers.stream().map(set -> set.of(Math.addExact(set.quorum(), 1))).toList();
    }

    static Preview shown(Preview preview) {
        if (preview.unseen().isEmpty()) {
            return preview;
        }
        var sections = new ArrayList<Preview.Section>();
        sections.add(
                new Preview.Section(
                        TITLE,
                        Preview.Kind.TEXT,
                        String.join("\n", preview.unseen()) + "\n" + WHY));
        sections.addAll(preview.sections());
        return new Preview(preview.headline(), sections, preview.state(), preview.unseen());
    }
}
