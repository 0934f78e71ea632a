package org.parley.user;

import java.time.Instant;

/**
 * What administrators see of an account.
 *
 * @param email null if there is none
 * @param erased whether nothing remains of whose it was
 */
public record AccountRecord(
        long id,
        String user,
        String name,
        String email,
        boolean enabled,
        boolean administrator,
        boolean erased,
        Instant created) {}
