package org.parley.security;

import java.time.Instant;
import java.util.Set;

import jakarta.security.enterprise.CallerPrincipal;

/** A user who has proved who they are with a token; the name is the handle. */
public class ParleyPrincipal extends CallerPrincipal {
    private static final long serialVersionUID = 1;

    private final long userId;
    private final String sessionId;
    private final Instant expiresAt;
    private final transient Set<String> roles;

    /**
     * @param sessionId the log-in that the token comes from; it ends when the user logs out
     * @param expiresAt when the token ceases to be valid
     */
    public ParleyPrincipal(long userId, String handle, String sessionId, Instant expiresAt, Set<String> roles) {
        super(handle);
        this.userId = userId;
        this.sessionId = sessionId;
        this.expiresAt = expiresAt;
        this.roles = Set.copyOf(roles);
    }

    public long userId() {
        return userId;
    }

    public String handle() {
        return getName();
    }

    public String sessionId() {
        return sessionId;
    }

    public Instant expiresAt() {
        return expiresAt;
    }

    public Set<String> roles() {
        return roles;
    }
}
