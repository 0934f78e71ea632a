package org.parley.user;

/**
 * What logging in needs to know of an account.
 *
 * @param passwordHash null if the account has no password here
 */
public record Credentials(long userId, String handle, String passwordHash, boolean administrator, boolean enabled) {
    @Override
    public String toString() {
        return "Credentials[userId=" + userId + "]";
    }
}
