package dev.sallyport.server.mcp;

import dev.sallyport.server.mcp.ReplyQueue.Next;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rest of an HTTP response whose end is not near: a queue is written out as messages come, and between them something
/// that tells whether the client is still there. Safe from many threads.
///
/// It has no thread of its own while nothing happens, since most streams wait most of the time; each message and each beat
/// is written on a virtual thread that ends with it, one at a time.
final class ReplyStream {

    private static final Logger LOG = LoggerFactory.getLogger(ReplyStream.class);

    /// How messages look in a response.
    interface Form {
        /// @param last whether the response ends with it
        /// @return nothing where this form leaves the message out
        byte[] message(String json, boolean last);

        /// What may stand between messages.
        byte[] beat();
    }

    /// What is to be done at the end, on whatever thread notices it. Each is called once at most.
    ///
    /// @param gone the client is away; called before `over`
    /// @param over the response has ended, well or not
    record Ending(Runnable gone, Runnable over) {}

    private final AsyncContext context;
    private final OutputStream out;
    private final ReplyQueue queue;
    private final Form form;
    private final Ending ending;

    // Guarded by this.
    private Future<?> beats;
    private boolean writing;
    private boolean changed;
    private boolean beatDue;
    private boolean ended;
    private boolean gone;
    private boolean told;

    private ReplyStream(
            AsyncContext context, OutputStream out, ReplyQueue queue, Form form, Ending ending) {
        this.context = context;
        this.out = out;
        this.queue = queue;
        this.form = form;
        this.ending = ending;
        this.beats = Timers.NONE;
    }

    /// Lets go of the request's thread and writes what the queue brings until it ends.
    ///
    /// @param every how often there is a beat
    static void follow(
            HttpServletRequest request,
            HttpServletResponse response,
            ReplyQueue queue,
            Form form,
            Timers timers,
            Duration every,
            Ending ending)
            throws IOException {
        var out = response.getOutputStream();
        var context = request.startAsync();
        context.setTimeout(0);
        var stream = new ReplyStream(context, out, queue, form, ending);
        context.addListener(stream.new Listener());
        stream.beatBy(timers.every(every, stream::beat));
        queue.follow(stream::wake);
    }

    private synchronized void beatBy(Future<?> timer) {
        beats = timer;
        if (ended) {
            beats.cancel(false);
        }
    }

    private synchronized void wake() {
        changed = true;
        start();
    }

    private synchronized void beat() {
        beatDue = true;
        start();
    }

    // Holding the lock.
    private void start() {
        if (!writing && !ended) {
            writing = true;
            Thread.ofVirtual().name("mcp-reply").start(this::run);
        }
    }

    private void run() {
        boolean over = true;
        boolean clientGone = true;
        try {
            do {
                if (writeAll(take())) {
                    clientGone = false;
                    return;
                }
            } while (goOn());
            over = false;
        } catch (IOException e) {
            LOG.debug("the client of a stream has gone", e);
        } catch (RuntimeException e) {
            LOG.warn("a stream could not be written", e);
        } finally {
            if (over) {
                end(clientGone, true);
            }
        }
    }

    /// @return whether the stream is over with what was written
    private boolean writeAll(boolean beat) throws IOException {
        boolean wrote = false;
        while (goesOn()) {
            switch (queue.poll()) {
                case Next.Message(var message, var last) -> {
                    var bytes = form.message(message.toString(), last);
                    write(bytes);
                    wrote |= bytes.length > 0;
                    if (last) {
                        return true;
                    }
                }
                case Next.End() -> {
                    return true;
                }
                case Next.Silence() -> {
                    if (beat && !wrote) {
                        write(form.beat());
                    }
                    return false;
                }
            }
        }
        return true;
    }

    private synchronized boolean isGone() {
        return gone;
    }

    private synchronized boolean goesOn() {
        return !ended;
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /// @return whether a beat is due
    private synchronized boolean take() {
        boolean beat = beatDue;
        beatDue = false;
        changed = false;
        return beat;
    }

    /// Whether there is more to write; where not, the writer's turn is over.
    private synchronized boolean goOn() {
        writing = changed || beatDue || ended;
        return writing;
    }

    /// INVARIANT: while something is being written, nobody but its writer completes the response. What is written to one that
    /// is complete could reach whoever has the connection next.
    private void end(boolean clientGone, boolean byWriter) {
        synchronized (this) {
            ended = true;
            gone |= clientGone;
            beats.cancel(false);
            if (told || (writing && !byWriter)) {
                return;
            }
            told = true;
        }
        try {
            if (isGone()) {
                ending.gone().run();
            }
        } finally {
            try {
                ending.over().run();
            } finally {
                complete();
            }
        }
    }

    private void complete() {
        try {
            context.complete();
        } catch (IllegalStateException e) {
            LOG.debug("the server had ended the response already", e);
        }
    }

    /// The server's own word that the response can go no further.
    private final class Listener implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            end(true, false);
        }

        @Override
        public void onError(AsyncEvent event) {
            end(true, false);
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            end(true, false);
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // Nobody starts it a second time.
        }
    }
}
