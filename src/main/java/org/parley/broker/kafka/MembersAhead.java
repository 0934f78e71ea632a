package org.parley.broker.kafka;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.parley.conversation.MemberDirectory;
import org.parley.conversation.Members;
import org.parley.timer.Workers;

/**
 * Reads the members of conversations in which somebody here writes, so that what they write next is foreseen, and of those
 * in which something happens that may be lost. Callers never wait for the database.
 */
@ApplicationScoped
class MembersAhead {
    private static final Logger LOG = Logger.getLogger(MembersAhead.class.getName());
    private static final int AT_ONCE = 1_000;

    private static final int ACTIONS_WAITING = 100;

    private final Set<Long> underWay = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<Long, List<Consumer<Members>>> waiting = new ConcurrentHashMap<>();
    private final AtomicInteger running = new AtomicInteger();

    private final Executor executor;
    private final MemberDirectory directory;

    /** For the container's proxies. */
    protected MembersAhead() {
        this.executor = null;
        this.directory = null;
    }

    @Inject
    MembersAhead(Workers workers, MemberDirectory directory) {
        this((Executor) workers, directory);
    }

    MembersAhead(Executor executor, MemberDirectory directory) {
        this.executor = executor;
        this.directory = directory;
    }

    void read(long conversation) {
        if (directory.remembered(conversation).isEmpty() && underWay.add(conversation)) {
            load(conversation, members -> underWay.remove(conversation));
        }
    }

    /**
     * Does something with the members: at once if they are remembered, or else when they were read; or never. In the order
     * of the calls, which come one after the other.
     */
    void with(long conversation, Consumer<Members> action) {
        List<Consumer<Members>> before =
                waiting.computeIfPresent(conversation, (same, actions) -> followed(actions, action));
        if (before == null) {
            directory.remembered(conversation).ifPresentOrElse(action, () -> {
                waiting.put(conversation, List.of(action));
                load(
                        conversation,
                        members -> members.ifPresentOrElse(
                                known -> doAll(conversation, known), () -> waiting.remove(conversation)));
            });
        }
    }

    private static List<Consumer<Members>> followed(List<Consumer<Members>> actions, Consumer<Members> action) {
        return actions.size() >= ACTIONS_WAITING
                ? actions
                : Stream.concat(actions.stream(), Stream.of(action)).toList();
    }

    /** More may come meanwhile. */
    private void doAll(long conversation, Members members) {
        int done = 0;
        List<Consumer<Members>> actions;
        do {
            actions = waiting.get(conversation);
            for (; done < actions.size(); done++) {
                tryOne(conversation, actions.get(done), members);
            }
        } while (!waiting.remove(conversation, actions));
    }

    private static void tryOne(long conversation, Consumer<Members> action, Members members) {
        try {
            action.accept(members);
        } catch (RuntimeException | Error e) {
            // Whatever it is, the others come after it.
            LOG.log(
                    Level.WARNING,
                    "The members of conversation " + conversation + " could not be told of something",
                    e);
        }
    }

    /** @param then called once, with the members if they could be read */
    private void load(long conversation, Consumer<Optional<Members>> then) {
        if (running.incrementAndGet() > AT_ONCE) {
            running.decrementAndGet();
            then.accept(Optional.empty());
            return;
        }
        try {
            executor.execute(() -> {
                Optional<Members> members = loaded(conversation);
                running.decrementAndGet();
                then.accept(members);
            });
        } catch (RejectedExecutionException e) {
            running.decrementAndGet();
            then.accept(Optional.empty());
        }
    }

    private Optional<Members> loaded(long conversation) {
        try {
            return directory.of(conversation);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.FINE, "The members were not read; they will be after the next message", e);
            return Optional.empty();
        }
    }
}
