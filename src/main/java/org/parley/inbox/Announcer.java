package org.parley.inbox;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.delivery.ConnectionRegistry;
import org.parley.delivery.Delivery;
import org.parley.delivery.Drops;
import org.parley.protocol.ServerFrame;
import org.parley.timer.Workers;

/**
 * Tells users that a conversation appeared, changed or went away for them. It reads what is true at the moment of
 * telling, one after the other, so that the last word on a conversation is always right. Callers never wait.
 */
@ApplicationScoped
public class Announcer {
    private static final Logger LOG = Logger.getLogger(Announcer.class.getName());
    private static final int CAPACITY = 20_000;

    private record Announcement(long conversation, long user) {}

    private final Set<Announcement> waiting = new LinkedHashSet<>();
    private boolean running;

    @Inject
    private Workers executor;

    @Inject
    private Inbox inbox;

    @Inject
    private Delivery delivery;

    @Inject
    private ConnectionRegistry connections;

    @Inject
    private Drops drops;

    /** To be called after the commit. Users without a connection here are passed over. */
    public void announce(long conversation, Collection<Long> users) {
        List<Announcement> announcements = users.stream()
                .filter(user -> !connections.of(user).isEmpty())
                .map(user -> new Announcement(conversation, user))
                .toList();
        if (announcements.isEmpty()) {
            return;
        }
        synchronized (waiting) {
            if (waiting.size() + announcements.size() > CAPACITY) {
                drops.count(Drops.Reason.ANNOUNCEMENTS_FULL, "all", announcements.size());
                return;
            }
            waiting.addAll(announcements);
            if (running) {
                return;
            }
            running = true;
        }
        try {
            executor.execute(this::drain);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.WARNING, "The server has no thread to announce conversations; they were dropped", e);
            synchronized (waiting) {
                drops.count(Drops.Reason.ANNOUNCEMENTS_FULL, "all", waiting.size());
                waiting.clear();
                running = false;
            }
        }
    }

    private void drain() {
        for (Announcement next = next(); next != null; next = next()) {
            try {
                tell(next);
            } catch (RuntimeException | Error e) {
                // Whatever it is, the others are told.
                LOG.log(Level.WARNING, "Could not announce conversation " + next.conversation(), e);
            }
        }
    }

    private Announcement next() {
        synchronized (waiting) {
            var iterator = waiting.iterator();
            if (!iterator.hasNext()) {
                running = false;
                return null;
            }
            Announcement next = iterator.next();
            iterator.remove();
            return next;
        }
    }

    private void tell(Announcement announcement) {
        delivery.send(
                List.of(announcement.user()),
                OptionalLong.empty(),
                new ServerFrame.ConversationChanged(
                        announcement.conversation(), inbox.of(announcement.user(), announcement.conversation())));
    }
}
