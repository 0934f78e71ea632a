package org.parley.push;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.cache.PresenceRegistry;
import org.parley.config.Settings;
import org.parley.conversation.Conversations;
import org.parley.conversation.Member;
import org.parley.conversation.Members;
import org.parley.delivery.ConnectionRegistry;
import org.parley.message.Outcome;
import org.parley.protocol.Content;
import org.parley.protocol.Entry;
import org.parley.protocol.Refusal;
import org.parley.protocol.Text;
import org.parley.timer.Steady;
import org.parley.timer.Timers;
import org.parley.timer.Workers;
import org.parley.user.NotificationLevel;
import org.parley.user.UserRef;

/**
 * Finds out who misses what was just appended, and has it pushed. The node that appended an entry does this, and no other.
 *
 * <p>Whoever appends never waits: entries go into a bounded queue, and what does not fit is counted and not pushed; it is
 * in the log all the same. Some seconds later, when the devices that are there had time to say that it arrived, one task
 * takes all that waits. A user gets no notice who has a connection, or of whom any device has confirmed the entry. Of
 * several entries of a conversation that wait for the same user, the last is told that they want to be told of.
 */
@ApplicationScoped
public class Notices {
    private static final Logger LOG = Logger.getLogger(Notices.class.getName());
    private static final int CAPACITY = 10_000;
    private static final int BATCH = 1_000;
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** Between two rounds, so that who writes a lot is told of once. */
    private static final Duration PACE = Duration.ofSeconds(1);

    private static final Duration NOBODY_FOR = Duration.ofSeconds(15);

    private final BlockingQueue<Missed> waiting = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** Until then, nobody is known to have subscribed. */
    private volatile Instant nobodyUntil = Instant.MIN;

    @Inject
    private Workers executor;

    @Inject
    private Timers timers;

    @Inject
    private Settings settings;

    @Inject
    private SubscriptionStore store;

    @Inject
    private ConnectionRegistry connections;

    @Inject
    private PresenceRegistry presence;

    @Inject
    private Conversations conversations;

    @Inject
    private PushSender sender;

    @Inject
    private PushCounts counts;

    @Inject
    private Clock clock;

    @Inject
    @Steady
    private InstantSource steady;

    private record Missed(Entry entry, UserRef sender, List<String> mentions, Members members, Instant due) {
        boolean isFor(long user) {
            return user != sender.id() && members.contains(user);
        }

        boolean mentions(String handle) {
            return mentions.contains(handle) || mentions.contains(Text.ALL);
        }
    }

    private record Place(long user, long conversation) {}

    /** To be called after the commit, once for each entry in the whole installation. Never waits. */
    public void appended(Outcome.Appended appended) {
        Entry entry = appended.entry();
        boolean counted =
                Content.Kind.of(entry.kind()).filter(Content.Kind::counted).isPresent();
        if (!counted || !settings.push().enabled()) {
            return;
        }
        Instant now = steady.instant();
        if (now.isBefore(nobodyUntil)) {
            return;
        }
        UserRef sender = appended.submission().sender();
        List<String> mentions = appended.submission().content() instanceof Text text ? text.mentions() : List.of();
        if (!waiting.offer(new Missed(entry, sender, mentions, appended.members(), now.plus(GRACE)))) {
            counts.add(PushCounts.Result.DROPPED);
        }
        wake(GRACE);
    }

    /** Somebody subscribed just now. */
    void subscribed() {
        nobodyUntil = Instant.MIN;
    }

    private void wake(Duration pause) {
        if (scheduled.compareAndSet(false, true) && !timers.after(pause, this::start)) {
            scheduled.set(false);
        }
    }

    /** Not by the scheduler itself, whose few threads have better to do than to wait for push services. */
    private void start() {
        try {
            executor.execute(this::work);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.WARNING, "The server has no thread to send notices; trying again with the next message", e);
            scheduled.set(false);
        }
    }

    private void work() {
        try {
            List<Missed> due = due();
            if (!due.isEmpty()) {
                tell(due);
            }
        } catch (RuntimeException e) {
            counts.add(PushCounts.Result.FAILED);
            LOG.log(Level.WARNING, "Users without a connection could not be told what they miss", e);
        } finally {
            scheduled.set(false);
            Missed first = waiting.peek();
            if (first != null) {
                Duration untilDue = Duration.between(steady.instant(), first.due());
                wake(untilDue.compareTo(PACE) > 0 ? untilDue : PACE);
            }
        }
    }

    private List<Missed> due() {
        Instant now = steady.instant();
        List<Missed> due = new ArrayList<>();
        for (Missed next = waiting.peek();
                next != null && due.size() < BATCH && !next.due().isAfter(now);
                next = waiting.peek()) {
            due.add(waiting.poll());
        }
        return due;
    }

    private void tell(List<Missed> batch) {
        if (store.isEmpty()) {
            nobodyUntil = steady.instant().plus(NOBODY_FOR);
            // Whoever subscribed meanwhile is found now, or takes this back afterwards.
            if (!store.isEmpty()) {
                nobodyUntil = Instant.MIN;
            }
            return;
        }
        Map<Long, Recipient> recipients = reachable(absent(batch));
        Map<Place, Missed> latest = new HashMap<>();
        Map<Place, Missed> latestMention = new HashMap<>();
        for (Missed missed : batch) {
            for (Recipient recipient : recipients.values()) {
                if (missed.isFor(recipient.user().id())) {
                    Place place =
                            new Place(recipient.user().id(), missed.entry().conversation());
                    latest.put(place, missed);
                    if (missed.mentions(recipient.user().handle())) {
                        latestMention.put(place, missed);
                    }
                }
            }
        }
        latest.forEach((place, missed) -> {
            Recipient recipient = recipients.get(place.user());
            wanted(recipient, place, missed, latestMention.get(place))
                    .ifPresent(told -> push(
                            recipient, Notice.of(told.entry(), told.sender().name(), mannerFor(recipient))));
        });
    }

    /**
     * A call rings, and no device has said so; to be called by one node. It is pushed from quiet conversations, too.
     *
     * @return whether it was pushed
     */
    public boolean ring(IncomingCall call) {
        if (!settings.push().enabled() || !connections.of(call.callee()).isEmpty()) {
            return false;
        }
        Map<Long, Recipient> reachable = reachable(Set.of(call.callee()));
        reachable.values().removeIf(recipient -> !wantsCalls(recipient));
        reachable.values().forEach(recipient -> push(recipient, Notice.of(call, mannerFor(recipient))));
        return !reachable.isEmpty();
    }

    /** A call that was pushed rings no more, however that came: what was shown of it is taken back. */
    public void over(IncomingCall call) {
        store.of(Set.of(call.callee())).values().stream()
                .filter(Notices::wantsCalls)
                .forEach(recipient -> push(recipient, Notice.over(call, mannerFor(recipient))));
    }

    private static boolean wantsCalls(Recipient recipient) {
        return recipient.settings().notificationLevel() != NotificationLevel.NONE;
    }

    /** @return those of them who have subscribed, and no connection to any other node */
    private Map<Long, Recipient> reachable(Set<Long> users) {
        Map<Long, Recipient> recipients = store.of(users);
        presence.nodesOf(recipients.keySet()).keySet().forEach(recipients::remove);
        return recipients;
    }

    private Notice.Manner mannerFor(Recipient recipient) {
        boolean shown = settings.push().text() == Settings.PushText.SHOWN;
        return new Notice.Manner(
                shown && recipient.settings().showsNotificationText(),
                !recipient.settings().makesSound(),
                recipient.settings().language());
    }

    private void push(Recipient recipient, Notice notice) {
        recipient.subscriptions().forEach(subscription -> sender.send(subscription, notice));
    }

    /** Who of them has no connection to this node. */
    private Set<Long> absent(List<Missed> batch) {
        Set<Long> absent = new HashSet<>();
        for (Missed missed : batch) {
            for (Long user : missed.members().users()) {
                if (missed.isFor(user) && connections.of(user).isEmpty()) {
                    absent.add(user);
                }
            }
        }
        return absent;
    }

    /**
     * Where nodes don't share a Redis, presence knows this node alone; but devices confirm what arrives anywhere.
     *
     * @param mention the latest that mentions them; null if none does
     */
    private Optional<Missed> wanted(Recipient recipient, Place place, Missed latest, Missed mention) {
        try {
            Member member = conversations.membership(place.conversation(), place.user());
            boolean quiet =
                    member.quietUntil().filter(clock.instant()::isBefore).isPresent();
            NotificationLevel level = recipient.settings().notificationLevel();
            boolean group = latest.members().ofGroup();
            Missed told = level.tells(group, quiet, false) ? latest : level.tells(group, quiet, true) ? mention : null;
            return Optional.ofNullable(told)
                    .filter(missed -> member.deliveredSeq() < missed.entry().seq());
        } catch (Refusal noMemberAnyMore) {
            return Optional.empty();
        }
    }
}
