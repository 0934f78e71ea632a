package org.parley.security;

/** Whether what a token says of its session is still true. */
public enum SessionState {
    LIVE,
    /** Logged out, expired or revoked. */
    ENDED,
    /** The account is disabled, or gone. */
    DISABLED
}
