package org.parley.security;

import java.security.Principal;
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
    private final boolean bounded;

    /**
     * @param sessionId the log-in that the token comes from; it ends when the user logs out
     * @param expiresAt when the token ceases to be valid
     * @param bounded whether the token bounds what its bearer may do: they have no role that it does not name, whatever
     *     their account has. Otherwise the roles are those that the account had when the token was made
     */
    public ParleyPrincipal(
            long userId, String handle, String sessionId, Instant expiresAt, Set<String> roles, boolean bounded) {
        super(handle);
        this.userId = userId;
        this.sessionId = sessionId;
        this.expiresAt = expiresAt;
        this.roles = Set.copyOf(roles);
        this.bounded = bounded;
    }

    /**
     * @param caller of a request that only users can make
     * @throws IllegalStateException if it was let through without a principal of Parley's
     */
    public static ParleyPrincipal of(Principal caller) {
        if (caller instanceof ParleyPrincipal principal) {
            return principal;
        }
        throw new IllegalStateException("A request was let through without a principal of Parley's");
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

    /** @return false if the token forbids whoever bears it to act in this role; true says nothing of the account */
    public boolean mayActAs(String role) {
        return !bounded || roles.contains(role);
    }
}
