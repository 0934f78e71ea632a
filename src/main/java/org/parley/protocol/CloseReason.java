package org.parley.protocol;

/** Why the server closes a connection: the codes of RFC 6455, section 7.4, and Parley's own above 4000. */
public enum CloseReason {
    /** The server is going away: reconnect, with jitter. */
    GOING_AWAY(1001, "The server is going away; reconnect."),
    BINARY(1003, "Binary messages are not accepted; send JSON text."),
    TOO_LARGE(1009, "The message is larger than the server accepts; see maxFrame in the welcome frame."),
    INTERNAL(1011, "The server failed; reconnect."),
    /** The token expired or its session was revoked: get a fresh one, then reconnect. */
    TOKEN_EXPIRED(4401, "The token expired or was revoked; log in again."),
    /** The account was disabled. */
    ACCOUNT_DISABLED(4403, "This account is disabled; ask an administrator."),
    /** The client does not read fast enough: reconnect and resume. */
    SLOW_CONSUMER(4408, "Too much is waiting for this connection; reconnect and resume."),
    /** The client kept sending after having been told to slow down. */
    FLOODING(4429, "Too many frames; reconnect later and send more slowly.");

    private final int code;
    private final String phrase;

    CloseReason(int code, String phrase) {
        this.code = code;
        this.phrase = phrase;
    }

    public int code() {
        return code;
    }

    /** @return a sentence for the client, at most 123 bytes of UTF-8 (RFC 6455, section 5.5) */
    public String phrase() {
        return phrase;
    }
}
