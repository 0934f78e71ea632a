package org.parley.push;

import java.time.Instant;

/**
 * Who takes notices for one of a user's devices.
 *
 * @param host of the service; the rest of the address is a secret between the device and Parley
 */
public record PushService(String host, Instant subscribed) {}
