package dev.sallyport.tools.git;

import dev.sallyport.tools.git.TreeDifference.ChangedFile;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The normal form of a push: one existing commit object for one branch.
///
/// @param expected the branch's head, the zero id where the branch must not exist
/// @param baseBranch where a new branch starts; empty otherwise
/// @param parent empty for the first commit of an empty repository
record PushPlan(
        String repository,
        String branch,
        String operation,
        String expected,
        String baseBranch,
        String parent,
        String commit,
        String tree,
        String authorName,
        String authorEmail,
        long time,
        String message,
        List<File> files) {

    static final String CREATE = "create";
    static final String FAST_FORWARD = "fast_forward";

    /// @param change `add`, `modify` or `delete`
    /// @param mode octal, as git writes it; empty for a deletion
    record File(String path, String change, String mode, String blob, long bytes) {

        static File of(ChangedFile file) {
            if (file.deleted()) {
                return new File(file.path(), "delete", "", "", 0);
            }
            return new File(
                    file.path(),
                    file.added() ? "add" : "modify",
                    file.newMode().toString(),
                    file.newId().name(),
                    file.bytes());
        }
    }

    PushPlan {
        files = List.copyOf(files);
    }

    boolean creates() {
        return operation.equals(CREATE);
    }

    ObjectNode toJson() {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("repository", repository);
        json.put("branch", branch);
        json.put("operation", operation);
        json.put("expected", expected);
        json.put("base_branch", baseBranch);
        json.put("parent", parent);
        json.put("commit", commit);
        json.put("tree", tree);
        json.put("author_name", authorName);
        json.put("author_email", authorEmail);
        json.put("time", time);
        json.put("message", message);
        var list = json.putArray("files");
        for (var file : files) {
            var item = list.addObject();
            item.put("path", file.path());
            item.put("change", file.change());
            item.put("mode", file.mode());
            item.put("blob", file.blob());
            item.put("bytes", file.bytes());
        }
        return json;
    }

    static PushPlan fromJson(ObjectNode json) {
        var files =
                json.path("files")
                        .valueStream()
                        .map(file ->
                                new File(
                                        file.path("path").stringValue(),
                                        file.path("change").stringValue(),
                                        file.path("mode").stringValue(),
                                        file.path("blob").stringValue(),
                                        file.path("bytes").longValue()))
                        .toList();
        return new PushPlan(
                json.path("repository").stringValue(),
                json.path("branch").stringValue(),
                json.path("operation").stringValue(),
                json.path("expected").stringValue(),
                json.path("base_branch").stringValue(),
                json.path("parent").stringValue(),
                json.path("commit").stringValue(),
                json.path("tree").stringValue(),
                json.path("author_name").stringValue(),
                json.path("author_email").stringValue(),
                json.path("time").longValue(),
                json.path("message").stringValue(),
                files);
    }
}
