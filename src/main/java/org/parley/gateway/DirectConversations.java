package org.parley.gateway;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.ejb.EJBException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.github.benmanes.caffeine.cache.Cache;
import org.parley.conversation.Conversations;
import org.parley.delivery.Distribution;
import org.parley.local.LocalCaches;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.user.UserDirectory;
import org.parley.user.UserRef;

/** Finds the direct conversation of two users, and opens it on first use. Thread-safe. */
@ApplicationScoped
class DirectConversations {
    private record Pair(long low, long high) {
        static Pair of(UserRef one, UserRef other) {
            return new Pair(Math.min(one.id(), other.id()), Math.max(one.id(), other.id()));
        }
    }

    private final Cache<Pair, Long> known =
            LocalCaches.builder().maximumSize(100_000).build();

    @Inject
    private Conversations conversations;

    @Inject
    private UserDirectory users;

    @Inject
    private Distribution distribution;

    /** @return the conversation, if it is in memory; never waits for the database */
    Optional<Long> remembered(UserRef sender, String handle) {
        return users.remembered(handle)
                .map(other -> known.getIfPresent(new Pair(Math.min(sender.id(), other), Math.max(sender.id(), other))));
    }

    /**
     * @throws Refusal {@code not_found} if there is no such user; never waits for the database if the conversation is
     *     {@link #remembered}
     */
    long between(UserRef sender, String handle) {
        return existing(sender, handle).orElseGet(() -> {
            UserRef other = other(handle);
            long id = open(sender, other);
            known.put(Pair.of(sender, other), id);
            return id;
        });
    }

    /** Like {@link #between}, but empty if the two have not written to each other yet. */
    Optional<Long> existing(UserRef sender, String handle) {
        Optional<Long> remembered = remembered(sender, handle);
        return remembered.isPresent() ? remembered : find(sender, other(handle));
    }

    private Optional<Long> find(UserRef sender, UserRef other) {
        Pair pair = Pair.of(sender, other);
        Optional<Long> id =
                Optional.ofNullable(known.getIfPresent(pair)).or(() -> conversations.findDirect(sender, other));
        id.ifPresent(found -> known.put(pair, found));
        return id;
    }

    private UserRef other(String handle) {
        return users.byHandle(handle)
                .orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "There is no user of this name."));
    }

    private long open(UserRef sender, UserRef other) {
        long id;
        try {
            id = conversations.createDirect(sender, other);
        } catch (EJBException e) {
            // Both wrote at the same moment, and the other one was first; or the database is away.
            return conversations.findDirect(sender, other).orElseThrow(() -> e);
        }
        distribution.announce(id, Set.copyOf(List.of(sender.id(), other.id())));
        return id;
    }
}
