package org.parley.presence;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.parley.contact.RelationChanged;
import org.parley.delivery.Connection;
import org.parley.delivery.ConnectionChange;
import org.parley.delivery.ConnectionRegistry;
import org.parley.delivery.Distribution;
import org.parley.delivery.NodeNotice;
import org.parley.jpa.SchemaReady;
import org.parley.presence.Doubts.Doubt;
import org.parley.presence.Watches.Sight;
import org.parley.presence.Watches.Watch;
import org.parley.protocol.FrameCodec;
import org.parley.protocol.JsonText;
import org.parley.protocol.PresenceState;
import org.parley.protocol.ServerFrame.PresenceChanged;
import org.parley.timer.Timers;
import org.parley.user.PresenceAudienceChanged;
import org.parley.user.UserDirectory;

/**
 * The connections of this node that watch others, and what they are told. Whether somebody may see somebody else is judged
 * by one task, when a watch begins and whenever it may have changed; until then nothing is told. Thread-safe; only that
 * task and {@link #watch} wait for the database.
 */
@ApplicationScoped
public class Watchers {
    private static final Logger LOG = Logger.getLogger(Watchers.class.getName());
    private static final Duration JUDGING = Duration.ofMillis(200);
    private static final int AT_ONCE = 500;
    private static final String SIGHT = "presence-sight";

    @Inject
    private Timers timers;

    @Inject
    private ConnectionRegistry connections;

    @Inject
    private Distribution distribution;

    @Inject
    private Visibility visibility;

    @Inject
    private LastSeenTimes times;

    @Inject
    private UserDirectory users;

    @Inject
    private MeterRegistry metrics;

    // Guarded by this object's monitor.
    private final Watches watches = new Watches();
    private final Doubts doubts = new Doubts();

    /** What watchers are told; who is not in it is offline. */
    private final Map<Long, PresenceState> told = new HashMap<>();

    private Counter frames;

    @PostConstruct
    void measure() {
        Gauge.builder("parley.presence.watches", this, Watchers::count)
                .description("Pairs of a connection to this node and a user whose presence it watches")
                .register(metrics);
        frames = Counter.builder("parley.presence.frames")
                .description("Presence frames handed to connections")
                .register(metrics);
    }

    private synchronized int count() {
        return watches.count();
    }

    void start(@Observes SchemaReady event) {
        timers.every(JUDGING, this::judge);
    }

    /**
     * From now on the connection is told of these users, and of nobody else. Those whom it did not watch before follow at
     * once; who does not exist is passed over.
     */
    public void watch(Connection connection, Collection<String> handles) {
        var wanted = users.byHandles(handles);
        synchronized (this) {
            // It may have been closed meanwhile.
            if (connections.of(connection.user()).contains(connection)) {
                watches.replace(connection, wanted).forEach(user -> doubts.add(connection.user(), user));
            }
        }
    }

    void connection(@Observes ConnectionChange change) {
        if (!change.open()) {
            synchronized (this) {
                watches.remove(change.connection());
            }
        }
    }

    /** @return what those who watch this user were told last */
    synchronized PresenceState told(long user) {
        return told.getOrDefault(user, PresenceState.OFFLINE);
    }

    synchronized void tell(long user, PresenceState state) {
        if (state == PresenceState.OFFLINE) {
            told.remove(user);
        } else {
            told.put(user, state);
        }
        String frame = null;
        for (Watch watch : watches.of(user)) {
            if (watch.sight() == Sight.ALLOWED) {
                frame = frame == null ? frame(watch, times.recent(user)) : frame;
                offer(watch, frame);
            }
        }
    }

    private String frame(Watch watch, Optional<Instant> lastSeen) {
        PresenceState state = told(watch.user());
        return FrameCodec.encode(new PresenceChanged(
                watch.handle(), state, state == PresenceState.OFFLINE ? lastSeen : Optional.empty()));
    }

    private void offer(Watch watch, String frame) {
        watch.connection().offer(frame);
        frames.increment();
    }

    // What may change who sees whom

    void audience(@Observes PresenceAudienceChanged change) {
        doubtEverywhere(change.user(), OptionalLong.empty());
    }

    void relation(@Observes RelationChanged change) {
        doubtEverywhere(change.one(), OptionalLong.of(change.other()));
    }

    private void doubtEverywhere(long user, OptionalLong only) {
        doubt(user, only);
        distribution.toNodes(SIGHT, JsonText.object(generator -> {
            generator.write("user", user);
            only.ifPresent(other -> generator.write("only", other));
        }));
    }

    void noticed(@Observes NodeNotice notice) {
        if (notice.subject().equals(SIGHT) && !notice.own()) {
            JsonObject json = JsonText.parse(notice.json());
            doubt(
                    json.getJsonNumber("user").longValueExact(),
                    json.containsKey("only")
                            ? OptionalLong.of(json.getJsonNumber("only").longValueExact())
                            : OptionalLong.empty());
        }
    }

    /** Nothing is told between this user and only that other one, or all others, before it is judged anew. */
    private synchronized void doubt(long user, OptionalLong only) {
        watchesBy(user).forEach(watch -> doubt(watch, user, watch.user(), only));
        watches.of(user).forEach(watch -> doubt(watch, user, watch.watcher(), only));
    }

    private void doubt(Watch watch, long user, long other, OptionalLong only) {
        if (only.orElse(other) == other) {
            watch.judge(Sight.UNKNOWN);
            doubts.add(user, other);
        }
    }

    private Stream<Watch> watchesBy(long user) {
        return connections.of(user).stream().flatMap(connection -> watches.by(connection).stream());
    }

    // Judging

    private void judge() {
        for (Optional<Doubt> next = nextDoubt(); next.isPresent(); next = nextDoubt()) {
            Doubt doubt = next.get();
            try {
                answer(doubt, visibility.mutual(doubt.user(), doubt.others()));
            } catch (RuntimeException e) {
                // The database, most likely. Until it is back, nobody sees what they may not.
                synchronized (this) {
                    doubts.add(doubt);
                }
                LOG.log(Level.FINE, "Who may see whose presence could not be found out; trying again", e);
                return;
            }
        }
    }

    private synchronized Optional<Doubt> nextDoubt() {
        return doubts.take(AT_ONCE);
    }

    private void answer(Doubt doubt, Set<Long> mutual) {
        Set<Long> seen = new HashSet<>(mutual);
        seen.add(doubt.user());
        Map<Long, Instant> lastSeen = times.of(seen);
        synchronized (this) {
            watchesBy(doubt.user()).forEach(watch -> answer(doubt, watch, watch.user(), mutual, lastSeen));
            watches.of(doubt.user()).forEach(watch -> answer(doubt, watch, watch.watcher(), mutual, lastSeen));
        }
    }

    private void answer(Doubt doubt, Watch watch, long other, Set<Long> mutual, Map<Long, Instant> lastSeen) {
        boolean asked = watch.sight() == Sight.UNKNOWN && doubt.others().contains(other);
        // What has become doubtful again meanwhile is judged again.
        if (!asked || doubts.contains(doubt.user(), other)) {
            return;
        }
        boolean allowed = mutual.contains(other);
        watch.judge(allowed ? Sight.ALLOWED : Sight.REFUSED);
        offer(
                watch,
                allowed
                        ? frame(watch, Optional.ofNullable(lastSeen.get(watch.user())))
                        : FrameCodec.encode(
                                new PresenceChanged(watch.handle(), PresenceState.HIDDEN, Optional.empty())));
    }
}
