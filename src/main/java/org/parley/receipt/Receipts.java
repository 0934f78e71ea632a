package org.parley.receipt;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.parley.config.Settings;
import org.parley.conversation.MemberDirectory;
import org.parley.delivery.Distribution;
import org.parley.delivery.Drops;
import org.parley.inbox.Inbox;
import org.parley.protocol.Refusal;
import org.parley.protocol.ServerFrame;
import org.parley.receipt.ReceiptStore.Cursor;
import org.parley.receipt.ReceiptStore.Cursors;
import org.parley.timer.Timers;
import org.parley.user.UserDirectory;
import org.parley.user.UserRef;

/**
 * Collects receipts, and writes and tells the furthest of each member every {@code chat.receipt.interval}: the cost is
 * one row for each member and interval, however many receipts there are. A receipt is not acknowledged; one that is lost
 * with the server is sent again by the client, whose cursor is behind after it reconnected.
 */
@ApplicationScoped
public class Receipts {
    private static final Logger LOG = Logger.getLogger(Receipts.class.getName());
    private static final int CAPACITY = 200_000;
    private static final int BATCH = 500;

    private final Map<Cursor, Cursors> waiting = new ConcurrentHashMap<>();

    @Inject
    private Timers timers;

    @Inject
    private Settings settings;

    @Inject
    private ReceiptStore store;

    @Inject
    private MemberDirectory directory;

    @Inject
    private UserDirectory users;

    @Inject
    private Distribution distribution;

    @Inject
    private Drops drops;

    void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
        timers.every(settings.receiptInterval(), this::flush);
    }

    /**
     * Everything of this conversation up to these seqs has arrived at, or been read by, this user. Returns at once.
     *
     * @throws Refusal if they are not a member
     */
    public void moved(long conversation, UserRef user, long delivered, long read) {
        directory.seenBy(user.id(), conversation);
        Cursor cursor = new Cursor(conversation, user.id());
        if (waiting.size() >= CAPACITY && !waiting.containsKey(cursor)) {
            drops.count(Drops.Reason.RECEIPTS_FULL, "all", 1);
            return;
        }
        waiting.merge(cursor, new Cursors(delivered, read), Cursors::furthest);
    }

    /** Writes and tells everything that waits. Never throws: what could not be written waits for the next time. */
    public synchronized void flush() {
        while (!waiting.isEmpty()) {
            Map<Cursor, Cursors> batch = take();
            List<ReceiptStore.Moved> moved;
            try {
                moved = store.advance(batch);
            } catch (RuntimeException e) {
                batch.forEach((cursor, cursors) -> waiting.merge(cursor, cursors, Cursors::furthest));
                LOG.log(Level.WARNING, "Receipts could not be written; trying again", e);
                return;
            }
            try {
                tell(moved);
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "Receipts were written, and others see them when they load anew", e);
            }
        }
    }

    private Map<Cursor, Cursors> take() {
        Map<Cursor, Cursors> batch = new HashMap<>();
        for (Cursor cursor : waiting.keySet()) {
            Cursors cursors = waiting.remove(cursor);
            if (cursors != null) {
                batch.put(cursor, cursors);
            }
            if (batch.size() == BATCH) {
                break;
            }
        }
        return batch;
    }

    private void tell(List<ReceiptStore.Moved> allMoved) {
        Map<Long, UserRef> movers =
                users.byIds(allMoved.stream().map(ReceiptStore.Moved::user).collect(Collectors.toSet()));
        for (ReceiptStore.Moved moved : allMoved) {
            tell(
                    moved,
                    new ServerFrame.ReceiptMoved(
                            moved.conversation(), movers.get(moved.user()).handle(), moved.delivered(), moved.read()));
        }
    }

    /** In large groups only the user's own devices are told, or each message would cost as many frames as pairs of members. */
    private void tell(ReceiptStore.Moved moved, ServerFrame frame) {
        boolean large = directory
                .of(moved.conversation())
                .filter(members -> members.count() <= Inbox.CURSORS_SHOWN_UP_TO)
                .isEmpty();
        if (large) {
            distribution.toUser(moved.user(), frame);
        } else {
            distribution.toMembers(moved.conversation(), OptionalLong.empty(), frame);
        }
    }
}
