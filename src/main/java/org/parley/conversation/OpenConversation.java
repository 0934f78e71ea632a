package org.parley.conversation;

import java.util.HashSet;
import java.util.Set;

import jakarta.persistence.EntityManager;

import org.parley.user.UserRef;

/**
 * A conversation whose row is locked by the running transaction: nobody else appends to its log or changes its members
 * until the transaction ends. Not thread-safe.
 */
public final class OpenConversation {
    private final Conversation conversation;
    private final EntityManager entities;
    private final Set<Long> joined = new HashSet<>();
    private final Set<Long> departed = new HashSet<>();
    private boolean summaryChanged;
    private Members members;

    OpenConversation(Conversation conversation, Members members, EntityManager entities) {
        this.conversation = conversation;
        this.members = members;
        this.entities = entities;
    }

    public long id() {
        return conversation.id();
    }

    public boolean isGroup() {
        return conversation.isGroup();
    }

    /** @return the seq of the last entry; 0 if there is none yet */
    public long lastSeq() {
        return conversation.lastSeq();
    }

    /** @return the seq of the entry that is appended now */
    public long nextSeq() {
        return conversation.nextSeq();
    }

    /** @return the members as they are after what this transaction did so far */
    public Members members() {
        return members;
    }

    /** @return what this user is to the conversation, as it is now */
    public Standing standing(long user) {
        return Standing.of(isGroup(), members.role(user));
    }

    void add(UserRef user, Role role) {
        // The entry that tells of it comes next, and is the first that the new member sees.
        entities.persist(new Member(id(), user.id(), role, lastSeq() + 1));
        changed(members.with(user.id(), role));
        joined.add(user.id());
    }

    /** The conversation has just been made, with the members that it has. */
    void markAllJoined() {
        joined.addAll(members.users());
    }

    void remove(long user) {
        entities.remove(entities.find(Member.class, new Member.Key(id(), user)));
        changed(members.without(user));
        departed.add(user);
    }

    void setRole(long user, Role role) {
        summaryChanged = true;
        entities.find(Member.class, new Member.Key(id(), user)).setRole(role);
        changed(members.with(user, role));
    }

    void rename(String name) {
        summaryChanged = true;
        conversation.rename(name);
    }

    void setNotice(String notice) {
        summaryChanged = true;
        conversation.setNotice(notice);
    }

    private void changed(Members now) {
        conversation.membersChanged();
        members = now;
    }

    /** @return what changed since this was last asked */
    public Changes takeChanges() {
        Changes changes = new Changes(Set.copyOf(joined), Set.copyOf(departed), summaryChanged);
        summaryChanged = false;
        joined.clear();
        departed.clear();
        return changes;
    }

    /**
     * What an entry changed, of which more people are told than by the entry itself.
     *
     * @param joined who became a member
     * @param departed who ceased to be one
     * @param summary whether the conversation looks different now to all its members
     */
    public record Changes(Set<Long> joined, Set<Long> departed, boolean summary) {
        public static final Changes NONE = new Changes(Set.of(), Set.of(), false);

        public boolean isEmpty() {
            return joined.isEmpty() && departed.isEmpty() && !summary;
        }
    }
}
