package dev.sallyport.tools.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A bare copy of one upstream's branches, and of the objects of planned pushes. Safe from many threads.
///
/// Planned commits live under `refs/sallyport/plans/`, so that they outlast a restart of the gate. The disk
/// is bounded: what is no longer needed is collected, and a mirror that is still too big starts anew.
final class Mirror implements AutoCloseable {

    static final String PLANS = "refs/sallyport/plans/";

    private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);
    private static final int MEASURE_EVERY = 32;
    private static final Duration REPLACEMENT_WAIT = Duration.ofSeconds(2);

    private final RepositoryTarget target;
    private final Path directory;
    private final GitLimits limits;
    private final Clock clock;
    private final Upstream upstream;

    /// Held while the directory is used; its write half alone may replace the directory.
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock(true);

    /// Held by the one who fetches.
    private final ReentrantLock fetching = new ReentrantLock(true);

    private final AtomicLong fetchesStarted = new AtomicLong();

    // Written under fetching.
    private volatile Upstream.@Nullable Heads latest;

    // Guarded by fetching.
    private long latestFetch;

    // Written under fetching and use's write lock; read under use's read lock.
    private @Nullable Repository repository;

    Mirror(RepositoryTarget target, Path directory, GitLimits limits, Clock clock) {
        this.target = target;
        this.directory = directory;
        this.limits = limits;
        this.clock = clock;
        this.upstream = new Upstream(target, limits);
    }

    RepositoryTarget target() {
        return target;
    }

    Upstream upstream() {
        return upstream;
    }

    /// Something done with the mirror.
    interface Work<T> {
        T run(Repository repository) throws IOException, GitRefusal;
    }

    /// The upstream's branches as they are now, with all their objects here.
    ///
    /// Callers that arrive while a fetch runs share the next one.
    Upstream.Heads refresh(Upstream.Interruption interruption) throws GitRefusal {
        long wanted = fetchesStarted.get() + 1;
        lockFetching();
        try {
            var known = latest;
            if (known != null && latestFetch >= wanted) {
                return known;
            }
            return fetch(interruption);
        } finally {
            fetching.unlock();
        }
    }

    /// The default branch as of the last fetch.
    Optional<String> defaultBranch() {
        var known = latest;
        return known == null ? Optional.empty() : known.defaultBranch();
    }

    /// Works with the mirror as it is. The repository must not be kept.
    <T> T with(Work<T> work) throws GitRefusal {
        try {
            ensureOpen();
            use.readLock().lock();
            try {
                var open = repository;
                if (open == null) {
                    throw GitRefusal.unavailable(target.name());
                }
                return work.run(open);
            } finally {
                use.readLock().unlock();
            }
        } catch (MissingObjectException e) {
            LOG.warn("the mirror of repository {} misses an object", target.name(), e);
            throw GitRefusal.stateChanged(
                    "repository `" + target.name() + "` changed while it was read");
        } catch (IOException e) {
            LOG.warn("the mirror of repository {} cannot be used", target.name(), e);
            throw GitRefusal.targetFailed(target.name());
        }
    }

    private void lockFetching() throws GitRefusal {
        try {
            if (!fetching.tryLock(limits.firstFetch().toMillis(), TimeUnit.MILLISECONDS)) {
                throw GitRefusal.unavailable(target.name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw GitRefusal.unavailable(target.name());
        }
    }

    private void ensureOpen() throws IOException, GitRefusal {
        use.readLock().lock();
        try {
            if (repository != null) {
                return;
            }
        } finally {
            use.readLock().unlock();
        }
        lockFetching();
        try {
            use.writeLock().lock();
            try {
                open();
            } finally {
                use.writeLock().unlock();
            }
        } finally {
            fetching.unlock();
        }
    }

    /// INVARIANT: called under both locks.
    private Repository open() throws IOException {
        var present = repository;
        if (present != null) {
            return present;
        }
        Files.createDirectories(directory.getParent());
        removeStaleLocks();
        var opened = new FileRepository(directory.toFile());
        if (!opened.getObjectDatabase().exists()) {
            opened.create(true);
        }
        var config = opened.getConfig();
        config.setString("http", null, "followRedirects", "false");
        config.setString("transfer", null, "hideRefs", "refs/sallyport");
        config.setBoolean("uploadpack", null, "allowFilter", true);
        config.setBoolean("core", null, "logAllRefUpdates", false);
        config.setInt(ConfigConstants.CONFIG_GC_SECTION, null, ConfigConstants.CONFIG_KEY_AUTO, 0);
        config.setInt("pack", null, "threads", 1);
        config.save();
        // JGit asks where the upstream's HEAD points only while the HEAD of the copy leads nowhere.
        var head = opened.updateRef(Constants.HEAD);
        head.disableRefLog();
        if (head.link("refs/sallyport/nowhere") == RefUpdate.Result.LOCK_FAILURE) {
            throw new IOException("HEAD of the mirror is locked");
        }
        repository = opened;
        return opened;
    }

    /// A gate that was killed leaves lock files behind that would stop every fetch.
    private void removeStaleLocks() throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (var files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (file.toString().endsWith(".lock")) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private Upstream.Heads fetch(Upstream.Interruption interruption) throws GitRefusal {
        long number = fetchesStarted.incrementAndGet();
        try {
            var fetched = fetchOnce(interruption);
            if (!fetched.complete()) {
                // A branch `a` that became `a/b` can leave the copy in a knot; a new copy has none.
                startAnew();
                fetched = fetchOnce(interruption);
            }
            if (!fetched.complete()) {
                throw new IOException("the mirror could not take every branch");
            }
            if (fetched.changed() || number % MEASURE_EVERY == 0) {
                keepSmall();
            }
            latest = fetched.heads();
            latestFetch = number;
            return fetched.heads();
        } catch (IOException e) {
            LOG.warn("repository {} cannot be fetched", target.name(), e);
            throw GitRefusal.unavailable(target.name());
        }
    }

    private Upstream.Fetched fetchOnce(Upstream.Interruption interruption)
            throws IOException, GitRefusal {
        ensureOpen();
        use.readLock().lock();
        try {
            var open = repository;
            if (open == null) {
                throw new IOException("the mirror is closed");
            }
            boolean first = open.getRefDatabase().getRefsByPrefix(Constants.R_HEADS).isEmpty();
            return upstream.fetch(open, first, interruption);
        } finally {
            use.readLock().unlock();
        }
    }

    /// INVARIANT: called under the fetching lock.
    private void keepSmall() throws IOException, GitRefusal {
        var size = DiskUse.of(directory);
        if (size.bytes() <= limits.mirrorBytes() && size.files() <= limits.looseFiles()) {
            return;
        }
        collectGarbage();
        if (DiskUse.of(directory).bytes() <= limits.mirrorBytes()) {
            return;
        }
        LOG.warn(
                "the mirror of repository {} takes more than {} bytes and starts anew",
                target.name(),
                limits.mirrorBytes());
        startAnew();
        throw GitRefusal.unavailable(target.name());
    }

    private void collectGarbage() throws IOException {
        var open = repository;
        if (open == null) {
            return;
        }
        forgetOldPlans(open);
        try {
            var expiry = clock.instant().minus(Duration.ofHours(1));
            Git.wrap(open).gc().setExpire(expiry).call();
        } catch (GitAPIException e) {
            throw new IOException("the mirror could not be packed", e);
        }
    }

    private void forgetOldPlans(Repository open) throws IOException {
        record Planned(String ref, long time) {}
        var planned = new ArrayList<Planned>();
        try (var walk = new RevWalk(open)) {
            for (var ref : open.getRefDatabase().getRefsByPrefix(PLANS)) {
                var commit = walk.parseCommit(ref.getObjectId());
                planned.add(new Planned(ref.getName(), commit.getCommitTime()));
            }
        }
        planned.sort(Comparator.comparingLong(Planned::time).reversed());
        long oldest = clock.instant().minus(limits.planAge()).getEpochSecond();
        for (int i = 0; i < planned.size(); i++) {
            if (i >= limits.plans() || planned.get(i).time() < oldest) {
                deleteRef(open, planned.get(i).ref());
            }
        }
    }

    static void keepPlanned(Repository open, ObjectId commit) throws IOException {
        var update = open.updateRef(PLANS + commit.name());
        update.setNewObjectId(commit);
        update.disableRefLog();
        switch (update.forceUpdate()) {
            case NEW, NO_CHANGE, FORCED, FAST_FORWARD -> {}
            case NOT_ATTEMPTED,
                    LOCK_FAILURE,
                    REJECTED,
                    REJECTED_CURRENT_BRANCH,
                    IO_FAILURE,
                    RENAMED,
                    REJECTED_MISSING_OBJECT,
                    REJECTED_OTHER_REASON ->
                    throw new IOException("a planned commit could not be kept");
        }
    }

    /// A ref that cannot be deleted now goes with the next collection.
    static void forgetPlanned(Repository open, ObjectId commit) throws IOException {
        deleteRef(open, PLANS + commit.name());
    }

    private static void deleteRef(Repository open, String ref) throws IOException {
        var update = open.updateRef(ref);
        update.setForceUpdate(true);
        update.disableRefLog();
        if (update.delete() == RefUpdate.Result.IO_FAILURE) {
            throw new IOException("a planned commit could not be forgotten");
        }
    }

    private void startAnew() throws IOException {
        lockForReplacement();
        try {
            var open = repository;
            if (open != null) {
                open.close();
                repository = null;
            }
            latest = null;
            DiskUse.delete(directory);
            open();
        } finally {
            use.writeLock().unlock();
        }
    }

    /// Somebody who fetches slowly through the door must not make everybody wait.
    private void lockForReplacement() throws IOException {
        try {
            if (!use.writeLock().tryLock(REPLACEMENT_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("the mirror is in use and cannot be replaced");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the mirror could not be replaced", e);
        }
    }

    /// Whether the upstream answers and lets the gate read, as [dev.sallyport.tools.ToolFamily.Health] wants it.
    String problem() {
        try {
            return with(open -> {
                upstream.list(open, Upstream.Interruption.NONE);
                return "";
            });
        } catch (GitRefusal refused) {
            return "cannot be reached or read with the configured credential";
        }
    }

    @Override
    public void close() {
        try {
            lockForReplacement();
        } catch (IOException e) {
            LOG.warn("the mirror of repository {} is still in use", target.name(), e);
            return;
        }
        try {
            var open = repository;
            if (open != null) {
                open.close();
                repository = null;
            }
        } finally {
            use.writeLock().unlock();
        }
    }
}
