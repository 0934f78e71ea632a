package org.parley.conversation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.persistence.EntityManager;

import org.parley.audit.Deed;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
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
    private final List<Deed> deeds = new ArrayList<>();
    private boolean summaryChanged;
    private final Acquaintance acquaintance;
    private final Instant now;
    private Members members;

    OpenConversation(
            Conversation conversation,
            Members members,
            EntityManager entities,
            Acquaintance acquaintance,
            Instant now) {
        this.conversation = conversation;
        this.members = members;
        this.entities = entities;
        this.acquaintance = acquaintance;
        this.now = now;
    }

    public long id() {
        return conversation.id();
    }

    public boolean isGroup() {
        return conversation.isGroup();
    }

    /** @return whether what is taken back here has to be kept all the same, for nobody to see */
    public boolean onLegalHold() {
        return conversation.onLegalHold();
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

    /**
     * @throws Refusal {@code conflict} if there is no such thing in a direct conversation, {@code forbidden} unless this
     *     user may do this now, with the time to wait if they are muted
     */
    public void demand(Operation operation, UserRef user) {
        demandGroup(isGroup(), operation);
        operation.demand(standing(user.id()));
        if (conversation.isDisabled() && !operation.whileDisabled()) {
            throw new Refusal(ErrorCode.FORBIDDEN, "An administrator has disabled this group.");
        }
        if (operation.whileSilenced()) {
            return;
        }
        members.silencedUntil(user.id(), now).ifPresent(this::refuseSilenced);
        if (!isGroup() && acquaintance.matters()) {
            demandAcquaintance(user);
        }
    }

    /** @throws Refusal {@code conflict} if there is no such thing in a direct conversation */
    static void demandGroup(boolean group, Operation operation) {
        if (!group && !operation.allowed(Standing.PARTNER)) {
            throw new Refusal(ErrorCode.CONFLICT, "A direct conversation has just its two members; make a group.");
        }
    }

    private void refuseSilenced(Instant until) {
        if (isGroup()) {
            throw new Refusal(ErrorCode.FORBIDDEN, "You are muted in this group.", Duration.between(now, until));
        }
        throw blocked();
    }

    /** @return the answer for who is blocked by the other one of a direct conversation */
    static Refusal blocked() {
        return new Refusal(ErrorCode.FORBIDDEN, "You can't write to this person.");
    }

    /** @return the answer for who is no contact of the other one, where only contacts write to each other */
    static Refusal contactsOnly() {
        return new Refusal(ErrorCode.FORBIDDEN, "Only contacts write to each other here; send a request first.");
    }

    private void demandAcquaintance(UserRef user) {
        for (Long other : members.users()) {
            if (other != user.id() && !acquaintance.exists(user.id(), other)) {
                throw contactsOnly();
            }
        }
    }

    JoinMode joinMode() {
        return conversation.joinMode();
    }

    void setJoinMode(JoinMode mode) {
        summaryChanged = true;
        conversation.setJoinMode(mode);
    }

    JoinState joinState(long user) {
        return state(entities.find(JoinRequest.class, new Member.Key(id(), user)));
    }

    private static JoinState state(JoinRequest request) {
        return request == null ? JoinState.NONE : request.state();
    }

    /**
     * @return where the request to join stands after this step
     * @throws Refusal if it can't be made
     */
    private static JoinState after(JoinState state, JoinState.Step step) {
        return state.after(step).orElseThrow(() -> cantStep(state));
    }

    /** Checks and makes a step. */
    void step(long user, JoinState.Step step, String text) {
        step(user, entities.find(JoinRequest.class, new Member.Key(id(), user)), step, text);
    }

    private void step(long user, JoinRequest request, JoinState.Step step, String text) {
        JoinState next = after(state(request), step);
        if (next == JoinState.NONE) {
            if (request != null) {
                entities.remove(request);
            }
        } else {
            JoinRequest kept = request == null ? new JoinRequest(id(), user) : request;
            kept.become(next, text, now);
            entities.persist(kept);
        }
        // Who simply comes in was no request that anybody was shown.
        summaryChanged |= request != null || next != JoinState.NONE;
    }

    private static Refusal cantStep(JoinState state) {
        return state == JoinState.BLOCKED
                ? new Refusal(ErrorCode.FORBIDDEN, "This group doesn't take this person.")
                : new Refusal(ErrorCode.CONFLICT, "There is no such request to join.");
    }

    /** @param until null if they may write again */
    void silence(long user, Instant until) {
        entities.find(Member.class, new Member.Key(id(), user)).silence(until);
        changed(members.silence(user, until));
    }

    /** All members go, and those who wait to come in are told no more. */
    void dissolve() {
        departed.addAll(members.users());
        // What came before in this transaction must not come back after the rows are gone.
        entities.flush();
        conversation.setJoinMode(JoinMode.INVITATION);
        for (String rows : List.of("ConversationMember", "JoinRequest")) {
            entities.createQuery("DELETE FROM " + rows + " r WHERE r.conversationId = :id")
                    .setParameter("id", id())
                    .executeUpdate();
        }
        changed(members.withoutAll());
    }

    Instant now() {
        return now;
    }

    /** @return the seq of the first entry that a member sees */
    public long joinedSeq(long user) {
        return entities.find(Member.class, new Member.Key(id(), user)).joinedSeq();
    }

    /**
     * People come in together, by this step of each: as many statements as for one of them, but for their rows.
     *
     * @throws Refusal if one of them can't make the step; then nobody comes in
     */
    void takeIn(Set<Long> newcomers, JoinState.Step step) {
        Map<Long, JoinRequest> requests = joinRequests(newcomers);
        newcomers.forEach(user -> after(state(requests.get(user)), step));
        newcomers.forEach(user -> step(user, requests.get(user), step, null));
        addAll(newcomers);
    }

    private Map<Long, JoinRequest> joinRequests(Set<Long> users) {
        return entities.createQuery(
                        "SELECT r FROM JoinRequest r WHERE r.conversationId = :id AND r.userId IN :users",
                        JoinRequest.class)
                .setParameter("id", id())
                .setParameter("users", users)
                .getResultStream()
                .collect(Collectors.toMap(JoinRequest::userId, request -> request));
    }

    /** The group begins: its owner, who made it, and these are its members from its first entry on. */
    void found(Set<Long> others) {
        addAll(others);
        joined.addAll(members.users());
    }

    private void addAll(Set<Long> users) {
        // The entry that tells of it comes next, and is the first that a new member sees.
        users.forEach(user -> entities.persist(new Member(id(), user, Role.MEMBER, lastSeq() + 1)));
        changed(members.with(users));
        joined.addAll(users);
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

    String avatar() {
        return conversation.avatar();
    }

    void setAvatar(String key) {
        summaryChanged = true;
        conversation.setAvatar(key);
    }

    void setNotice(String notice) {
        summaryChanged = true;
        conversation.setNotice(notice);
    }

    private void changed(Members now) {
        conversation.membersChanged();
        members = now;
    }

    /** Lets the audit trail tell of this in the same transaction. */
    public void record(Deed deed) {
        deeds.add(deed);
    }

    /** @return what the audit trail is to tell of, beside what the submissions bring along */
    public List<Deed> deeds() {
        return List.copyOf(deeds);
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
