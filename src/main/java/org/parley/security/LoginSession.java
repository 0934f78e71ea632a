package org.parley.security;

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

    @Id
    private String id;

    @Column(name = "user_id")
    private long userId;

    @Column(name = "family_hash")
    private String familyHash;

    @Column(name = "token_hash")
    private String tokenHash;

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

    boolean isNewest(RefreshToken token) {
        return Secrets.same(tokenHash, token.hash());
    }

    final void use(RefreshToken next, String userAgent, Instant now, Instant until) {
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
