package org.parley.security;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.parley.testing.container.InContainer;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@InContainer
class PasswordsIT {
    private static final String PASSWORD = "correct horse battery";
    private static final int ROUNDS = 3;

    @Inject
    private Passwords passwords;

    @Test
    void a_password_is_right_for_its_own_hash_alone() {
        assertTrue(passwords.verify(PASSWORD, passwords.hash(PASSWORD)));
        assertFalse(passwords.verify(PASSWORD, passwords.hash("another password")));
        assertFalse(passwords.verify(PASSWORD, null));
    }

    @Test
    void that_there_is_no_account_is_not_told_by_the_time_it_takes() {
        String hash = passwords.hash(PASSWORD);
        long somebody = Long.MAX_VALUE;
        long nobody = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            somebody = Math.min(somebody, nanosToRefuse(hash));
            nobody = Math.min(nobody, nanosToRefuse(null));
        }
        assertTrue(nobody > somebody / 2, nobody + " ns for nobody, " + somebody + " ns for somebody");
    }

    private long nanosToRefuse(String hash) {
        long begin = System.nanoTime();
        assertFalse(passwords.verify("wrong horse battery", hash));
        return System.nanoTime() - begin;
    }
}
