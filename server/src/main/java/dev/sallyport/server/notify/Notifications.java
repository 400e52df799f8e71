package dev.sallyport.server.notify;

import dev.sallyport.masking.Visible;
import dev.sallyport.policy.ApproverSet;
import dev.sallyport.server.approval.Announcer;
import dev.sallyport.server.approval.ApprovalJournal.Kind;
import dev.sallyport.server.approval.ApprovalRequest;
import dev.sallyport.server.approval.HiddenValues;
import dev.sallyport.server.config.Notify;
import dev.sallyport.server.config.Notify.Email;
import dev.sallyport.server.config.Notify.Event;
import dev.sallyport.server.config.Notify.Slack;
import dev.sallyport.server.config.Notify.Teams;
import dev.sallyport.server.config.Notify.Webhook;
import dev.sallyport.server.notify.Notice.Broken;
import dev.sallyport.server.notify.Notice.Needed;
import dev.sallyport.server.state.StateStore;
import dev.sallyport.tools.Preview;
import dev.sallyport.tools.WholeText;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;

/// Tells humans what becomes of held calls, on every channel that wants to hear it. What is to be told is written with
/// the event itself, so that none is lost; it is told once the event is certain. Nothing that happens here approves,
/// delays or loses a call. Safe from many threads.
///
/// A receiver is told at least once: when a gate process ends between a receiver's acknowledgement and the note of it,
/// the message comes again under the same id.
public final class Notifications implements Announcer, AutoCloseable {

    /// Longer texts are cut; the page has them whole.
    private static final int TEXT_LENGTH_MAX = 400;

    private static final Duration GIVEN_UP_KEPT = Duration.ofDays(7);

    private final List<Route> routes = new ArrayList<>();
    private final UnaryOperator<String> shown;
    private final URI base;
    private final Clock clock;
    private final Outbox outbox;

    /// One way to one receiver.
    private record Route(Notify entry, String channel, Courier courier) {

        boolean wants(Event event, ApprovalRequest request) {
            return event.isForAll()
                    || (entry.events().contains(event)
                            && (entry.roles().isEmpty()
                                    || request.asked().approvers().stream()
                                            .map(ApproverSet::role)
                                            .anyMatch(entry.roles()::contains)));
        }
    }

    private Notifications(Outbox outbox, UnaryOperator<String> shown, URI base, Clock clock) {
        this.outbox = outbox;
        this.shown = shown;
        this.base = base;
        this.clock = clock;
    }

    /// Starts telling, what was left from before first.
    ///
    /// @param shown makes a text from outside fit for a human's eyes
    /// @param base where browsers reach the gate, without a slash at the end
    public static Notifications start(
            List<Notify> channels,
            StateStore store,
            UnaryOperator<String> shown,
            URI base,
            Clock clock,
            RandomGenerator random) {
        return start(channels, store, shown, base, clock, random, HttpPost.ANSWER_MAX);
    }

    /// As the public one, with less patience.
    static Notifications start(
            List<Notify> channels,
            StateStore store,
            UnaryOperator<String> shown,
            URI base,
            Clock clock,
            RandomGenerator random,
            Duration answerMax) {
        var outbox = new Outbox(store);
        var all = new Notifications(outbox, shown, base, clock);
        for (var entry : channels) {
            senders(entry, clock, answerMax)
                    .forEach((channel, sender) ->
                            all.routes.add(
                                    new Route(
                                            entry,
                                            channel,
                                            Courier.start(
                                                    channel, sender, outbox, clock, random))));
        }
        all.tidy();
        return all;
    }

    /// Forgets what nobody can be told any more. Call it now and then.
    public void tidy() {
        var now = clock.instant();
        outbox.tidy(
                routes.stream().map(Route::channel).toList(),
                now.minus(GIVEN_UP_KEPT),
                now.minus(Courier.TRIED_FOR));
    }

    /// Why each channel would not take a message, as far as that shows without sending one; empty where nothing speaks
    /// against it. Connects to each and logs in to mail servers.
    ///
    /// @return by channel, sorted
    public static SortedMap<String, String> problems(List<Notify> channels) {
        var problems = new TreeMap<String, String>();
        for (var entry : channels) {
            senders(entry, Clock.systemUTC(), HttpPost.ANSWER_MAX)
                    .forEach((channel, sender) -> {
                        try (sender) {
                            problems.put(channel, sender.problem());
                        }
                    });
        }
        return problems;
    }

    /// By the names that they have in the outbox.
    private static Map<String, Sender> senders(Notify entry, Clock clock, Duration answerMax) {
        return switch (entry.channel()) {
            case Webhook webhook ->
                    Map.of(
                            entry.name(),
                            new WebhookSender(webhook, new HttpPost(answerMax), clock));
            case Slack(var url) ->
                    Map.of(
                            entry.name(),
                            ChatSender.slack(URI.create(url.value()), new HttpPost(answerMax)));
            case Teams(var url) ->
                    Map.of(
                            entry.name(),
                            ChatSender.teams(URI.create(url.value()), new HttpPost(answerMax)));
            // One refused address must not keep the others from hearing.
            case Email email -> {
                var senders = new TreeMap<String, Sender>();
                email.to()
                        .forEach(to ->
                                senders.put(entry.name() + ":" + to, new EmailSender(email, to)));
                yield senders;
            }
        };
    }

    @Override
    public void announce(Handle handle, Kind kind, ApprovalRequest request) {
        var event = event(kind);
        if (event.isEmpty()) {
            return;
        }
        var wanting = routes.stream().filter(r -> r.wants(event.get(), request)).toList();
        if (wanting.isEmpty()) {
            return;
        }
        var notice = notice(event.get(), request);
        wanting.forEach(route -> Outbox.add(handle, notice, route.channel()));
        handle.afterCommit(() -> wanting.forEach(route -> route.courier().wake()));
    }

    private static Optional<Event> event(Kind kind) {
        return switch (kind) {
            case REQUESTED -> Optional.of(Event.REQUESTED);
            case APPROVED -> Optional.of(Event.APPROVED);
            case REJECTED -> Optional.of(Event.REJECTED);
            case EXPIRED -> Optional.of(Event.EXPIRED);
            case CANCELLED -> Optional.of(Event.CANCELLED);
            case UNKNOWN -> Optional.of(Event.UNKNOWN);
            case BROKE_GLASS -> Optional.of(Event.BROKE_GLASS);
            case REVIEW_OVERDUE -> Optional.of(Event.REVIEW_OVERDUE);
            case VOTED, CLAIMED, COMPLETED, FAILED -> Optional.empty();
        };
    }

    private Notice notice(Event event, ApprovalRequest request) {
        return new Notice(
                request.id() + "_" + event.name().toLowerCase(Locale.ROOT),
                event,
                clock.instant(),
                request.id(),
                text(request.plan().tool()),
                text(request.plan().target()),
                text(headline(request)),
                text(request.plan().summary()),
                name(request.requester().subject()),
                request.requester().onBehalfOf().map(Notifications::name),
                request.asked().approvers().stream()
                        .map(set -> new Needed(name(set.role()), set.quorum()))
                        .toList(),
                HiddenValues.of(request, shown).count(),
                request.deadline(),
                request.glass()
                        .map(glass -> new Broken(name(glass.breaker().subject()), glass.due())),
                URI.create(base + "/approvals/" + request.id()));
    }

    /// Of a call that is to be approved for itself alone, how much it would change may tell more than its messages'
    /// readers are to know, such as whether a masked value is there: that stays on the page.
    private static String headline(ApprovalRequest request) {
        var preview = request.asked().preview();
        return preview.headline().isBlank() || preview.state().has(Preview.NOT_GRANTABLE)
                ? request.plan().summary()
                : preview.headline();
    }

    private String text(String text) {
        return cut(shown.apply(text));
    }

    /// Of whom the gate knows: nothing of it is replaced, even where it looks like a mail address.
    private static String name(String subject) {
        return cut(Visible.line(subject));
    }

    /// For all to see.
    private static String cut(String line) {
        return line.length() <= TEXT_LENGTH_MAX
                ? line
                : WholeText.start(line, TEXT_LENGTH_MAX) + " … (cut; the page has all of it)";
    }

    @Override
    public void close() {
        routes.forEach(route -> route.courier().close());
    }
}
