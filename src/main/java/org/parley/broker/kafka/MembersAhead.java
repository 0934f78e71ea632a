package org.parley.broker.kafka;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.annotation.Resource;
import jakarta.ejb.EJBException;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.conversation.MemberDirectory;
import org.parley.conversation.Members;

/**
 * Reads the members of conversations in which somebody here writes, so that what they write next is foreseen, and of those
 * in which something happens that may be lost. Callers never wait for the database.
 */
@ApplicationScoped
class MembersAhead {
    private static final Logger LOG = Logger.getLogger(MembersAhead.class.getName());
    private static final int AT_ONCE = 1_000;

    private final Set<Long> underWay = ConcurrentHashMap.newKeySet();
    private final AtomicInteger running = new AtomicInteger();

    @Resource
    private ManagedExecutorService executor;

    @Inject
    private MemberDirectory directory;

    void read(long conversation) {
        if (directory.remembered(conversation).isEmpty() && underWay.add(conversation)) {
            load(conversation, members -> {}, () -> underWay.remove(conversation));
        }
    }

    /** Does something with the members: at once if they are remembered, or else when they were read; or never. */
    void with(long conversation, Consumer<Members> action) {
        Optional<Members> remembered = directory.remembered(conversation);
        remembered.ifPresentOrElse(action, () -> load(conversation, action, () -> {}));
    }

    private void load(long conversation, Consumer<Members> action, Runnable end) {
        if (running.incrementAndGet() > AT_ONCE) {
            running.decrementAndGet();
            end.run();
            return;
        }
        try {
            executor.execute(() -> {
                try {
                    directory.of(conversation).ifPresent(action);
                } catch (EJBException e) {
                    LOG.log(Level.FINE, "The members were not read; they will be after the next message", e);
                } finally {
                    running.decrementAndGet();
                    end.run();
                }
            });
        } catch (RejectedExecutionException e) {
            running.decrementAndGet();
            end.run();
        }
    }
}
