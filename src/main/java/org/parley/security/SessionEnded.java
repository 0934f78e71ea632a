package org.parley.security;

/**
 * A CDI event: a log-in was ended by its user, or because its refresh token was used twice. Fired on the node where it
 * happened, after the commit; connections that came from it must close with 4401.
 */
public record SessionEnded(String sessionId, long userId) {}
