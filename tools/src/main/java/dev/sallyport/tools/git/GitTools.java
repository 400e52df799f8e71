package dev.sallyport.tools.git;

import dev.sallyport.tools.Tool;
import dev.sallyport.tools.ToolFamily;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The git tools over the configured repositories, and the read-only door for plain git clients. Safe from
/// many threads.
///
/// The work directory holds one bare mirror per repository and belongs to one gate at a time. It may be
/// deleted while the gate is down; plans that were waiting then answer `DENIED_STATE_CHANGED`.
public final class GitTools implements ToolFamily {

    private final Map<String, Mirror> mirrors;
    private final List<Tool> tools;

    private GitTools(Map<String, Mirror> mirrors, List<Tool> tools) {
        this.mirrors = mirrors;
        this.tools = tools;
    }

    /// Shields JGit from the configuration files of user and machine, for the whole process. Contacts nothing:
    /// a repository is fetched when a call first needs it.
    ///
    /// @param workDirectory created when it is first needed
    /// @throws IllegalArgumentException when two targets share a name
    public static GitTools open(List<RepositoryTarget> targets, Path workDirectory, Clock clock) {
        return open(targets, workDirectory, clock, GitLimits.STANDARD);
    }

    static GitTools open(
            List<RepositoryTarget> targets, Path workDirectory, Clock clock, GitLimits limits) {
        IsolatedSystemReader.install();
        var mirrors = new TreeMap<String, Mirror>();
        for (var target : targets) {
            var directory = workDirectory.resolve(target.name() + ".git");
            if (mirrors.put(target.name(), new Mirror(target, directory, limits, clock)) != null) {
                throw new IllegalArgumentException(
                        "two repositories are called `" + target.name() + "`");
            }
        }
        return new GitTools(
                mirrors,
                List.of(
                        new PushBranch(mirrors, limits, clock),
                        new ReadRepository(mirrors, limits)));
    }

    @Override
    public List<Tool> tools() {
        return tools;
    }

    @Override
    public List<Check> checks() {
        return mirrors.values().stream()
                .map(mirror -> new Check(mirror.target().name(), mirror::problem))
                .toList();
    }

    /// The door for `git clone` and `git fetch`.
    public GitReadDoor readDoor() {
        return new GitReadDoor(mirrors);
    }

    @Override
    public void close() {
        mirrors.values().forEach(Mirror::close);
    }
}
