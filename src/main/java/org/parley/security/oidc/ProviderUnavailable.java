package org.parley.security.oidc;

/** The provider could not be asked, or did not answer as one. */
final class ProviderUnavailable extends Exception {
    ProviderUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
