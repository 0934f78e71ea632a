package org.parley.presence;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.parley.delivery.Connection;
import org.parley.delivery.ConnectionChange;
import org.parley.delivery.ConnectionRegistry;
import org.parley.delivery.Distribution;
import org.parley.delivery.NodeNotice;
import org.parley.jpa.SchemaReady;
import org.parley.presence.Report.Seen;
import org.parley.protocol.JsonText;
import org.parley.protocol.PresenceState;
import org.parley.timer.Steady;
import org.parley.timer.Timers;

/**
 * Finds out who is there. Twice a second, what changed since is put together: this node's changes go to the other nodes in
 * one report, and watchers are told once of each user. Who came is told at once; that somebody left, or went away, is told
 * when it is still true after {@link #GRACE}, so that a reconnect is no news. Thread-safe; never waits.
 */
@ApplicationScoped
public class Presences {
    static final Duration GRACE = Duration.ofSeconds(10);

    private static final Logger LOG = Logger.getLogger(Presences.class.getName());
    private static final Duration TURN = Duration.ofMillis(500);
    private static final Duration BEAT = Duration.ofSeconds(5);
    private static final Duration SILENCE = BEAT.multipliedBy(4);
    private static final Duration WRITING = Duration.ofSeconds(5);

    /** As much as may be missing of who was online on a node that was killed. */
    private static final Duration NOTING = Duration.ofMinutes(5);

    private static final int AT_ONCE = 500;

    /** After the connections are closed, and before messaging ends. */
    private static final int WHEN_STOPPING = 20;

    private static final String REPORT = "presence";
    private static final String QUESTION = "presence-question";

    @Inject
    private Timers timers;

    @Inject
    private ConnectionRegistry connections;

    @Inject
    private Distribution distribution;

    @Inject
    private Watchers watchers;

    @Inject
    private LastSeenTimes times;

    @Inject
    private Clock clock;

    @Inject
    @Steady
    private InstantSource steady;

    /** Users whose connections to this node changed. */
    private final Set<Long> changed = ConcurrentHashMap.newKeySet();

    // Guarded by this object's monitor, from here to the end.
    private final Roster roster = new Roster();

    /** Users of whom something may have to be told, and from when on it may be that they are less present. */
    private final Map<Long, Instant> touched = new HashMap<>();

    private String self = "";
    private long reports;
    private boolean asked = true;
    private Instant nextBeat = Instant.MIN;
    private Instant nextNote = Instant.MIN;

    void start(@Observes SchemaReady event) {
        timers.every(TURN, this::turn);
        timers.every(WRITING, times::flush);
    }

    void stop(@Observes @Priority(WHEN_STOPPING) @BeforeDestroyed(ApplicationScoped.class) Object event) {
        timers.cancel();
        turn();
        noteOnline();
        times.flush();
    }

    // What happens

    void connection(@Observes ConnectionChange change) {
        changed.add(change.connection().user());
    }

    /** A connected device of this user is in use now, or is not any more. */
    public void deviceChanged(long user) {
        changed.add(user);
    }

    // Other nodes

    void noticed(@Observes NodeNotice notice) {
        if (notice.subject().equals(REPORT)) {
            reported(notice);
        } else if (notice.subject().equals(QUESTION)) {
            asked(JsonText.parse(notice.json()).getString("node"));
        }
    }

    private synchronized void reported(NodeNotice notice) {
        Instant now = steady.instant();
        if (notice.own()) {
            self = notice.node();
            roster.heardItself(now);
            return;
        }
        Report report = Report.decode(JsonText.parse(notice.json()));
        Set<Long> concerned = new HashSet<>();
        if (!roster.take(notice.node(), report, now, concerned)) {
            distribution.toNodes(QUESTION, JsonText.object(generator -> generator.write("node", notice.node())));
        }
        report.changes().forEach(this::hear);
        concerned.forEach(this::touch);
    }

    private synchronized void asked(String node) {
        asked |= node.equals(self);
    }

    private void hear(long user, Seen seen) {
        if (seen.state() != PresenceState.ONLINE) {
            times.heard(user, seen.at());
        }
    }

    private void touch(long user) {
        touched.putIfAbsent(user, steady.instant().plus(GRACE));
    }

    // A turn

    private void turn() {
        try {
            report();
            giveUpSilent();
            tell();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "Who is present could not be told; trying again", e);
        }
    }

    private synchronized void report() {
        Instant now = steady.instant();
        Map<Long, Seen> changes = changesHere(clock.instant());
        roster.change(changes);
        changes.forEach((user, seen) -> {
            hear(user, seen);
            if (seen.state() != PresenceState.ONLINE) {
                times.note(user, seen.at());
            }
            touch(user);
        });
        if (asked) {
            asked = false;
            report(roster.allHere(), true);
        } else if (!changes.isEmpty() || !now.isBefore(nextBeat)) {
            report(changes, false);
        }
        if (!now.isBefore(nextNote)) {
            noteOnline();
        }
    }

    private Map<Long, Seen> changesHere(Instant now) {
        Map<Long, Seen> changes = new HashMap<>();
        for (Iterator<Long> next = changed.iterator(); next.hasNext(); ) {
            long user = next.next();
            next.remove();
            Seen before = roster.here(user);
            Seen after = look(user, before, now);
            if (after.state() != before.state()) {
                changes.put(user, after);
            }
        }
        return changes;
    }

    private Seen look(long user, Seen before, Instant now) {
        List<Connection> open = connections.of(user);
        if (open.stream().anyMatch(connection -> !connection.away())) {
            return new Seen(PresenceState.ONLINE, now);
        }
        Instant active = before.state() == PresenceState.AWAY ? before.at() : now;
        return new Seen(open.isEmpty() ? PresenceState.OFFLINE : PresenceState.AWAY, active);
    }

    private void report(Map<Long, Seen> all, boolean anew) {
        boolean first = anew;
        Map<Long, Seen> part = new HashMap<>();
        Iterator<Map.Entry<Long, Seen>> rest = all.entrySet().iterator();
        do {
            part.clear();
            while (rest.hasNext() && part.size() < AT_ONCE) {
                Map.Entry<Long, Seen> next = rest.next();
                part.put(next.getKey(), next.getValue());
            }
            distribution.toNodes(REPORT, new Report(++reports, first, part).encode());
            first = false;
        } while (rest.hasNext());
        nextBeat = steady.instant().plus(BEAT);
    }

    private synchronized void noteOnline() {
        Instant now = clock.instant();
        roster.allHere().forEach((user, seen) -> {
            if (seen.state() == PresenceState.ONLINE) {
                times.note(user, now);
            }
        });
        nextNote = steady.instant().plus(NOTING);
    }

    /** The node that is gone can't write any more when its users were seen; all others do. */
    private synchronized void giveUpSilent() {
        Set<Long> concerned = new HashSet<>();
        roster.giveUpSilent(SILENCE, concerned).forEach(lost -> {
            Instant at = clock.instant().minus(Duration.between(lost.at(), steady.instant()));
            times.heard(lost.user(), at);
            times.note(lost.user(), at);
        });
        concerned.forEach(this::touch);
    }

    private synchronized void tell() {
        Instant now = steady.instant();
        touched.entrySet().removeIf(entry -> {
            long user = entry.getKey();
            PresenceState state = roster.of(user);
            PresenceState before = watchers.told(user);
            if (state.compareTo(before) > 0 && now.isBefore(entry.getValue())) {
                return false;
            }
            if (state != before) {
                watchers.tell(user, state);
            }
            return true;
        });
    }
}
