package org.parley.conversation;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.github.benmanes.caffeine.cache.Cache;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.parley.cache.Snapshots;
import org.parley.local.LocalCaches;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

/**
 * Who the members of a conversation are, from memory where it can. Bounded by the number of members remembered, not of
 * conversations. Thread-safe.
 *
 * <p>The members of larger groups are shared with the other nodes, so that after each change one node reads or makes them,
 * and not all of them at the same time.
 *
 * <p>What is remembered can be behind the database. Whoever must be right holds the lock on the conversation, knows its
 * version from there, and asks with {@link #at}; everybody else takes what {@link #of} says.
 */
@ApplicationScoped
public class MemberDirectory {
    /** To read the members of smaller groups costs no more than to ask for them elsewhere. */
    private static final int SHARED_FROM = 32;

    /** Lower than any, so that each node asks anew who gets an entry. */
    private static final long OF_NO_VERSION = -1;

    private static final long MEMBERS_REMEMBERED = 2_000_000;

    private final Cache<Long, Members> remembered = LocalCaches.builder()
            .maximumWeight(MEMBERS_REMEMBERED)
            .weigher((Long conversation, Members members) -> 1 + members.count())
            .build();

    /** Versions below which what is read at the same time is not to be remembered any more. */
    private final Cache<Long, Long> outdated = LocalCaches.builder()
            .maximumSize(100_000)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();

    @Inject
    private MemberRows rows;

    @Inject
    private Snapshots shared;

    @Inject
    private MeterRegistry metrics;

    private Counter hits;
    private Counter misses;

    @PostConstruct
    void measure() {
        hits = lookUps("hit");
        misses = lookUps("miss");
    }

    private Counter lookUps(String outcome) {
        return Counter.builder("parley.members.shared")
                .description("Members of larger groups that had changed elsewhere, by whether the cache had them")
                .tag("outcome", outcome)
                .register(metrics);
    }

    /** @return the members, as far as this node knows; empty if there is no such conversation */
    public Optional<Members> of(long conversation) {
        Members members = remembered.getIfPresent(conversation);
        return members != null ? Optional.of(members) : load(conversation);
    }

    /**
     * @return the members, of whom this user is one, as far as this node knows
     * @throws Refusal {@code not_found} if there is no such conversation, {@code forbidden} if they are not a member
     */
    public Members seenBy(long user, long conversation) {
        Members members =
                of(conversation).orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "There is no such conversation."));
        Operation.READ.demand(members.contains(user) ? Standing.MEMBER : Standing.STRANGER);
        return members;
    }

    /** @return the members, if they are in memory; never waits for the database */
    public Optional<Members> remembered(long conversation) {
        return Optional.ofNullable(remembered.getIfPresent(conversation));
    }

    /**
     * @param version the one with which the entry was appended
     * @return who gets an entry: the members of that version or, if they are not known any more, of a later one who were
     *     there already
     */
    public Collection<Long> audience(long conversation, long version, long seq) {
        forgetBefore(conversation, version);
        Members members = remembered(conversation)
                .or(() -> sharedAt(conversation, version))
                .or(() -> load(conversation))
                .orElseGet(() -> new Members(version, Map.of()));
        return members.version() == version ? members.users() : rows.joinedBefore(conversation, seq);
    }

    /**
     * The members have changed: what is remembered of an older version is of no use any more. That of an entry that is told
     * late is not known, and it may have changed them: nothing is remembered then.
     */
    public void forgetBefore(long conversation, long version) {
        if (version == OF_NO_VERSION) {
            remembered.invalidate(conversation);
            return;
        }
        Members members = remembered.getIfPresent(conversation);
        if (members == null || members.version() < version) {
            outdated.asMap().merge(conversation, version, Math::max);
            drop(conversation, version);
        }
    }

    private void drop(long conversation, long version) {
        remembered.asMap().computeIfPresent(conversation, (id, old) -> old.version() < version ? null : old);
    }

    /**
     * @return those members of now who already were when this entry was appended, for an entry of which the members are
     *     told late. They are of no version, so that nobody takes them for all members
     */
    public Members joinedBefore(long conversation, long seq) {
        return new Members(
                OF_NO_VERSION,
                rows.joinedBefore(conversation, seq).stream()
                        .collect(Collectors.toMap(user -> user, user -> Role.MEMBER)));
    }

    /** @return the members at just this version of the conversation, whose row the caller has locked */
    Members at(long conversation, long version) {
        Members members = remembered.getIfPresent(conversation);
        if (members != null && members.version() == version) {
            return members;
        }
        return load(conversation).orElseGet(() -> new Members(version, Map.of()));
    }

    /** To be called after the commit of a change of members. */
    public void remember(long conversation, Members members) {
        Members old = keep(conversation, members);
        if (members.count() > SHARED_FROM && (old == null || old.version() < members.version())) {
            shared.put(conversation, members.version(), members::encode);
        }
    }

    /** @return what was remembered before */
    private Members keep(long conversation, Members members) {
        Members old = remembered.getIfPresent(conversation);
        remembered.asMap().merge(conversation, members, (one, now) -> now.version() >= one.version() ? now : one);
        // Asked afterwards: a change that is told meanwhile is found here, or finds these members there.
        Long version = outdated.getIfPresent(conversation);
        if (version != null) {
            drop(conversation, version);
        }
        return old;
    }

    private Optional<Members> sharedAt(long conversation, long version) {
        Optional<Members> members = shared.get(conversation, version).map(text -> Members.decode(version, text));
        (members.isPresent() ? hits : misses).increment();
        members.ifPresent(known -> keep(conversation, known));
        return members;
    }

    private Optional<Members> load(long conversation) {
        Optional<Members> members = rows.of(conversation);
        // A conversation without members is not worth the memory.
        members.filter(some -> some.count() > 0).ifPresent(some -> remember(conversation, some));
        return members;
    }
}
