package dev.sallyport.tools.git;

import dev.sallyport.tools.ToolDescription;
import java.util.Collection;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// How the git tools present themselves to models.
final class GitDescriptions {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String PUSH_ARGUMENTS =
            """
            {
              "type": "object",
              "additionalProperties": false,
              "required": ["repository", "branch", "message"],
              "properties": {
                "repository": {"type": "string", "maxLength": 64, "description": "The repository's name."},
                "branch": {"type": "string", "maxLength": 200,
                  "description": "Short name of the branch to push, such as agent/fix-total. It is created when it does not exist; otherwise the commit goes on top of it."},
                "base": {"type": "string", "maxLength": 200,
                  "description": "For a new branch: the branch, or commit id of the default branch, to start from (default: the default branch). For an existing branch: the commit id you expect at its head; the push is refused when it has moved."},
                "changes": {"type": "object", "minProperties": 1,
                  "description": "The files to change: path to new content. Give the whole file as text, null to delete it, or an object. Give either changes or patch.",
                  "additionalProperties": {"anyOf": [
                    {"type": "string", "description": "The whole new content."},
                    {"type": "null", "description": "Delete the file."},
                    {"type": "object", "additionalProperties": false, "properties": {
                      "delete": {"type": "boolean"},
                      "content": {"type": "string", "description": "The whole new content, as text."},
                      "base64": {"type": "string", "description": "The whole new content of a binary file."},
                      "executable": {"type": "boolean", "description": "Whether the file may be executed; left as it is by default."}
                    }}
                  ]}},
                "patch": {"type": "string",
                  "description": "A unified diff as git diff prints it, against the branch (or its base). It must apply exactly."},
                "message": {"type": "string", "minLength": 1, "description": "The commit message."},
                "reason": {"type": "string", "maxLength": 2000, "description": "Why you push this; shown to the person who approves it, if anyone has to."}
              }
            }
            """;

    private static final String PUSH_RESULT =
            """
            {
              "commit": {"type": "string", "description": "The id of the new commit, now the branch's head."},
              "branch": {"type": "string"},
              "files_changed": {"type": "integer"},
              "created": {"type": "boolean", "description": "Whether the branch is new."}
            }
            """;

    private static final String READ_ARGUMENTS =
            """
            {
              "type": "object",
              "additionalProperties": false,
              "required": ["repository", "operation"],
              "properties": {
                "repository": {"type": "string", "maxLength": 64, "description": "The repository's name."},
                "branch": {"type": "string", "maxLength": 200, "description": "Short name of the branch; the default branch when left out."},
                "operation": {"type": "string", "enum": ["list", "read", "log", "diff"],
                  "description": "list: the entries of a directory. read: the text of one file. log: the latest commits, of one path if given. diff: what the branch changed since it left the default branch."},
                "path": {"type": "string", "maxLength": 1000, "description": "A file or directory, relative to the root; required for read."},
                "limit": {"type": "integer", "minimum": 1, "maximum": 1000, "description": "At most so many entries (list, default 500) or commits (log, default 20)."}
              }
            }
            """;

    private static final String READ_RESULT =
            """
            {
              "branch": {"type": "string"},
              "commit": {"type": "string", "description": "The branch's head that was read."},
              "path": {"type": "string"},
              "entries": {"type": "array", "items": {"type": "object", "properties": {
                "path": {"type": "string"},
                "type": {"type": "string", "enum": ["file", "executable", "directory", "symlink", "submodule"]},
                "bytes": {"type": "integer"}
              }}},
              "content": {"type": "string", "description": "The file's text, or the diff."},
              "bytes": {"type": "integer", "description": "The file's whole size."},
              "binary": {"type": "boolean", "description": "Whether the file is not text; then content is empty."},
              "commits": {"type": "array", "items": {"type": "object", "properties": {
                "commit": {"type": "string"},
                "author": {"type": "string"},
                "time": {"type": "string"},
                "message": {"type": "string"}
              }}},
              "files": {"type": "array", "items": {"type": "object", "properties": {
                "path": {"type": "string"},
                "change": {"type": "string", "enum": ["add", "modify", "delete"]},
                "bytes": {"type": "integer"}
              }}},
              "truncated": {"type": "boolean", "description": "Whether there was more than is shown."}
            }
            """;

    private GitDescriptions() {}

    static ToolDescription pushBranch(Collection<String> repositories, GitLimits limits) {
        var arguments = parse(PUSH_ARGUMENTS);
        var properties = (ObjectNode) arguments.path("properties");
        ((ObjectNode) properties.path("changes")).put("maxProperties", limits.files());
        ((ObjectNode) properties.path("message")).put("maxLength", CommitText.MESSAGE_MAX);
        return new ToolDescription(
                PushBranch.NAME,
                "Push a branch",
                "Commits file changes on a branch of a git repository and pushes it, in one step and without"
                        + " git on your side. Never rewrites history. Read the files first with"
                        + " read_repository. Links, submodules, .gitmodules and .gitattributes cannot be"
                        + " changed.",
                ToolDescription.Impact.WRITE,
                arguments,
                parse(PUSH_RESULT),
                "repository",
                List.copyOf(repositories),
                GitTerms.argumentOfFact(),
                GitTerms.terms(PushBranch.NAME));
    }

    static ToolDescription readRepository(Collection<String> repositories) {
        return new ToolDescription(
                ReadRepository.NAME,
                "Read a repository",
                "Reads a git repository: the entries of a directory, the text of a file, the latest commits,"
                        + " or what a branch changed since it left the default branch.",
                ToolDescription.Impact.READ,
                parse(READ_ARGUMENTS),
                parse(READ_RESULT),
                "repository",
                List.copyOf(repositories),
                GitTerms.argumentOfFact(),
                GitTerms.terms(ReadRepository.NAME));
    }

    private static ObjectNode parse(String json) {
        return (ObjectNode) JSON.readTree(json);
    }
}
