package org.parley.security;

import java.time.Duration;
import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.parley.jpa.InstantConverter;

/** A log-in on a device, from then until log-out or expiry. */
@Entity
@Table(name = "parley_session")
class LoginSession {
    private static final int MAX_DEVICE = 200;

    /** As long as a client may be without an answer before it asks again. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    @Id
    private String id;

    @Column(name = "user_id")
    private long userId;

    @Column(name = "family_hash")
    private String familyHash;

    @Column(name = "token_hash")
    private String tokenHash;

    @Column(name = "previous_hash")
    private String previousHash;

    private String device;

    @Column(name = "created_at")
    @Convert(converter = InstantConverter.class)
    private Instant createdAt;

    @Column(name = "last_used_at")
    @Convert(converter = InstantConverter.class)
    private Instant lastUsedAt;

    @Column(name = "expires_at")
    @Convert(converter = InstantConverter.class)
    private Instant expiresAt;

    protected LoginSession() {}

    LoginSession(long userId, RefreshToken token, String device, Instant now, Instant expiresAt) {
        this(Secrets.random(16), userId, token, device, now, expiresAt);
    }

    LoginSession(String id, long userId, RefreshToken token, String device, Instant now, Instant expiresAt) {
        this.id = id;
        this.userId = userId;
        this.familyHash = token.familyHash();
        this.createdAt = now;
        use(token, device, now, expiresAt);
    }

    String id() {
        return id;
    }

    long userId() {
        return userId;
    }

    boolean expired(Instant now) {
        return !now.isBefore(expiresAt);
    }

    OwnSession view(String currentId) {
        return new OwnSession(id, Device.of(device), createdAt, lastUsedAt, id.equals(currentId));
    }

    boolean isNewest(RefreshToken token) {
        return Secrets.same(tokenHash, token.hash());
    }

    /**
     * @return whether it is the token before the newest, and the answer with the newest may have been lost: that one was
     *     never used, and is young
     */
    boolean mayRepeat(RefreshToken token, Instant now) {
        return previousHash != null && Secrets.same(previousHash, token.hash()) && now.isBefore(lastUsedAt.plus(GRACE));
    }

    /** The newest token was used, so the one before it has served its time. */
    void rotate(RefreshToken next, String userAgent, Instant now, Instant until) {
        previousHash = tokenHash;
        use(next, userAgent, now, until);
    }

    /** Instead of the newest token, whose answer was lost, there is another one; nobody may ask for that again. */
    void replaceLost(RefreshToken next, String userAgent, Instant now, Instant until) {
        previousHash = null;
        use(next, userAgent, now, until);
    }

    private void use(RefreshToken next, String userAgent, Instant now, Instant until) {
        tokenHash = next.hash();
        device = printable(userAgent);
        lastUsedAt = now;
        expiresAt = until;
    }

    private static String printable(String userAgent) {
        String printable = userAgent.replaceAll("[^\\x20-\\x7E]", "?");
        return printable.length() > MAX_DEVICE ? printable.substring(0, MAX_DEVICE) : printable;
    }
}
