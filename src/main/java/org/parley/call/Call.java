package org.parley.call;

import java.time.Duration;
import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.parley.jpa.InstantConverter;
import org.parley.protocol.CallRecord;
import org.parley.protocol.Entry;

/** A call that has no record in the log yet. */
@Entity
@Table(name = "parley_call")
class Call {
    @Id
    private String id;

    @Column(name = "caller_id")
    private long callerId;

    @Column(name = "callee_id")
    private long calleeId;

    @Column(name = "conversation_id")
    private long conversationId;

    private boolean video;

    @Enumerated(EnumType.STRING)
    private CallState state;

    @Enumerated(EnumType.STRING)
    private CallRecord.Outcome outcome;

    /** All nodes that may write the record write it with this cid, and so the log has it once. */
    @Column(name = "record_cid")
    private String recordCid;

    @Column(name = "created_at")
    @Convert(converter = InstantConverter.class)
    private Instant createdAt;

    @Column(name = "answered_at")
    @Convert(converter = InstantConverter.class)
    private Instant answeredAt;

    @Column(name = "seen_at")
    @Convert(converter = InstantConverter.class)
    private Instant seenAt;

    protected Call() {}

    Call(String id, Parties parties, String recordCid, Instant now) {
        this.id = id;
        this.callerId = parties.caller();
        this.calleeId = parties.callee();
        this.conversationId = parties.conversation();
        this.video = parties.video();
        this.state = CallState.RINGING;
        this.recordCid = Entry.SERVER_CID + recordCid;
        this.createdAt = now;
        this.seenAt = now;
    }

    /** Who calls whom. Never changes. */
    record Parties(long caller, long callee, long conversation, boolean video) {
        long otherThan(long user) {
            return user == caller ? callee : caller;
        }

        boolean include(long user) {
            return user == caller || user == callee;
        }

        CallState.Role roleOf(long user) {
            return user == caller ? CallState.Role.CALLER : CallState.Role.CALLEE;
        }
    }

    Parties parties() {
        return new Parties(callerId, calleeId, conversationId, video);
    }

    String id() {
        return id;
    }

    CallState state() {
        return state;
    }

    String recordCid() {
        return recordCid;
    }

    CallRecord record() {
        long seconds = answeredAt == null
                ? 0
                : Math.max(0, Duration.between(answeredAt, seenAt).toSeconds());
        return new CallRecord(outcome, video, seconds);
    }

    /** While it rings, nobody takes a step that leaves it ringing but a device that says so. */
    boolean isUnheard() {
        return state == CallState.RINGING && seenAt.equals(createdAt);
    }

    boolean isOverdue(Instant rung, Instant heard) {
        return state == CallState.RINGING && createdAt.isBefore(rung)
                || state == CallState.ACTIVE && seenAt.isBefore(heard);
    }

    void seen(Instant now) {
        seenAt = now;
    }

    void answered(Instant now) {
        state = CallState.ACTIVE;
        answeredAt = now;
        seenAt = now;
    }

    /** The time of the call ends when somebody was last seen in it. */
    void end(CallRecord.Outcome how) {
        state = CallState.ENDED;
        outcome = how;
    }
}
