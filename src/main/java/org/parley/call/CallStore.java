package org.parley.call;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;

import org.parley.call.Call.Parties;
import org.parley.config.Settings;
import org.parley.conversation.Acquaintance;
import org.parley.protocol.CallRecord;
import org.parley.protocol.CallRecord.Outcome;
import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;
import org.parley.protocol.SignalEvent;
import org.parley.user.UserStore;

/**
 * The calls of all nodes, in the database: whichever node a step comes to, it is taken once, and no node's death loses a
 * call's record. Each method is one transaction, and of two that change a call one waits for the other.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class CallStore {
    static final Duration SILENCE = Duration.ofSeconds(35);
    private static final int AT_ONCE = 200;

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private Acquaintance acquaintance;

    @Inject
    private UserStore users;

    @Inject
    private Settings settings;

    @Inject
    private Clock clock;

    /** What a call is like after a step. */
    public record After(String call, Parties parties, CallState state, Optional<Ending> ending) {
        private static After of(Call call) {
            return new After(
                    call.id(),
                    call.parties(),
                    call.state(),
                    call.state() == CallState.ENDED
                            ? Optional.of(new Ending(call.recordCid(), call.record()))
                            : Optional.empty());
        }
    }

    /** What remains of a call, and with which cid all nodes write it. */
    public record Ending(String cid, CallRecord record) {}

    /**
     * Begins a call; if the other one is in a call, it is over at once. To invite again to the same call changes nothing. If
     * the other one is calling just now, this accepts their call instead, and none with this id begins: of two who call each
     * other at the same time, the one whose transaction comes first is the caller.
     *
     * @return the call with this id, or the one that was accepted
     * @throws Refusal {@code conflict} if the caller is in another call, or the id is in use; {@code forbidden} if they
     *     may not write to the other one either
     */
    public After invite(String id, Parties parties) {
        // On whichever nodes they are: nobody begins or gets two calls at once.
        users.hold(parties.caller(), parties.callee());
        Call known = entities.find(Call.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (known != null) {
            if (!known.parties().equals(parties) || known.state() != CallState.RINGING) {
                throw new Refusal(ErrorCode.CONFLICT, "There is a call with this id.");
            }
            return After.of(known);
        }
        demandLeave(parties);
        Optional<Call> crossing = crossing(parties);
        if (crossing.isPresent()) {
            return take(crossing.get(), parties.caller(), SignalEvent.INVITE, false);
        }
        if (isInCall(parties.caller())) {
            throw new Refusal(ErrorCode.CONFLICT, "You are in another call.");
        }
        Call call = new Call(id, parties, UUID.randomUUID().toString(), clock.instant());
        if (isInCall(parties.callee())) {
            call.end(Outcome.BUSY);
        }
        entities.persist(call);
        entities.flush();
        return After.of(call);
    }

    private void demandLeave(Parties parties) {
        long caller = parties.caller();
        long callee = parties.callee();
        if (acquaintance.blocked(caller, callee).contains(caller)) {
            throw new Refusal(ErrorCode.FORBIDDEN, "You can't call this person.");
        }
        if (acquaintance.matters() && !acquaintance.exists(caller, callee)) {
            throw new Refusal(ErrorCode.FORBIDDEN, "Only contacts call each other here; send a request first.");
        }
    }

    /** @return the call that rings from the other one to this caller */
    private Optional<Call> crossing(Parties parties) {
        return entities.createQuery(
                        "SELECT c FROM Call c WHERE c.callerId = :other AND c.calleeId = :caller AND c.state = :ringing",
                        Call.class)
                .setParameter("other", parties.callee())
                .setParameter("caller", parties.caller())
                .setParameter("ringing", CallState.RINGING)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultStream()
                .findFirst();
    }

    private boolean isInCall(long user) {
        return entities.createQuery(
                                "SELECT COUNT(c) FROM Call c WHERE (c.callerId = :user OR c.calleeId = :user)"
                                        + " AND c.state <> :ended",
                                Long.class)
                        .setParameter("user", user)
                        .setParameter("ended", CallState.ENDED)
                        .getSingleResult()
                > 0;
    }

    /**
     * Takes a step.
     *
     * @param failed of a hang-up: whether the two devices never reached each other
     * @throws Refusal {@code not_found} if the user is in no such call, {@code conflict} if the step can't be taken now
     */
    public After step(String id, long user, SignalEvent event, boolean failed) {
        Call call = entities.find(Call.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (call == null || !call.parties().include(user) || call.state() == CallState.ENDED) {
            throw new Refusal(ErrorCode.NOT_FOUND, "There is no such call, or it is over.");
        }
        return take(call, user, event, failed);
    }

    private After take(Call call, long user, SignalEvent event, boolean failed) {
        CallState.Step step = call.state()
                .after(call.parties().roleOf(user), event)
                .orElseThrow(() -> new Refusal(ErrorCode.CONFLICT, "This can't be done in this call now."));
        if (call.state() == CallState.RINGING && step.next() == CallState.ACTIVE) {
            call.answered(clock.instant());
        } else {
            call.seen(clock.instant());
        }
        step.outcome().ifPresent(outcome -> call.end(failed ? Outcome.FAILED : outcome));
        return After.of(call);
    }

    /**
     * Has those told for whom a call rings, while it does: whatever ends the ringing is told after that.
     *
     * @param tell must not wait
     */
    public void whileRinging(Collection<Long> callees, Consumer<After> tell) {
        List<String> ringing = entities.createQuery(
                        "SELECT c.id FROM Call c WHERE c.calleeId IN :callees AND c.state = :ringing ORDER BY c.id",
                        String.class)
                .setParameter("callees", callees)
                .setParameter("ringing", CallState.RINGING)
                .getResultList();
        for (String id : ringing) {
            Call call = entities.find(Call.class, id, LockModeType.PESSIMISTIC_WRITE);
            if (call != null && call.state() == CallState.RINGING) {
                tell.accept(After.of(call));
            }
        }
    }

    /** @return whether a call rings, and no device of the other one has said that it does */
    public boolean ringsUnheard(String id) {
        Call call = entities.find(Call.class, id);
        return call != null && call.isUnheard();
    }

    /** @return whether a call rings */
    public boolean rings(String id) {
        Call call = entities.find(Call.class, id);
        return call != null && call.state() == CallState.RINGING;
    }

    /** Ends the calls that nobody answers, and those from which nothing is heard any more. */
    public List<After> endOverdue() {
        Instant rung = clock.instant().minus(settings.calls().ringTimeout());
        Instant heard = clock.instant().minus(SILENCE);
        List<String> overdue = entities.createQuery(
                        "SELECT c.id FROM Call c WHERE c.state = :ringing AND c.createdAt < :rung"
                                + " OR c.state = :active AND c.seenAt < :heard ORDER BY c.id",
                        String.class)
                .setParameter("ringing", CallState.RINGING)
                .setParameter("active", CallState.ACTIVE)
                .setParameter("rung", rung)
                .setParameter("heard", heard)
                .setMaxResults(AT_ONCE)
                .getResultList();
        List<After> ended = new ArrayList<>();
        for (String id : overdue) {
            Call call = entities.find(Call.class, id, LockModeType.PESSIMISTIC_WRITE);
            // Meanwhile somebody may have answered, or another node been here.
            if (call != null && call.isOverdue(rung, heard)) {
                call.end(call.state() == CallState.RINGING ? Outcome.MISSED : Outcome.COMPLETED);
                ended.add(After.of(call));
            }
        }
        return ended;
    }

    /** @return calls that are over for a while and still have no record, because a node was killed or the log was away */
    public List<After> unrecorded(Duration age) {
        return entities
                .createQuery("SELECT c FROM Call c WHERE c.state = :ended AND c.seenAt < :before", Call.class)
                .setParameter("ended", CallState.ENDED)
                .setParameter("before", clock.instant().minus(age))
                .setMaxResults(AT_ONCE)
                .getResultList()
                .stream()
                .map(After::of)
                .toList();
    }

    /** The record is in the log. */
    public void forget(String id) {
        entities.createQuery("DELETE FROM Call c WHERE c.id = :id AND c.state = :ended")
                .setParameter("ended", CallState.ENDED)
                .setParameter("id", id)
                .executeUpdate();
    }
}
