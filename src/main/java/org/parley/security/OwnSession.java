package org.parley.security;

import java.time.Instant;

/**
 * A log-in on a device, as its user sees it.
 *
 * @param current whether whoever asks does so by this very session
 */
public record OwnSession(String id, Device device, Instant created, Instant lastUsed, boolean current) {}
