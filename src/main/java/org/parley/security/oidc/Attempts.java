package org.parley.security.oidc;

import java.util.function.Supplier;

import jakarta.ejb.EJBException;

/** For what fails in the database if it happens twice at the very same time. */
final class Attempts {
    private static final int AT_MOST = 3;

    private Attempts() {}

    static <T> T untilAlone(Supplier<T> transaction) {
        for (int attempt = 1; ; attempt++) {
            try {
                return transaction.get();
            } catch (EJBException e) {
                if (attempt == AT_MOST) {
                    throw e;
                }
            }
        }
    }
}
