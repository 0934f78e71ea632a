package org.parley.security;

/** The answer to a failed log-in; the same whether it was the name or the password that was wrong. */
final class WrongPassword extends RuntimeException {
    WrongPassword(String detail) {
        super(detail, null, false, false);
    }
}
