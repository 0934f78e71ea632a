package org.parley.user;

import java.time.Instant;

/**
 * What administrators see of an account.
 *
 * @param email null if there is none
 */
public record AccountRecord(
        long id, String user, String name, String email, boolean enabled, boolean administrator, Instant created) {}
