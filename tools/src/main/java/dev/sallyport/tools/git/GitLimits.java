package dev.sallyport.tools.git;

import java.time.Duration;

/// The bounds of the git tools.
///
/// @param connect to reach the upstream
/// @param operation for one fetch or push
/// @param firstFetch for the fetch into an empty mirror
/// @param mirrorBytes a mirror may take on disk, per repository
/// @param looseFiles in a mirror before it is packed
/// @param planAge how long the objects of a plan are kept; longer than any held call lives
/// @param plans kept per repository; the oldest give way
/// @param files one push may change
/// @param fileBytes of one file in a push, whatever the role map says
/// @param pushBytes of all files in a push together; a patch is bounded by it too
/// @param contentBytes of a file or diff shown to an agent
/// @param previewBytes of a diff shown to an approver
record GitLimits(
        Duration connect,
        Duration operation,
        Duration firstFetch,
        long mirrorBytes,
        int looseFiles,
        Duration planAge,
        int plans,
        int files,
        long fileBytes,
        long pushBytes,
        int contentBytes,
        int previewBytes) {

    static final GitLimits STANDARD =
            new GitLimits(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(5),
                    4L << 30,
                    4_000,
                    Duration.ofDays(7),
                    1_000,
                    1_000,
                    16L << 20,
                    32L << 20,
                    128 << 10,
                    512 << 10);

    GitLimits withOperation(Duration time) {
        return new GitLimits(
                time,
                time,
                time,
                mirrorBytes,
                looseFiles,
                planAge,
                plans,
                files,
                fileBytes,
                pushBytes,
                contentBytes,
                previewBytes);
    }

    GitLimits withMirrorBytes(long bytes) {
        return new GitLimits(
                connect,
                operation,
                firstFetch,
                bytes,
                looseFiles,
                planAge,
                plans,
                files,
                fileBytes,
                pushBytes,
                contentBytes,
                previewBytes);
    }
}
