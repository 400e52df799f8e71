package dev.sallyport.server.notify;

import dev.sallyport.server.notify.Outbox.Message;
import dev.sallyport.server.notify.Sender.Sent;
import dev.sallyport.server.state.StateException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Empties the outbox of one channel, a few messages at a time, so that one receiver keeps nobody waiting but itself.
/// What is not acknowledged is tried again, later each time, for [#TRIED_FOR]. Safe from many threads.
final class Courier implements AutoCloseable {

    static final Duration TRIED_FOR = Duration.ofHours(24);

    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    private static final int AT_A_TIME = 4;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration RETRY_FIRST = Duration.ofSeconds(5);
    private static final Duration RETRY_MAX = Duration.ofMinutes(10);
    private static final int DOUBLINGS_MAX = 7;
    private static final Duration CLOSE_MAX = Duration.ofSeconds(3);

    private final String channel;
    private final Sender sender;
    private final Outbox outbox;
    private final Clock clock;
    private final RandomGenerator random;
    private final Semaphore free = new Semaphore(AT_A_TIME);
    // A permit says: look now.
    private final Semaphore news = new Semaphore(0);
    private final ExecutorService attempts = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread thread;
    private volatile boolean closed;

    private Courier(
            String channel, Sender sender, Outbox outbox, Clock clock, RandomGenerator random) {
        this.channel = channel;
        this.sender = sender;
        this.outbox = outbox;
        this.clock = clock;
        this.random = random;
        this.thread = Thread.ofVirtual().name("notify " + channel).unstarted(this::run);
    }

    /// @param sender is closed with the courier
    static Courier start(
            String channel, Sender sender, Outbox outbox, Clock clock, RandomGenerator random) {
        var courier = new Courier(channel, sender, outbox, clock, random);
        courier.thread.start();
        return courier;
    }

    /// Says that there is something in the outbox.
    void wake() {
        news.release();
    }

    private void run() {
        while (!closed) {
            try {
                int taken = takeDue();
                if (taken == 0) {
                    var _ = news.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
                }
                news.drainPermits();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                if (!closed) {
                    LOG.warn("{}: the outbox could not be read, and is read again", channel, e);
                    pause();
                }
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(LOOK_EVERY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// @return how many attempts were begun
    private int takeDue() throws InterruptedException {
        // Waits until an attempt ends where all are busy.
        free.acquire();
        free.release();
        int taken = 0;
        for (var message : outbox.due(channel, clock.instant(), AT_A_TIME)) {
            if (closed || !free.tryAcquire()) {
                break;
            }
            boolean begun = false;
            try {
                if (outbox.claim(message, clock.instant())) {
                    var _ = attempts.submit(() -> attempt(message));
                    begun = true;
                    taken++;
                }
            } finally {
                if (!begun) {
                    free.release();
                }
            }
        }
        return taken;
    }

    private void attempt(Message message) {
        try {
            switch (sent(message)) {
                case Sent.Acknowledged() -> {
                    outbox.acknowledged(message);
                    LOG.debug("{}: told of {}", channel, message.notice().id());
                }
                case Sent.Failed failed -> again(message, failed);
            }
        } catch (InterruptedException e) {
            // It is due again when its lease ends.
            Thread.currentThread().interrupt();
        } catch (StateException e) {
            LOG.warn("{}: {} is told again later", channel, message.notice().id(), e);
        } finally {
            free.release();
            wake();
        }
    }

    private Sent sent(Message message) throws InterruptedException {
        try {
            return sender.send(message.notice());
        } catch (RuntimeException e) {
            LOG.error("{}: {} could not be sent", channel, message.notice().id(), e);
            return new Sent.Failed("the gate itself failed", Optional.empty());
        }
    }

    private void again(Message message, Sent.Failed failed) {
        var now = clock.instant();
        if (!now.isBefore(message.created().plus(TRIED_FOR))) {
            outbox.giveUp(message, now, failed.why());
            LOG.error(
                    "{}: nobody was told of {}, after {} attempts: {}",
                    channel,
                    message.notice().id(),
                    message.attempts() + 1,
                    failed.why());
            return;
        }
        var wait = failed.after().orElseGet(() -> backoff(message.attempts()));
        outbox.retry(message, now.plus(wait), failed.why());
        LOG.warn(
                "{}: {} is tried again in {} s: {}",
                channel,
                message.notice().id(),
                wait.toSeconds(),
                failed.why());
    }

    /// Twice as long each time, and not at the same time as all others.
    private Duration backoff(int attempts) {
        var wait = RETRY_FIRST.multipliedBy(1L << Math.min(attempts, DOUBLINGS_MAX));
        long most = Math.min(wait.toMillis(), RETRY_MAX.toMillis());
        return Duration.ofMillis(most - random.nextLong(most / 5));
    }

    /// Attempts under way have a few seconds to end; what does not end is told again when its lease is over.
    @Override
    public void close() {
        closed = true;
        wake();
        attempts.shutdown();
        try {
            thread.join(CLOSE_MAX);
            if (!attempts.awaitTermination(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                attempts.shutdownNow();
            }
        } catch (InterruptedException e) {
            attempts.shutdownNow();
            Thread.currentThread().interrupt();
        }
        sender.close();
    }
}
