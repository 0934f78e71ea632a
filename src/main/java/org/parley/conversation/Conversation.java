package org.parley.conversation;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.parley.jpa.InstantConverter;

/** A conversation. Whoever appends to its log, or changes its members, holds a lock on its row. */
@Entity
@Table(name = "parley_conversation")
public class Conversation {
    static final String DIRECT = "direct";
    static final String GROUP = "group";

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private String type;
    private String name;
    private String notice;
    private String avatar;

    @Column(name = "join_mode")
    private String joinMode = JoinMode.INVITATION.wire();

    @Column(name = "direct_key")
    private String directKey;

    @Column(name = "last_seq")
    private long lastSeq;

    @Column(name = "first_seq")
    private long firstSeq = 1;

    @Column(name = "legal_hold")
    private boolean legalHold;

    private boolean disabled;

    @Column(name = "members_version")
    private long membersVersion;

    @Column(name = "created_at")
    @Convert(converter = InstantConverter.class)
    private Instant createdAt;

    protected Conversation() {}

    static Conversation direct(long oneUser, long otherUser, Instant now) {
        Conversation conversation = new Conversation();
        conversation.type = DIRECT;
        conversation.directKey = directKey(oneUser, otherUser);
        conversation.createdAt = now;
        return conversation;
    }

    static Conversation group(String name, String notice, JoinMode joinMode, Instant now) {
        Conversation conversation = new Conversation();
        conversation.type = GROUP;
        conversation.name = name;
        conversation.notice = notice;
        conversation.joinMode = joinMode.wire();
        conversation.createdAt = now;
        return conversation;
    }

    static String directKey(long oneUser, long otherUser) {
        return Math.min(oneUser, otherUser) + "-" + Math.max(oneUser, otherUser);
    }

    public long id() {
        return id;
    }

    public boolean isGroup() {
        return GROUP.equals(type);
    }

    public long lastSeq() {
        return lastSeq;
    }

    /** @return the seq of the oldest entry that was not removed because of its age */
    public long firstSeq() {
        return firstSeq;
    }

    /** The entries below this one are removed in the same transaction. */
    public void beginAt(long seq) {
        firstSeq = seq;
    }

    /** @return whether nothing may be removed, whatever its age, and though it was recalled */
    public boolean onLegalHold() {
        return legalHold;
    }

    GroupRecord group(long members) {
        return new GroupRecord(id, name, members, firstSeq, lastSeq, legalHold, disabled, createdAt);
    }

    void hold(boolean on) {
        legalHold = on;
    }

    /** @return whether an administrator keeps everybody from changing anything in here */
    public boolean isDisabled() {
        return disabled;
    }

    /** What members may do is part of what is remembered of them, so this counts as a change of members. */
    void disable(boolean on) {
        disabled = on;
        membersChanged();
    }

    long nextSeq() {
        return ++lastSeq;
    }

    long membersVersion() {
        return membersVersion;
    }

    void membersChanged() {
        membersVersion++;
    }

    public String name() {
        return name;
    }

    public String notice() {
        return notice;
    }

    /** @return the key of its picture; null if it has none */
    public String avatar() {
        return avatar;
    }

    void setAvatar(String key) {
        avatar = key;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public JoinMode joinMode() {
        return JoinMode.of(joinMode).orElseThrow();
    }

    void setJoinMode(JoinMode newMode) {
        joinMode = newMode.wire();
    }

    void rename(String newName) {
        name = newName;
    }

    void setNotice(String newNotice) {
        notice = newNotice;
    }
}
