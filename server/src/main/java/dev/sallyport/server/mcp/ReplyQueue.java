package dev.sallyport.server.mcp;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.node.ObjectNode;

/// Messages on their way to one HTTP response. Safe from many threads, but for one at a time that takes them out.
///
/// A full queue drops what may be dropped (progress) and ends a stream that nobody reads.
final class ReplyQueue implements Outlet {

    private final int messagesMax;
    private final boolean dropWhenFull;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by lock.
    private final ArrayDeque<ObjectNode> messages = new ArrayDeque<>();
    private boolean ended;
    private Runnable follower = () -> {};

    private ReplyQueue(int messagesMax, boolean dropWhenFull) {
        this.messagesMax = messagesMax;
        this.dropWhenFull = dropWhenFull;
    }

    /// For the reply to one request: when full, notifications are dropped; the response never is.
    static ReplyQueue forRequest() {
        return new ReplyQueue(256, true);
    }

    /// For a whole session: when full, the client is not reading and the stream ends.
    static ReplyQueue forStream() {
        return new ReplyQueue(4_096, false);
    }

    /// The next thing to write.
    sealed interface Next {
        /// @param last whether the stream is over with this one
        record Message(ObjectNode message, boolean last) implements Next {}

        /// Over, with nothing more to write.
        record End() implements Next {}

        /// Nothing yet.
        record Silence() implements Next {}
    }

    @Override
    public void send(ObjectNode message) {
        Runnable told;
        lock.lock();
        try {
            if (ended) {
                return;
            }
            if (messages.size() >= messagesMax) {
                ended = !dropWhenFull;
            } else {
                messages.add(message);
            }
            changed.signalAll();
            told = follower;
        } finally {
            lock.unlock();
        }
        told.run();
    }

    /// Sends the response, if there is one, and ends.
    void finish(Optional<ObjectNode> response) {
        Runnable told;
        lock.lock();
        try {
            if (ended) {
                return;
            }
            response.ifPresent(messages::add);
            ended = true;
            changed.signalAll();
            told = follower;
        } finally {
            lock.unlock();
        }
        told.run();
    }

    void end() {
        finish(Optional.empty());
    }

    /// Tells of every change from now on, and once at once.
    ///
    /// @param action must not block; runs on whatever thread makes the change
    void follow(Runnable action) {
        lock.lock();
        try {
            follower = action;
        } finally {
            lock.unlock();
        }
        action.run();
    }

    /// Waits for the next message.
    Next next(Duration wait) throws InterruptedException {
        lock.lock();
        try {
            var left = wait.toNanos();
            while (messages.isEmpty() && !ended && left > 0) {
                left = changed.awaitNanos(left);
            }
            return poll();
        } finally {
            lock.unlock();
        }
    }

    /// The next message, or that there is none yet.
    Next poll() {
        lock.lock();
        try {
            var message = messages.poll();
            if (message != null) {
                return new Next.Message(message, ended && messages.isEmpty());
            }
            return ended ? new Next.End() : new Next.Silence();
        } finally {
            lock.unlock();
        }
    }
}
