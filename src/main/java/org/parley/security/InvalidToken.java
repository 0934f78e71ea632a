package org.parley.security;

/** A token that does not prove who its bearer is. The message is for logs at most; bearers are told nothing. */
public final class InvalidToken extends Exception {
    public InvalidToken(String reason) {
        super(reason, null, false, false);
    }
}
