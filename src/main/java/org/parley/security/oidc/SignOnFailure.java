package org.parley.security.oidc;

import java.util.Locale;

/** Somebody could not sign in. The message is for the log; the user is told the reason, in words of the client's. */
final class SignOnFailure extends Exception {
    private final Reason reason;

    /** What the user is told. */
    enum Reason {
        /** By the user, at the provider. */
        CANCELLED,
        /** It took too long, or began in another browser. */
        EXPIRED,
        /** The provider can't be reached, or does not answer as it should. */
        UNAVAILABLE,
        /** The account at the provider is not meant for Parley. */
        REFUSED,
        /** The account here is disabled. */
        DISABLED,
        FAILED;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    SignOnFailure(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
