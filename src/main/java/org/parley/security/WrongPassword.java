package org.parley.security;

import jakarta.ejb.ApplicationException;

/** The answer to a failed log-in; the same whether it was the name or the password that was wrong. */
@ApplicationException(rollback = true)
final class WrongPassword extends RuntimeException {
    WrongPassword(String detail) {
        super(detail, null, false, false);
    }
}
