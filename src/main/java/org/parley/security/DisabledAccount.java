package org.parley.security;

/** A good token of an account that an administrator has disabled. */
public final class DisabledAccount extends Exception {
    public DisabledAccount() {
        super("The account is disabled", null, false, false);
    }
}
