package org.parley.broker.kafka;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.annotation.Resource;
import jakarta.ejb.EJBException;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.conversation.MemberDirectory;

/**
 * Reads the members of conversations in which somebody here writes, so that what they write next is foreseen. Callers
 * never wait for the database.
 */
@ApplicationScoped
class MembersAhead {
    private static final Logger LOG = Logger.getLogger(MembersAhead.class.getName());
    private static final int AT_ONCE = 1_000;

    private final Set<Long> underWay = ConcurrentHashMap.newKeySet();

    @Resource
    private ManagedExecutorService executor;

    @Inject
    private MemberDirectory directory;

    void read(long conversation) {
        if (directory.remembered(conversation).isPresent()
                || underWay.size() >= AT_ONCE
                || !underWay.add(conversation)) {
            return;
        }
        try {
            executor.execute(() -> load(conversation));
        } catch (RejectedExecutionException e) {
            underWay.remove(conversation);
        }
    }

    private void load(long conversation) {
        try {
            directory.of(conversation);
        } catch (EJBException e) {
            LOG.log(Level.FINE, "The members were not read; they will be after the next message", e);
        } finally {
            underWay.remove(conversation);
        }
    }
}
